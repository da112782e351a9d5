import { ulid } from 'ulid';
import type { BatchPlan } from '../../../protocol/batch';
import type { ModelChoice } from '../../bedrock/models/modelChoice';
import type { ModelParameters } from '../../bedrock/parameters';
import type { Pricer } from '../../bedrock/pricing';
import { maxCostUsd } from '../../spending/estimate';
import type { Step } from '../steps';
import { batchPricer } from './batchPrice';
import { s3Uri, type S3Location } from './location';
import { batchRequest } from './records';

/** A batch job that a user asked for. */
export interface BatchOrder {
  readonly model: ModelChoice;
  readonly region: string;
  readonly location: S3Location;
  readonly roleArn: string;
}

/** Everything that making the job takes; each plan is another job. `maxCostUsd` is undefined when unknown. */
export function planOf(
  steps: readonly Step[],
  { model, region, roleArn, location }: BatchOrder,
  maxCostUsd?: number,
): BatchPlan {
  const token = ulid();
  const { id, modelId, inferenceProfile, copyOf, label } = model;
  const checks = steps.flatMap((step) => (step.checks.length > 0 ? [[step.id, [...step.checks]]] : []));
  return {
    type: 'batchPlanned',
    at: new Date().toISOString(),
    token,
    jobName: `bedrock-chat-${token}`,
    model: { id, modelId, inferenceProfile, ...(copyOf === undefined ? {} : { copyOf }), label },
    region,
    roleArn,
    inputUri: s3Uri(location, `input/${token}.jsonl`),
    outputUri: s3Uri(location, 'output/'),
    steps: steps.map((step) => step.id),
    checks: Object.fromEntries(checks) as BatchPlan['checks'],
    maxCostUsd: maxCostUsd ?? null,
  };
}

/** The most that a job may cost, in US dollars; undefined when unknown. */
export function maxCostUsdOf(
  steps: readonly Step[],
  { model, region }: BatchOrder,
  { price, parameters }: { readonly price: Pricer; readonly parameters: () => ModelParameters },
  runId: string,
): number | undefined {
  const batch = batchPricer(price);
  const always = parameters();
  let sum = 0;
  for (const step of steps) {
    const usd = maxCostUsd(batchRequest(step, model, runId, always), region, batch);
    if (usd === undefined) {
      return undefined;
    }
    sum += usd;
  }
  return sum;
}

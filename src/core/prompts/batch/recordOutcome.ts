import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import * as v from 'valibot';
import type { Invocation } from '../../../protocol/invocation';
import { answerCheckSchema } from '../../../protocol/answerCheck';
import type { BatchPlan } from '../../../protocol/batch';
import type { PlannedStep } from '../../../protocol/run';
import type { Usage } from '../../bedrock/converseEvents';
import type { ConverseResult } from '../../bedrock/converseCall';
import { BedrockError, type ErrorReason } from '../../bedrock/errors';
import { callRecord, outcomeOf } from '../../bedrock/invocationRecord';
import type { Pricer } from '../../bedrock/pricing';
import { readUsage } from '../../bedrock/reportedUsage';
import { estimateTokens } from '../../bedrock/tokenEstimate';
import type { CheckAnswer } from '../answerChecks';
import type { StepAnswer } from '../runner';
import { entryOf } from '../../util/entryOf';

const converseOutput = v.object({
  output: v.object({ message: v.object({ content: v.array(v.object({ text: v.optional(v.string()) })) }) }),
  stopReason: v.optional(v.string()),
  usage: v.optional(v.unknown()),
  metrics: v.optional(v.object({ latencyMs: v.pipe(v.number(), v.minValue(0)) })),
});
const recordSchema = v.object({
  recordId: v.string(),
  modelOutput: v.optional(v.unknown()),
  error: v.nullish(
    v.object({
      errorCode: v.optional(v.union([v.number(), v.string()])),
      errorMessage: v.optional(v.string()),
    }),
  ),
});

/** A line of a job's output. */
export type BatchRecord = v.InferOutput<typeof recordSchema>;

/** Reads a line of a job's output; undefined for what is no record. */
export function readRecord(line: string): BatchRecord | undefined {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(line), { abortEarly: true });
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** What a record's call was part of. */
export interface RecordContext {
  readonly plan: BatchPlan;
  readonly runId: string;
  /** When the job ended. */
  readonly endedAt: Date;
  readonly price: Pricer;
  readonly check: CheckAnswer;
}

/** What a record brought: what its step is told, and the call as it goes on record. */
export interface RecordOutcome {
  readonly answer: Extract<StepAnswer, { type: 'answered' | 'failed' }>;
  readonly invocation: Invocation;
  readonly error?: BedrockError;
}

/** Reads the answer out of a record, and what it cost. */
export async function recordOutcome(
  record: BatchRecord,
  step: PlannedStep,
  context: RecordContext,
): Promise<RecordOutcome> {
  const output = record.error
    ? undefined
    : v.safeParse(converseOutput, record.modelOutput, { abortEarly: true });
  return output?.success === true
    ? answered(output.output, record.recordId, step, context)
    : refused(record, context);
}

async function answered(
  { output, stopReason, usage, metrics }: v.InferOutput<typeof converseOutput>,
  recordId: string,
  step: PlannedStep,
  context: RecordContext,
): Promise<RecordOutcome> {
  const { plan, price } = context;
  const text = output.message.content.map((block) => block.text ?? '').join('');
  // Where Bedrock does not say how long the model took, it is how long the answer took to come.
  const waitedMs = context.endedAt.getTime() - Date.parse(plan.at);
  const latencyMs = Math.round(metrics?.latencyMs ?? Math.max(0, waitedMs));
  const reported = readUsage(usage);
  const used = reported ?? { ...noUsage, outputTokens: estimateTokens(text) };
  const call = { model: plan.model, region: plan.region, serviceTier: undefined, latency: undefined };
  // The prompt is not here to be estimated, so that what is not reported is of unknown cost.
  const cost = reported && price({ ...call, cacheTtl: '5m', usage: reported });
  const outcome = outcomeOf(undefined, stopReason);
  const result: ConverseResult = {
    ...{ invocationId: invocationIdOf(recordId, context), outcome, text, content: [], attempts: 1 },
    ...{ usage: used, latencyMs, timeToFirstTokenMs: null },
    ...(stopReason !== undefined && { stopReason }),
    ...(cost !== undefined && { cost }),
  };
  const invocation = onRecord(result, context);
  if (outcome === 'blocked') {
    const message = 'A guardrail blocked the prompt or its answer.';
    return { answer: { type: 'failed', code: 'blocked', message, worthRetrying: false }, invocation };
  }
  const checks = (plan.checks[step.id] ?? []).map((check) => v.parse(answerCheckSchema, check));
  return {
    invocation,
    answer: {
      type: 'answered',
      result: {
        text,
        modelId: plan.model.modelId,
        modelLabel: plan.model.label,
        invocationId: result.invocationId,
        inputTokens: used.inputTokens + used.cacheReadInputTokens + used.cacheWriteInputTokens,
        outputTokens: used.outputTokens,
        costUsd: cost?.usd ?? null,
        latencyMs,
        stopReason: stopReason ?? null,
        failedChecks: [...(await context.check(text, checks))],
      },
    },
  };
}

function refused({ recordId, error }: BatchRecord, context: RecordContext): RecordOutcome {
  const code = String(error?.errorCode ?? 'unreadable');
  const message = error?.errorMessage ?? 'Bedrock wrote something that is no answer to this prompt.';
  const failure = new BedrockError(entryOf(reasons, code) ?? 'modelError', { code, message });
  const result: ConverseResult = {
    ...{
      invocationId: invocationIdOf(recordId, context),
      outcome: outcomeOf(failure, undefined),
      error: failure,
    },
    ...{ text: '', content: [], usage: noUsage, latencyMs: 0, timeToFirstTokenMs: null, attempts: 1 },
  };
  return {
    answer: { type: 'failed', code, message, worthRetrying: false },
    invocation: onRecord(result, context),
    error: failure,
  };
}

const noUsage: Usage = {
  ...{ inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
  source: 'estimated',
};

/** A record's errors have HTTP's numbers. */
const reasons: Readonly<Record<string, ErrorReason>> = {
  400: 'validation',
  403: 'accessDenied',
  408: 'modelTimeout',
  429: 'throttled',
  503: 'serviceUnavailable',
};

function onRecord(result: ConverseResult, { plan, runId, endedAt }: RecordContext): Invocation {
  const model = { ...plan.model, automatic: false };
  const call = { surface: 'prompts', conversationId: runId, model } as const;
  return { ...callRecord(call, result, plan.region, endedAt), operation: 'ModelInvocationJob' };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The same each time a record is read, so that one that is read twice is on record once. */
function invocationIdOf(recordId: string, { plan, endedAt }: RecordContext): string {
  const digest = createHash('sha256').update(`${plan.token}/${recordId}`).digest().subarray(0, 16);
  return encodeTime(endedAt.getTime(), 10) + [...digest].map((byte) => CROCKFORD[byte % 32]).join('');
}

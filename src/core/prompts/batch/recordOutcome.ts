import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { encodeTime } from 'ulid';
import * as v from 'valibot';
import type { Invocation } from '../../../protocol/invocation';
import { answerCheckSchema } from '../../../protocol/answerCheck';
import type { BatchPlan } from '../../../protocol/batch';
import type { PlannedStep } from '../../../protocol/run';
import type { Usage } from '../../bedrock/wire/converseEvents';
import type { ConverseResult } from '../../bedrock/wire/converseCall';
import { BedrockError, type ErrorReason } from '../../aws/errors';
import { callRecord, outcomeOf } from '../../bedrock/invocationRecord';
import type { CallCost, Pricer } from '../../bedrock/pricing';
import { estimateTokens } from '../../bedrock/tokenEstimate';
import type { CheckAnswer } from '../answerChecks';
import type { StepAnswer } from '../runner';
import { entryOf } from '../../util/entryOf';
import type { BatchRecord } from './jobRecord';

/** The context of a record's call. */
export interface RecordContext {
  readonly plan: BatchPlan;
  readonly runId: string;
  /** When the job ended. */
  readonly endedAt: Date;
  readonly price: Pricer;
  readonly check: CheckAnswer;
}

/** The content of a record: what its step is told, and the call as it goes on record. */
export interface RecordOutcome {
  readonly answer: Extract<StepAnswer, { type: 'answered' | 'failed' }>;
  readonly invocation: Invocation;
  readonly error?: BedrockError;
  /** Whether its cost is known; an error without anything of a model is free. */
  readonly isCostKnown: boolean;
}

/** Reads the answer out of a record, and what it cost. */
export async function recordOutcome(
  record: BatchRecord,
  step: PlannedStep,
  context: RecordContext,
): Promise<RecordOutcome> {
  const { text } = record;
  return record.error === undefined && text !== undefined
    ? answered({ ...record, text }, step, context)
    : refused(record, context);
}

/** The prompt is not here to be estimated, so that what is not reported is of unknown cost. */
function costOf({ usage }: BatchRecord, { plan, price }: RecordContext): CallCost | undefined {
  const call = { model: plan.model, region: plan.region, serviceTier: undefined, latency: undefined };
  return usage && price({ ...call, cacheTtl: '5m', usage });
}

async function answered(
  record: BatchRecord & { readonly text: string },
  step: PlannedStep,
  context: RecordContext,
): Promise<RecordOutcome> {
  const { recordId, text, stopReason } = record;
  const { plan } = context;
  // Where Bedrock does not say how long the model took, it is how long the answer took to come.
  const waitedMs = context.endedAt.getTime() - Date.parse(plan.at);
  const latencyMs = Math.round(record.latencyMs ?? Math.max(0, waitedMs));
  const used = record.usage ?? { ...noUsage, outputTokens: estimateTokens(text) };
  const cost = costOf(record, context);
  const isCostKnown = cost !== undefined;
  const outcome = outcomeOf(undefined, stopReason);
  const result: ConverseResult = {
    invocationId: invocationIdOf(recordId, context),
    outcome,
    text,
    content: [],
    attempts: 1,
    usage: used,
    latencyMs,
    timeToFirstTokenMs: null,
    ...(stopReason !== undefined && { stopReason }),
    ...(cost !== undefined && { cost }),
  };
  const invocation = onRecord(result, context);
  if (outcome === 'blocked') {
    const message = l10n.t('A guardrail blocked the prompt or its answer.');
    const answer = { type: 'failed', code: 'blocked', message, worthRetrying: false } as const;
    return { answer, invocation, isCostKnown };
  }
  const checks = (plan.checks[step.id] ?? []).map((check) => v.parse(answerCheckSchema, check));
  return {
    invocation,
    isCostKnown,
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

function refused(record: BatchRecord, context: RecordContext): RecordOutcome {
  const { recordId, error, usage = noUsage } = record;
  const cost = costOf(record, context);
  const code = error?.code ?? 'unreadable';
  const message = error?.message ?? l10n.t('Bedrock wrote something that is no answer to this prompt.');
  const failure = new BedrockError(entryOf(reasons, code) ?? 'modelError', { code, message });
  const result: ConverseResult = {
    invocationId: invocationIdOf(recordId, context),
    outcome: outcomeOf(failure, undefined),
    error: failure,
    text: '',
    content: [],
    usage,
    latencyMs: 0,
    timeToFirstTokenMs: null,
    attempts: 1,
    ...(cost !== undefined && { cost }),
  };
  return {
    answer: { type: 'failed', code, message, worthRetrying: false },
    invocation: onRecord(result, context),
    error: failure,
    isCostKnown: cost !== undefined || (error !== undefined && !record.hasOutput),
  };
}

const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
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

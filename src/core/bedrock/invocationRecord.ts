import { monotonicFactory } from 'ulid';
import { unknownFacts, type Invocation, type Outcome, type StartedCall } from '../../protocol/invocation';
import type { ConverseRequest, ConverseResult } from './wire/converseCall';
import type { Usage } from './wire/converseEvents';
import { isBlockedBy } from './wire/stopReason';
import type { BedrockError } from '../aws/errors';
import type { CallCost } from './pricing';

/** A new id of a call: unique, and ordered by time. */
export const newInvocationId = monotonicFactory();

/** The operation that answers come from, as the records name it. */
export const CONVERSE_STREAM = 'ConverseStream';

/** How a call ended, for its record. */
export function outcomeOf(failure: BedrockError | undefined, stopReason: string | undefined): Outcome {
  if (failure !== undefined) {
    switch (failure.reason) {
      case 'cancelled':
        return 'cancelled';
      case 'throttled':
      case 'quotaUsedUp':
        return 'throttled';
      case 'outOfCapacity':
        return /^throttling/i.test(failure.detail.code) ? 'throttled' : 'error';
      default:
        return 'error';
    }
  }
  return isBlockedBy(stopReason) ? 'blocked' : 'success';
}

/** The record of a call from the moment it is sent: what it asks, and what its input is estimated at. */
export function startedRecord(
  request: Pick<ConverseRequest, 'surface' | 'conversationId' | 'model'>,
  call: {
    readonly id: string;
    readonly startedAt: Date;
    readonly operation: string;
    readonly region: string;
    readonly usage?: Usage;
    readonly cost?: CallCost | undefined;
  },
): StartedCall {
  return {
    id: call.id,
    timestamp: call.startedAt.toISOString(),
    operation: call.operation,
    surface: request.surface,
    conversation_id: request.conversationId,
    model_id: request.model.modelId,
    inference_profile: request.model.inferenceProfile,
    region: call.region,
    input_tokens: call.usage?.inputTokens ?? null,
    cost_usd: call.cost?.usd ?? null,
    price_version: call.cost?.priceVersion ?? null,
  };
}

/** The record of a call to a model. */
export function callRecord(
  request: Pick<ConverseRequest, 'surface' | 'conversationId' | 'model'>,
  result: ConverseResult,
  region: string,
  startedAt: Date,
): Invocation {
  const { usage, cost } = result;
  return {
    ...unknownFacts,
    id: result.invocationId,
    timestamp: startedAt.toISOString(),
    latency_ms: result.latencyMs,
    time_to_first_token_ms: result.timeToFirstTokenMs,
    success: result.outcome === 'success' ? 1 : 0,
    outcome: result.outcome,
    error_code: result.error?.detail.code ?? null,
    attempts: result.attempts,
    operation: CONVERSE_STREAM,
    surface: request.surface,
    conversation_id: request.conversationId,
    model_id: request.model.modelId,
    inference_profile: request.model.inferenceProfile,
    region,
    stop_reason: result.stopReason ?? null,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cacheReadInputTokens,
    cache_write_tokens: usage.cacheWriteInputTokens,
    usage_source: usage.source,
    cost_usd: cost?.usd ?? null,
    price_version: cost?.priceVersion ?? null,
  };
}

/** The record of a question that failed while its model was being looked up: AWS was called, a model was not. */
export function failedLookupRecord(
  question: Pick<ConverseRequest, 'surface' | 'conversationId'>,
  error: BedrockError,
  region: string,
  startedAt: Date,
): Invocation {
  return {
    ...unknownFacts,
    id: newInvocationId(),
    timestamp: startedAt.toISOString(),
    latency_ms: Math.max(0, Date.now() - startedAt.getTime()),
    success: 0,
    outcome: outcomeOf(error, undefined),
    error_code: error.detail.code,
    attempts: 1,
    operation: 'ListFoundationModels',
    surface: question.surface,
    conversation_id: question.conversationId,
    model_id: 'automatic',
    region,
  };
}

import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { monotonicFactory } from 'ulid';
import type { Invocation, Outcome, Surface } from '../../protocol/invocation';
import type { Connection } from './connection';
import { BedrockError, classifyError } from './errors';
import { estimateMessageTokens, estimateTokens, toConverseMessages, type Message } from './messages';
import type { ModelChoice } from './modelCatalog';
import { report, type BedrockEvent, type BedrockObserver } from './observer';
import type { ConverseEvent, Usage } from './converseEvents';
import { StreamedAnswer } from './streamedAnswer';
import { observeRetries, type RetryNotice } from './retry';
import { toToolConfig, type ToolSpec } from './tools';

/** One question to one model. */
export interface ConverseRequest {
  readonly surface: Surface;
  readonly conversationId: string | null;
  readonly model: ModelChoice;
  readonly messages: readonly Message[];
  /** Empty: none is sent. */
  readonly systemPrompt: string;
  /** Sent only when set. */
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  /** What the model may call; the caller runs the calls and sends their results with the next request. */
  readonly tools?: readonly ToolSpec[];
  /** True when the model has to call one of them. */
  readonly toolRequired?: boolean;
}

/** How a call ended. `error` is set unless it succeeded, was cancelled or was blocked. */
export interface ConverseResult {
  readonly invocationId: string;
  readonly outcome: Outcome;
  readonly error?: BedrockError;
  /** What arrived of the answer, whatever the end. */
  readonly text: string;
  readonly stopReason?: string;
  readonly usage: Usage;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs: number | null;
  /** HTTP requests made, the first included. */
  readonly attempts: number;
}

/** How long a call may be silent, and how long it may take in all; 0 means for ever. */
export interface Timeouts {
  readonly idleMs: number;
  readonly totalMs: number;
}

const nextId = monotonicFactory();

/**
 * Sends one request by ConverseStream and tells `onEvent` what arrives. Never throws for what the
 * service, the network or the person did: the result says how it ended. Every call is reported to
 * `observer`, whatever its end.
 */
export async function converse(
  connection: Connection,
  request: ConverseRequest,
  options: {
    readonly timeouts: Timeouts;
    readonly observer: BedrockObserver;
    readonly signal: AbortSignal;
    readonly onEvent: (event: ConverseEvent) => void;
  },
): Promise<ConverseResult> {
  const id = nextId();
  const startedAt = new Date();
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const tell = (event: BedrockEvent) => report(options.observer, event);
  const answer = new StreamedAnswer(request.tools ?? []);
  let firstTokenMs: number | null = null;
  let attempts = 1;
  let failure: BedrockError | undefined;
  const watch = new Watch(options.signal, options.timeouts);

  const onRetry = (notice: RetryNotice) => {
    attempts++;
    // The wait between two attempts is not silence of the service.
    watch.rest(notice.delayMs);
    tell({ type: 'retrying', id, notice });
    options.onEvent({ type: 'retry', notice });
  };

  tell({ type: 'started', id, modelId: request.model.id, region: connection.region });
  let responded = false;
  try {
    const { ConverseStreamCommand } = await import('./sdk');
    const command = new ConverseStreamCommand(toInput(request));
    const response = await observeRetries(onRetry, () =>
      connection.runtime.send(command, { abortSignal: watch.signal }),
    );
    responded = true;
    watch.touch();
    for await (const event of response.stream ?? []) {
      watch.touch();
      const delta = answer.take(event);
      if (delta !== undefined) {
        firstTokenMs ??= elapsed();
        options.onEvent(delta);
      }
    }
    failure = answer.stopReason === undefined ? prematureEnd() : undefined;
  } catch (error) {
    failure = classifyError(error, responded ? 'stream' : 'request');
  } finally {
    watch.dispose();
  }
  failure = watch.explain(failure);

  const outcome = outcomeOf(failure, answer.stopReason);
  const usage = answer.usage ?? estimateUsage(request, answer.text);
  const result: ConverseResult = {
    invocationId: id,
    outcome,
    ...(failure !== undefined && outcome !== 'cancelled' ? { error: failure } : {}),
    text: answer.text,
    ...(answer.stopReason !== undefined ? { stopReason: answer.stopReason } : {}),
    usage,
    latencyMs: elapsed(),
    timeToFirstTokenMs: firstTokenMs,
    attempts,
  };
  tell({
    type: 'ended',
    invocation: toInvocation(request, result, connection.region, startedAt),
    ...(failure !== undefined ? { error: failure } : {}),
  });
  return result;
}

/** Stops a call that the person cancelled, that has been silent for too long, or that takes too long in all. */
class Watch {
  private readonly stop = new AbortController();
  private readonly idleMs: number;
  private readonly total: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private timedOut: BedrockError | undefined;

  constructor(
    private readonly person: AbortSignal,
    { idleMs, totalMs }: Timeouts,
  ) {
    this.idleMs = idleMs;
    if (person.aborted) {
      this.stop.abort();
    }
    person.addEventListener('abort', this.onCancel);
    this.total = totalMs > 0 ? setTimeout(() => this.expire(totalMs, 'in all'), totalMs) : undefined;
    this.rest(0);
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Something arrived. */
  touch(): void {
    this.idle?.refresh();
  }

  /** Nothing is expected for this long. */
  rest(ms: number): void {
    clearTimeout(this.idle);
    if (this.idleMs > 0) {
      this.idle = setTimeout(() => this.expire(this.idleMs, 'without a word'), this.idleMs + ms);
    }
  }

  /** What ended the call: the person or a time-out here, rather than the abort the SDK reported. */
  explain(failure: BedrockError | undefined): BedrockError | undefined {
    if (failure === undefined || this.timedOut !== undefined) {
      return failure && this.timedOut;
    }
    return this.person.aborted ? new BedrockError('cancelled', failure.detail, failure) : failure;
  }

  dispose(): void {
    clearTimeout(this.idle);
    clearTimeout(this.total);
    this.person.removeEventListener('abort', this.onCancel);
  }

  private readonly onCancel = () => {
    this.stop.abort();
  };

  private expire(ms: number, how: string): void {
    const message = `No end of the answer after ${Math.round(ms / 1000)} s ${how}`;
    this.timedOut = new BedrockError('idleTimeout', { code: 'IdleTimeout', message });
    this.stop.abort();
  }
}

function prematureEnd(): BedrockError {
  return new BedrockError('streamBroken', {
    code: 'StreamEndedEarly',
    message: 'The stream ended before the answer did',
  });
}

function toInput(request: ConverseRequest): ConverseStreamCommandInput {
  const { maxTokens, temperature } = request;
  const toolConfig = toToolConfig(request.tools ?? [], request.toolRequired ?? false);
  const inferenceConfig = {
    ...(maxTokens !== undefined ? { maxTokens } : {}),
    ...(temperature !== undefined ? { temperature } : {}),
  };
  return {
    modelId: request.model.id,
    messages: toConverseMessages(request.messages, { withTools: toolConfig !== undefined }),
    ...(toolConfig !== undefined ? { toolConfig } : {}),
    ...(request.systemPrompt.trim() !== '' ? { system: [{ text: request.systemPrompt }] } : {}),
    ...(Object.keys(inferenceConfig).length > 0 ? { inferenceConfig } : {}),
  };
}

function outcomeOf(failure: BedrockError | undefined, stopReason: string | undefined): Outcome {
  if (failure !== undefined) {
    switch (failure.reason) {
      case 'cancelled':
        return 'cancelled';
      case 'throttled':
        return 'throttled';
      default:
        return 'error';
    }
  }
  return stopReason === 'guardrail_intervened' || stopReason === 'content_filtered' ? 'blocked' : 'success';
}

function estimateUsage(request: ConverseRequest, answer: string): Usage {
  const input = request.messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
  return {
    inputTokens: input + estimateTokens(request.systemPrompt),
    outputTokens: estimateTokens(answer),
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
    source: 'estimated',
  };
}

/** The record of a question that failed while its model was being looked up: AWS was called, a model was not. */
export function failedLookup(question: {
  readonly surface: Surface;
  readonly conversationId: string | null;
  readonly region: string;
  readonly startedAt: Date;
  readonly error: BedrockError;
}): Invocation {
  return {
    id: nextId(),
    timestamp: question.startedAt.toISOString(),
    latency_ms: Math.max(0, Date.now() - question.startedAt.getTime()),
    time_to_first_token_ms: null,
    success: 0,
    outcome: outcomeOf(question.error, undefined),
    error_code: question.error.detail.code,
    attempts: 1,
    operation: 'ListFoundationModels',
    surface: question.surface,
    conversation_id: question.conversationId,
    model_id: 'automatic',
    inference_profile: null,
    region: question.region,
    stop_reason: null,
    input_tokens: null,
    output_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    usage_source: null,
    cost_usd: null,
    price_version: null,
    feedback: null,
  };
}

function toInvocation(
  request: ConverseRequest,
  result: ConverseResult,
  region: string,
  startedAt: Date,
): Invocation {
  return {
    id: result.invocationId,
    timestamp: startedAt.toISOString(),
    latency_ms: result.latencyMs,
    time_to_first_token_ms: result.timeToFirstTokenMs,
    success: result.outcome === 'success' ? 1 : 0,
    outcome: result.outcome,
    error_code: result.error?.detail.code ?? null,
    attempts: result.attempts,
    operation: 'ConverseStream',
    surface: request.surface,
    conversation_id: request.conversationId,
    model_id: request.model.modelId,
    inference_profile: request.model.inferenceProfile,
    region,
    stop_reason: result.stopReason ?? null,
    input_tokens: result.usage.inputTokens,
    output_tokens: result.usage.outputTokens,
    cache_read_tokens: result.usage.cacheReadInputTokens,
    cache_write_tokens: result.usage.cacheWriteInputTokens,
    usage_source: result.usage.source,
    cost_usd: null,
    price_version: null,
    feedback: null,
  };
}

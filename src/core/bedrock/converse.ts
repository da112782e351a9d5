import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { CallWatch, type Timeouts } from './callWatch';
import type { Connection } from './connection';
import type { ConverseRequest, ConverseResult } from './converseCall';
import { BedrockError, classifyError } from './errors';
import { estimateMessageTokens, estimateTokens } from './content';
import { callRecord, newInvocationId, outcomeOf } from './invocationRecord';
import { toConverseMessages } from './messages';
import type { Cost, Pricer } from './pricing';
import { report, type BedrockEvent, type BedrockObserver } from './observer';
import type { ConverseEvent, Usage } from './converseEvents';
import { StreamedAnswer } from './streamedAnswer';
import { observeRetries, type RetryNotice } from './retry';
import { toToolConfig } from './tools';

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
    readonly price: Pricer;
    readonly signal: AbortSignal;
    readonly onEvent: (event: ConverseEvent) => void;
  },
): Promise<ConverseResult> {
  const id = newInvocationId();
  const startedAt = new Date();
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const tell = (event: BedrockEvent) => report(options.observer, event);
  const answer = new StreamedAnswer(request.tools ?? []);
  let firstTokenMs: number | null = null;
  let attempts = 1;
  let failure: BedrockError | undefined;
  const watch = new CallWatch(options.signal, options.timeouts);

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
  const cost = priceOf(request, connection.region, usage, options.price);
  const result: ConverseResult = {
    invocationId: id,
    outcome,
    ...(failure !== undefined && outcome !== 'cancelled' ? { error: failure } : {}),
    text: answer.text,
    content: answer.content,
    ...(answer.stopReason !== undefined ? { stopReason: answer.stopReason } : {}),
    usage,
    ...(cost !== undefined ? { cost } : {}),
    latencyMs: elapsed(),
    timeToFirstTokenMs: firstTokenMs,
    attempts,
  };
  tell({
    type: 'ended',
    invocation: callRecord(request, result, connection.region, startedAt),
    ...(failure !== undefined ? { error: failure } : {}),
  });
  return result;
}

function prematureEnd(): BedrockError {
  return new BedrockError('streamBroken', {
    code: 'StreamEndedEarly',
    message: 'The stream ended before the answer did',
  });
}

function toInput(request: ConverseRequest): ConverseStreamCommandInput {
  const { maxTokens, temperature } = request.parameters;
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

function priceOf(request: ConverseRequest, region: string, usage: Usage, price: Pricer): Cost | undefined {
  const { serviceTier, latency, caching } = request.parameters;
  try {
    return price({ model: request.model, region, serviceTier, latency, cacheTtl: caching ?? '5m', usage });
  } catch {
    // An answer is not lost because its price cannot be told.
    return undefined;
  }
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

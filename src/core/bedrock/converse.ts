import type { StartedCall } from '../../protocol/invocation';
import { CallWatch, type Timeouts } from './callWatch';
import type { Connection } from './connection';
import type { ConverseRequest, ConverseResult } from './converseCall';
import { toConverseInput } from './converseInput';
import { classifyError, type BedrockError } from './errors';
import type { ContentBlock } from './content';
import { callRecord, CONVERSE_STREAM, newInvocationId, outcomeOf, startedRecord } from './invocationRecord';
import { modelTraits } from './modelTraits';
import type { Cost, Pricer } from './pricing';
import { report, type BedrockEvent, type BedrockObserver } from './observer';
import type { ConverseEvent, Usage } from './converseEvents';
import { SentWatch } from './sentWatch';
import { StreamedAnswer, type ServedAs } from './streamedAnswer';
import { pricedParameters } from './requestParameters';
import { observeRetries, type RetryNotice } from './retry';
import { estimateMessageTokens, estimateRequestTokens } from './tokenEstimate';

/**
 * Sends one request by ConverseStream and tells `onEvent` what arrives. Never throws for what the
 * service, the network or the person did: the result says how it ended. Every call is reported to
 * `observer`, whatever its end.
 */
export async function converse(
  connection: Connection,
  request: ConverseRequest,
  options: {
    /** The call's, on record; a new one unless given. */
    readonly id?: string;
    readonly timeouts: Timeouts;
    readonly observer: BedrockObserver;
    readonly price: Pricer;
    readonly signal: AbortSignal;
    readonly onEvent: (event: ConverseEvent) => void;
    /** Lets another attempt be made after one that may have cost something; the call ends with what it throws. */
    readonly onLostAttempt?: () => Promise<void>;
  },
): Promise<ConverseResult> {
  const id = options.id ?? newInvocationId();
  const startedAt = new Date();
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const tell = (event: BedrockEvent) => report(options.observer, event);
  const answer = new StreamedAnswer(request.tools ?? [], request.model.modelId);
  let firstTokenMs: number | null = null;
  let attempts = 1;
  let failure: BedrockError | undefined;
  let noFurther: unknown;
  const watch = new CallWatch(options.signal, options.timeouts);
  const sent = new SentWatch();

  const onRetry = (notice: RetryNotice) => {
    sent.attemptEnded({ refused: isRefusal(notice.error) });
    // The wait between two attempts is not silence of the service.
    watch.rest(notice.delayMs);
    tell({ type: 'retrying', id, notice });
    options.onEvent({ type: 'retry', notice });
  };
  let admittedLosses = 0;
  const beforeRetry = async () => {
    if (sent.unansweredAttempts > admittedLosses) {
      admittedLosses = sent.unansweredAttempts;
      await options.onLostAttempt?.().catch((error: unknown) => {
        noFurther = error;
        throw error;
      });
    }
    attempts++;
  };

  tell({
    type: 'started',
    call: startOf(request, { id, startedAt, region: connection.region }, options.price),
  });
  let responded = false;
  try {
    const { ConverseStreamCommand } = await import('./sdk');
    const command = new ConverseStreamCommand(toConverseInput(request));
    sent.watch(command.middlewareStack);
    const response = await observeRetries({ onRetry, beforeRetry }, () =>
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
    failure = answer.problem();
  } catch (error) {
    failure = classifyError(noFurther ?? error, responded ? 'stream' : 'request');
  } finally {
    watch.dispose();
    sent.dispose();
  }
  if (!responded) {
    sent.attemptEnded({ refused: isRefusal(failure) });
  }
  failure = watch.explain(failure);

  const outcome = outcomeOf(failure, answer.stopReason);
  const { content } = answer;
  const { region } = connection;
  const lost = sent.unansweredAttempts;
  const usage = answer.usage ?? (responded ? estimateUsage(request, content) : lostUsage(request, lost));
  const priced = priceOf(request, { region, usage, served: answer.served }, options.price);
  const cost =
    responded && lost > 0 && priced !== undefined
      ? withLost(
          priced,
          priceOf(request, { region, usage: lostUsage(request, lost), served: {} }, options.price),
        )
      : (priced ?? (usage === nothingUsed ? nothingSpent : undefined));
  const result: ConverseResult = {
    invocationId: id,
    outcome,
    ...(failure !== undefined && outcome !== 'cancelled' ? { error: failure } : {}),
    text: answer.text,
    content,
    ...(answer.stopReason !== undefined ? { stopReason: answer.stopReason } : {}),
    ...(outcome === 'blocked' && answer.block !== undefined ? { block: answer.block } : {}),
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

/** What is known of a call before it is sent. Its answer, of which nothing is known, is not in the estimate. */
function startOf(
  request: ConverseRequest,
  call: { readonly id: string; readonly startedAt: Date; readonly region: string },
  price: Pricer,
): StartedCall {
  const usage = estimateUsage(request, []);
  const cost = priceOf(request, { region: call.region, usage, served: {} }, price);
  return startedRecord(request, { ...call, operation: CONVERSE_STREAM, usage, cost });
}

/** What is asked for counts where Bedrock does not say what it gave. */
function priceOf(
  { model, parameters }: ConverseRequest,
  { region, usage, served }: { region: string; usage: Usage; served: ServedAs },
  price: Pricer,
): Cost | undefined {
  const asked = pricedParameters(parameters, modelTraits(model.modelId));
  const serviceTier = served.serviceTier ?? asked.serviceTier;
  const latency = served.latency ?? asked.latency;
  try {
    return price({ ...asked, model, region, serviceTier, latency, usage });
  } catch {
    // An answer is not lost because its price cannot be told.
    return undefined;
  }
}

/**
 * Whether the service answered with an error in place of a stream. A gateway in front of it that fails, such as
 * one that tires of waiting, may have passed the request on: AWS's own failures have the number of a request.
 */
function isRefusal(failure: BedrockError | undefined): boolean {
  const { httpStatus, requestId } = failure?.detail ?? {};
  return httpStatus !== undefined && (httpStatus < 500 || requestId !== undefined);
}

/** What attempts may have used of which nothing was heard again. */
function lostUsage(request: ConverseRequest, attempts: number): Usage {
  const usage = estimateUsage(request, []);
  return attempts === 0 ? nothingUsed : { ...usage, inputTokens: usage.inputTokens * attempts };
}

/** Unknown where either is. */
function withLost(cost: Cost, lost: Cost | undefined): Cost | undefined {
  return lost && { ...cost, usd: cost.usd + lost.usd };
}

/** A request that never left this machine, or was refused, costs nothing. */
const nothingUsed: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'estimated',
};

/** True whatever the price is. */
const nothingSpent: Cost = { usd: 0, priceVersion: 'nothing used' };

function estimateUsage(request: ConverseRequest, content: readonly ContentBlock[]): Usage {
  return {
    inputTokens: estimateRequestTokens(request),
    outputTokens: content.length === 0 ? 0 : estimateMessageTokens({ role: 'assistant', content }),
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
    source: 'estimated',
  };
}

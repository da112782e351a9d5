import type { StartedCall } from '../../../protocol/invocation';
import { CallWatch, type Timeouts } from './callWatch';
import type { Connection } from '../connection';
import type { ConverseRequest, ConverseResult } from './converseCall';
import { toConverseInput } from './converseInput';
import { classifyError, type BedrockError } from '../../aws/errors';
import { callRecord, CONVERSE_STREAM, newInvocationId, outcomeOf, startedRecord } from '../invocationRecord';
import { modelTraits } from '../models/modelTraits';
import type { CallCost, Pricer } from '../pricing';
import { report, type BedrockEvent, type BedrockObserver } from '../observer';
import type { ConverseEvent, Usage } from './converseEvents';
import { SentWatch } from '../../aws/sentWatch';
import { StreamedAnswer, type ServedAs } from './streamedAnswer';
import { mayBeCached, pricedParameters } from './requestParameters';
import { observeRetries, type RetryNotice } from '../../aws/retry';
import { nothingSpent, nothingUsed, usageBefore, usageOfCut, usageOfLost } from '../unreportedUsage';

/**
 * Sends one request by ConverseStream and tells `onEvent` what arrives. Never throws for what the
 * service, the network or the user did: the result says how it ended. Every call is reported to
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

  let isOver = false;
  // The SDK may go on a little after a call was given up: nothing more is heard of that, and no attempt is made.
  const onRetry = (notice: RetryNotice) => {
    if (isOver) {
      return;
    }
    sent.attemptEnded({ refused: isRefusal(notice.error) });
    // The wait between two attempts is not silence of the service.
    watch.rest(notice.delayMs);
    tell({ type: 'retrying', id, notice });
    options.onEvent({ type: 'retry', notice });
  };
  let admittedLosses = 0;
  const beforeRetry = async () => {
    if (isOver) {
      throw new Error('The call is over.');
    }
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
    const { ConverseStreamCommand } = await import('../sdk');
    const command = new ConverseStreamCommand(toConverseInput(request));
    sent.watch(command.middlewareStack);
    const response = await observeRetries({ onRetry, beforeRetry }, () =>
      connection.runtime.send(command, { abortSignal: watch.signal }),
    );
    responded = true;
    watch.touch();
    for await (const event of response.stream ?? []) {
      watch.touch();
      const delta = answer.read(event);
      if (delta !== undefined) {
        firstTokenMs ??= elapsed();
        options.onEvent(delta);
      }
      if (answer.isEndless) {
        break;
      }
    }
    failure = answer.problem();
  } catch (error) {
    failure = classifyError(noFurther ?? error, responded ? 'stream' : 'request');
  } finally {
    isOver = true;
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
  const lostUsage = usageOfLost(request, lost, sent.lostMs);
  const usage = answer.usage ?? (responded ? usageOfCut(request, content, sent.sinceSentMs) : lostUsage);
  const priced = priceOf(request, { region, usage, served: answer.served }, options.price);
  const cost =
    responded && lost > 0 && priced !== undefined
      ? withLost(priced, priceOf(request, { region, usage: lostUsage, served: {} }, options.price))
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

/** The known facts of a call before it is sent. Its answer, of which nothing is known, is not in the estimate. */
function startOf(
  request: ConverseRequest,
  call: { readonly id: string; readonly startedAt: Date; readonly region: string },
  price: Pricer,
): StartedCall {
  const usage = usageBefore(request);
  const cost = priceOf(request, { region: call.region, usage, served: {} }, price);
  return startedRecord(request, { ...call, operation: CONVERSE_STREAM, usage, cost });
}

/** The requested value counts where Bedrock does not say what it gave. */
function priceOf(
  { model, messages, parameters }: ConverseRequest,
  { region, usage, served }: { region: string; usage: Usage; served: ServedAs },
  price: Pricer,
): CallCost | undefined {
  const asked = pricedParameters(parameters, modelTraits(model.modelId));
  const serviceTier = served.serviceTier ?? asked.serviceTier;
  const latency = served.latency ?? asked.latency;
  const costOf = (used: Usage) => price({ ...asked, model, region, serviceTier, latency, usage: used });
  try {
    const cost = costOf(usage);
    if (cost === undefined || usage.source === 'reported' || !mayBeCached({ messages, parameters })) {
      return cost;
    }
    // What nobody reported may have been written to the prompt cache.
    const written = costOf({ ...usage, inputTokens: 0, cacheWriteInputTokens: usage.inputTokens });
    return written !== undefined && written.usd > cost.usd ? written : cost;
  } catch {
    // An answer is not lost because its price cannot be told.
    return undefined;
  }
}

/** Bedrock's names of its failures of a status that a gateway in front of it has as well. */
const OWN_FAILURES =
  /^(model(error|timeout|notready)|internalserver|internalfailure|serviceunavailable)(exception)?$/i;

/**
 * Whether the service answered with an error in place of a stream. A gateway in front of it that fails, such as
 * one that tires of waiting, may have passed the request on: what is AWS's own has its name and a request's number.
 */
function isRefusal(failure: BedrockError | undefined): boolean {
  const { httpStatus, requestId, code = '' } = failure?.detail ?? {};
  // What was accepted is no refusal, also where it broke before its first event.
  if (httpStatus === undefined || httpStatus < 300) {
    return false;
  }
  const isOfGateways = httpStatus >= 500 || httpStatus === 408 || httpStatus === 499;
  return !isOfGateways || (requestId !== undefined && OWN_FAILURES.test(code));
}

/** Unknown where either is. */
function withLost(cost: CallCost, lost: CallCost | undefined): CallCost | undefined {
  return lost && { ...cost, usd: cost.usd + lost.usd };
}

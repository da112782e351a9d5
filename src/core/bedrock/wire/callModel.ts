import type { ConverseStreamCommandInput, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { CacheWatch } from '../cache/cacheWatch';
import { CallAttempts } from '../callAttempts';
import { costOfCall } from '../callCost';
import { AnswerReader } from './answerReader';
import { CallWatch, type Timeouts } from './callWatch';
import type { Connection } from '../connection';
import type { ConverseRequest, ConverseResult } from './converseCall';
import type { ConverseEvent, Usage } from './converseEvents';
import { toConverseInput } from './converseInput';
import { preparedCall } from './preparedCall';
import { classifyError, type BedrockError } from '../../aws/errors';
import { modelTraits } from '../models/modelTraits';
import { outcomeOf } from '../invocationRecord';
import type { Pricer } from '../pricing';
import { groundOf } from './reasoningGround';
import { StreamedAnswer } from './streamedAnswer';
import { WireTools } from './tools';
import { mayThinkUnseen, usageOfCut, usageOfLost } from '../unreportedUsage';

/** How a call is made. */
export interface ConverseOptions {
  /** The call's id on record. */
  readonly id: string;
  readonly timeouts: Timeouts;
  readonly price: Pricer;
  /** Told of each answered call. */
  readonly cacheWatch?: CacheWatch | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ConverseEvent) => void;
  /** Lets another attempt be made after one that may have cost something; the call ends with what it throws. */
  readonly onLostAttempt?: (() => Promise<void>) | undefined;
}

/**
 * Sends one request by the API that its model has and tells `onEvent` what arrives. Never throws for what the
 * service, the network or the user did: the result says how it ended.
 */
export async function callModel(
  connection: Connection,
  request: ConverseRequest,
  { id, timeouts, price, cacheWatch, signal, onEvent, onLostAttempt }: ConverseOptions,
): Promise<ConverseResult> {
  const start = performance.now();
  const startedMs = cacheWatch?.now() ?? 0;
  const elapsed = () => Math.round(performance.now() - start);
  const tools = WireTools.of(request.tools, request.model.modelId);
  const traits = modelTraits(request.model.modelId);
  const { answerForm: form } = request;
  const answerTool = form?.type === 'tool' ? form.tool : undefined;
  // Before the first answer in a new format, Bedrock makes a grammar of it, which may take minutes.
  const thinks = mayThinkUnseen(request, traits) || form?.type === 'format';
  const watch = new CallWatch(signal, timeouts, thinks);
  let firstTokenMs: number | null = null;
  let readableMs: number | undefined;
  /** What its reasoning will stand on, where that binds it. */
  let ground: string | undefined;
  const reader = new AnswerReader({
    newAnswer: () => Object.assign(new StreamedAnswer(tools, request.model.modelId, answerTool), { ground }),
    signal: watch.signal,
    onArrival: (event) => {
      const isSaid = event !== undefined && isWord(event);
      watch.touch(isSaid);
      if (isSaid && answerTool !== undefined) {
        // Shown at its end, and yet that was its first word.
        firstTokenMs ??= elapsed();
      }
    },
    onEvent: (event) => {
      firstTokenMs ??= elapsed();
      readableMs ??= cacheWatch?.now();
      onEvent(event);
    },
  });
  const attempts = new CallAttempts({
    onLostAttempt,
    onRetry: (notice) => {
      reader.forget();
      // The wait between two attempts is not silence of the service.
      watch.rest(notice.delayMs);
      onEvent({ type: 'retry', notice });
    },
  });
  const { sent } = attempts;
  let failure: BedrockError | undefined;
  let input: ConverseStreamCommandInput | undefined;
  try {
    input = toConverseInput(request, tools);
    reader.answer.ground = ground = traits.bindsReasoning === true ? groundOf(input) : undefined;
    const send = preparedCall(connection, { request, input, traits }, [sent, reader]);
    await attempts.run(() => send(watch.signal));
    await reader.readRest();
  } catch (error) {
    failure = classifyError(attempts.refusedWith ?? error);
  } finally {
    watch.dispose();
    attempts.dispose();
  }
  if (!reader.isAccepted) {
    attempts.failed(failure);
  }
  failure = watch.explain(failure);

  const { answer, isAccepted } = reader;
  const { content, stopReason, cutCall, served } = answer;
  const outcome = outcomeOf(failure, stopReason);
  const lostUsage = usageOfLost(request, sent.unansweredAttempts, sent.lostMs);
  const usage = answer.usage ?? (isAccepted ? usageOfCut(request, content, sent.sinceSentMs) : lostUsage);
  const lost = isAccepted && sent.unansweredAttempts > 0 ? lostUsage : undefined;
  const { region } = connection;
  const costWith = (used: Usage, lostUsage?: Usage) =>
    costOfCall(request, region, { usage: used, lostUsage, served }, price);
  const cost = costWith(usage, lost);
  const latencyMs = elapsed();
  readableMs ??= cacheWatch?.now() ?? 0;
  const priceOf = (used: Usage) => costWith(used)?.usd;
  const cache =
    input && cacheWatch?.judge({ request, input, region, usage, startedMs, readableMs, price: priceOf });
  return {
    invocationId: id,
    outcome,
    ...(failure !== undefined && outcome !== 'cancelled' ? { error: failure } : {}),
    text: answer.text,
    content,
    ...(stopReason !== undefined ? { stopReason } : {}),
    ...(cutCall !== undefined ? { cutCall } : {}),
    ...(outcome === 'blocked' && answer.block !== undefined ? { block: answer.block } : {}),
    usage,
    ...(cost !== undefined ? { cost } : {}),
    ...(cache !== undefined ? { cache } : {}),
    latencyMs,
    timeToFirstTokenMs: firstTokenMs,
    attempts: attempts.count,
  };
}

/** Whether an event is one of speaking, after which no thought begins before its block has ended. */
function isWord({ contentBlockDelta, contentBlockStart, messageStop }: ConverseStreamOutput): boolean {
  const { text, toolUse } = contentBlockDelta?.delta ?? {};
  return (
    text !== undefined ||
    toolUse !== undefined ||
    contentBlockStart?.start?.toolUse !== undefined ||
    messageStop !== undefined
  );
}

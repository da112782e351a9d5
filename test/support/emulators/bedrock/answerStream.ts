import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { base64, type PlannedAnswer } from './answer';
import type { Fault } from './behaviors';
import { defaultMessage, serviceErrorNames } from './errors';
import { corrupted, eventFrame, exceptionFrame } from './frames';

/** How fast an answer goes out, in milliseconds. */
export interface Pacing {
  readonly paceMs: number;
  readonly firstTokenDelayMs: number;
}

/** How a stream is written. */
export interface StreamForm {
  /** An event; empty where this form has none for it. */
  frame(event: PlannedEvent, count: number): Uint8Array;
  /** A failure within the stream, by its name and its message. */
  failure(name: string, message: string, fields: Readonly<Record<string, unknown>>): Uint8Array;
  /** What no client can read, in the place of an event. */
  broken(event: PlannedEvent): Uint8Array;
}

/** AWS's event stream. */
const eventStream: StreamForm = {
  frame: ({ type, payload }, count) => eventFrame(type, payload, count),
  failure: (name, message, fields) => exceptionFrame(name, { message, ...fields }),
  broken: ({ type, payload }) => corrupted(eventFrame(type, payload)),
};

/** Collaborators of a stream besides its answer. */
export interface StreamOptions {
  /** AWS's event stream unless given. */
  readonly form?: StreamForm;
  readonly fault?: Fault | undefined;
  readonly pacing: Pacing;
  /** When the request came in, in milliseconds since the epoch; `metrics.latencyMs` counts from there. */
  readonly startedAtMs: number;
  /** Aborted when the client has gone or the emulator closes. */
  readonly signal: AbortSignal;
  /** Called before the emulator itself closes the connection. */
  readonly onCut: () => void;
  /** Called for each word that was handed to the socket. */
  readonly onWord: () => void;
}

/** An event as ConverseStream has it. */
export interface PlannedEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Whether the event carries a word, which faults count and the pace follows. */
  readonly word?: true;
}

/**
 * Streams an answer whose headers have been sent: Bedrock's order of events, word by word, with back-pressure, up to the
 * fault if there is one. Resolves when nothing more will be sent; rejects with an AbortError when the signal aborts.
 */
export async function streamAnswer(
  response: ServerResponse,
  plan: PlannedAnswer,
  options: StreamOptions,
): Promise<void> {
  const { fault, pacing, signal, form = eventStream } = options;
  const limit = fault && 'afterWords' in fault ? fault.afterWords : undefined;
  await pause(pacing.firstTokenDelayMs, signal);
  let words = 0;
  let count = 0;
  for (const event of eventsOf(plan, () => Date.now() - options.startedAtMs)) {
    const breaksHere =
      fault && limit !== undefined && words >= limit && (event.word ?? event.type === 'contentBlockStop');
    if (breaksHere) {
      return applyFault(response, fault, event, options);
    }
    await write(response, form.frame(event, count++), signal);
    if (event.word) {
      words += 1;
      options.onWord();
      await pause(pacing.paceMs, signal);
    }
  }
  if (fault && limit !== undefined) {
    return applyFault(response, fault, undefined, options);
  }
  response.end();
}

/** Text blocks have no contentBlockStart in Bedrock's streams; tool uses have. */
function* eventsOf(plan: PlannedAnswer, latencyMs: () => number): Generator<PlannedEvent> {
  yield { type: 'messageStart', payload: { role: 'assistant' } };
  let contentBlockIndex = 0;
  const delta = (content: Record<string, unknown>): PlannedEvent['payload'] => ({
    contentBlockIndex,
    delta: content,
  });
  if (plan.reasoning) {
    for (const text of plan.reasoning.words) {
      yield { type: 'contentBlockDelta', payload: delta({ reasoningContent: { text } }), word: true };
    }
    if (plan.reasoning.signature !== undefined) {
      yield {
        type: 'contentBlockDelta',
        payload: delta({ reasoningContent: { signature: plan.reasoning.signature } }),
      };
    }
    yield { type: 'contentBlockStop', payload: { contentBlockIndex: contentBlockIndex++ } };
  }
  if (plan.redacted) {
    yield {
      type: 'contentBlockDelta',
      payload: delta({ reasoningContent: { redactedContent: base64(plan.redacted) } }),
    };
    yield { type: 'contentBlockStop', payload: { contentBlockIndex: contentBlockIndex++ } };
  }
  if (plan.words.length > 0) {
    for (const text of plan.words) {
      yield { type: 'contentBlockDelta', payload: delta({ text }), word: true };
    }
    yield { type: 'contentBlockStop', payload: { contentBlockIndex: contentBlockIndex++ } };
  }
  for (const { toolUseId, name, input } of plan.toolUses) {
    yield {
      type: 'contentBlockStart',
      payload: { contentBlockIndex, start: { toolUse: { toolUseId, name } } },
    };
    for (const part of inParts(JSON.stringify(input))) {
      yield { type: 'contentBlockDelta', payload: delta({ toolUse: { input: part } }) };
    }
    yield { type: 'contentBlockStop', payload: { contentBlockIndex: contentBlockIndex++ } };
  }
  yield { type: 'messageStop', payload: { stopReason: plan.stopReason } };
  yield {
    type: 'metadata',
    payload: {
      usage: plan.usage,
      metrics: { latencyMs: latencyMs() },
      ...plan.served,
      ...(plan.guardrailTrace ? { trace: { guardrail: plan.guardrailTrace } } : {}),
    },
  };
}

/** A tool's input comes in pieces that are no JSON by themselves. */
function inParts(json: string): readonly string[] {
  return json.match(/[\s\S]{1,12}/g) ?? [];
}

async function applyFault(
  response: ServerResponse,
  fault: Fault,
  next: PlannedEvent | undefined,
  options: StreamOptions,
): Promise<void> {
  const { form = eventStream } = options;
  const following = next ?? { type: 'messageStop', payload: { stopReason: 'end_turn' } };
  switch (fault.kind) {
    case 'fail-mid': {
      const error = serviceErrorNames.find((name) => name.toLowerCase() === fault.exception.toLowerCase());
      const message = fault.message ?? (error ? defaultMessage(error) : 'The stream failed.');
      await write(response, form.failure(fault.exception, message, fault.fields ?? {}), options.signal);
      response.end();
      return;
    }
    case 'bad-frame':
      await write(response, form.broken(following), options.signal);
      response.end();
      return;
    case 'cut':
      if (fault.midFrame) {
        const frame = form.frame(following, 0);
        await write(response, frame.subarray(0, frame.length - 7), options.signal);
      }
      await flushed(response);
      options.onCut();
      response.destroy();
      return;
    case 'stall':
      await forever(options.signal);
      return;
    case 'fail':
      throw new Error('A refusal belongs before the stream.');
  }
}

/** Never resolves; rejects when the signal aborts. */
export async function forever(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, 'abort');
  throw signal.reason;
}

async function write(response: ServerResponse, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!response.write(bytes)) {
    await once(response, 'drain', { signal });
  }
}

/** Resolves when everything written so far has been handed to the operating system. */
async function flushed(response: ServerResponse): Promise<void> {
  while (response.writableLength > 0 && !response.destroyed) {
    await setImmediate();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) {
    await sleep(ms, undefined, { signal });
  }
}

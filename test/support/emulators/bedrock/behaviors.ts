import type { ServiceErrorName } from './errors';

/** Exceptions that ConverseStream can deliver inside a stream, by their names there. */
export const streamExceptionNames = [
  'internalServerException',
  'modelStreamErrorException',
  'validationException',
  'throttlingException',
  'serviceUnavailableException',
] as const;

/** Name of an exception inside a stream. */
export type StreamExceptionName = (typeof streamExceptionNames)[number];

/** The failure of a call. Where a fault has `afterWords`, that many words are sent first. */
export type Fault =
  | {
      readonly kind: 'fail';
      readonly error: ServiceErrorName;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
      /** Further members of the error's shape, such as `originalStatusCode`. */
      readonly fields?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'fail-mid';
      readonly exception: StreamExceptionName;
      readonly afterWords: number;
      readonly message?: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    }
  /** No more bytes, connection left open; without `afterWords` not even the response's headers. */
  | { readonly kind: 'stall'; readonly afterWords?: number }
  /** Connection closed; without `afterWords` before the response's headers. */
  | { readonly kind: 'cut'; readonly afterWords?: number; readonly midFrame?: boolean }
  /** A frame with a wrong checksum. */
  | { readonly kind: 'bad-frame'; readonly afterWords: number };

/** A tool call that an answer ends with. */
export interface ScriptedToolUse {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How an answer differs from the usual one. */
export interface AnswerOptions {
  /** Counts that are said instead of the true ones, each where it is given; whatever they are. */
  readonly usage?: Readonly<Record<string, unknown>>;
  /** The text, word for word, in place of the emulator's own. */
  readonly text?: string;
  /** A text of exactly so many words in place of the emulator's own, as fast as the client takes it unless a pace is given. */
  readonly words?: number;
  /** Whether reasoning comes first, with its signature; or its text. */
  readonly reasoning?: boolean | string;
  /** Whether reasoning that only the model can read comes, too. */
  readonly redacted?: boolean;
  readonly toolUses?: readonly ScriptedToolUse[];
  /** A guardrail blocks the answer: its trace, in the form of the SDK's GuardrailTraceAssessment. */
  readonly guardrail?: Readonly<Record<string, unknown>>;
  readonly stopReason?: string;
  /** Pause between words, in milliseconds. */
  readonly paceMs?: number;
  /** Wait before the first event, in milliseconds; the response's headers are sent at once. */
  readonly firstTokenDelayMs?: number;
  /** Further Markdown after the usual answer. */
  readonly extras?: readonly ('code' | 'list' | 'table')[];
}

/** Which calls a scripted behavior waits for. */
export interface Match {
  readonly modelId?: string | RegExp;
  /** Compared with the last prompt of the call. */
  readonly prompt?: string | RegExp;
}

/** The emulator's behavior for a call. */
export interface Behavior {
  readonly match?: Match;
  /** How many calls it serves; default 1. */
  readonly times?: number;
  readonly fault?: Fault;
  readonly answer?: AnswerOptions;
}

/** `times` calls are throttled with 429, as `{@link fail}('ThrottlingException')` does it. */
export function throttle(times = 1, retryAfterSeconds?: number): Behavior {
  return {
    times,
    fault: {
      kind: 'fail',
      error: 'ThrottlingException',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  };
}

/** One call is refused before its stream begins. */
export function fail(
  error: ServiceErrorName,
  rest: { message?: string; times?: number; fields?: Record<string, unknown> } = {},
): Behavior {
  const { times = 1, ...fault } = rest;
  return { times, fault: { kind: 'fail', error, ...fault } };
}

/** One stream fails after some words. */
export function failMid(
  exception: StreamExceptionName,
  afterWords = 5,
  rest: { message?: string; fields?: Record<string, unknown> } = {},
): Behavior {
  return { fault: { kind: 'fail-mid', exception, afterWords, ...rest } };
}

/** One call is answered in the given way. */
export function answer(options: AnswerOptions): Behavior {
  return { answer: options };
}

/** A guardrail's trace that says which denied topic blocked a question. */
export function blockedTopic(name: string): Readonly<Record<string, unknown>> {
  const topics = [{ name, type: 'DENY', action: 'BLOCKED', detected: true }];
  return { inputAssessment: { gr1emulated: { topicPolicy: { topics } } } };
}

/** Behaviors that wait for calls, first in, first out. */
export class BehaviorQueue {
  private readonly waiting: { behavior: Behavior; left: number }[] = [];

  add(...behaviors: readonly Behavior[]): void {
    for (const behavior of behaviors) {
      this.waiting.push({ behavior, left: behavior.times ?? 1 });
    }
  }

  /** Takes the first behavior that fits the call. */
  next(modelId: string, prompt: string): Behavior | undefined {
    const index = this.waiting.findIndex(
      ({ behavior: { match } }) => fits(match?.modelId, modelId) && fits(match?.prompt, prompt),
    );
    const entry = this.waiting[index];
    if (!entry) {
      return undefined;
    }
    entry.left -= 1;
    if (entry.left <= 0) {
      this.waiting.splice(index, 1);
    }
    return entry.behavior;
  }

  clear(): void {
    this.waiting.length = 0;
  }
}

function fits(wanted: string | RegExp | undefined, actual: string): boolean {
  if (wanted === undefined) {
    return true;
  }
  return typeof wanted === 'string'
    ? actual.includes(wanted)
    : new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(actual);
}

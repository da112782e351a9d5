import {
  type Behavior,
  type Fault,
  type StreamExceptionName,
  blockedTopic,
  streamExceptionNames,
} from './behaviors';
import { type ServiceErrorName, serviceErrorNames } from './errors';

/** A directive that a user can type into a prompt, and what it does. */
export interface DirectiveHelp {
  readonly directive: string;
  readonly does: string;
}

/** Every directive, for people: a prompt that contains one makes the emulator behave so for that prompt. */
export const directiveHelp: readonly DirectiveHelp[] = [
  { directive: '[throttle 2]', does: 'refuses the first 2 attempts with ThrottlingException, then answers' },
  { directive: '[throttle 1 30]', does: 'the same once, with Retry-After: 30 seconds' },
  {
    directive: '[fail AccessDeniedException]',
    does: 'refuses with that exception; a number limits it to so many attempts',
  },
  {
    directive: '[fail-mid modelStreamErrorException]',
    does: 'breaks the stream with that exception after 5 words, or as many as a number says',
  },
  {
    directive: '[stall]',
    does: 'sends 5 words (or as many as a number says), then nothing more; [stall 0] not even headers',
  },
  {
    directive: '[cut]',
    does: 'sends 5 words (or as many as a number says), then closes the connection; [cut 0] before headers',
  },
  { directive: '[cut-frame]', does: 'the same, in the middle of an event' },
  { directive: '[bad-frame]', does: 'sends 5 words, then an event with a wrong checksum' },
  { directive: '[wait 3000]', does: 'waits so many milliseconds before the first word' },
  { directive: '[slow 200]', does: 'waits so many milliseconds after each word' },
  { directive: '[words 20000]', does: 'answers with so many words, as fast as they are read' },
  { directive: '[reasoning]', does: 'reasons before it answers' },
  { directive: '[guardrail Investing]', does: 'lets a guardrail block the question, for that topic' },
  { directive: '[code]', does: 'adds a fenced block of code' },
  { directive: '[markdown]', does: 'adds a list, a table and a block of code' },
  { directive: '[tool name]', does: 'calls that tool with an empty input' },
  { directive: '[stop guardrail_intervened]', does: 'ends the answer with that stop reason' },
];

const pattern =
  /\[(throttle|fail-mid|fail|stall|cut-frame|cut|bad-frame|wait|slow|words|reasoning|guardrail|code|markdown|tool|stop)((?:\s+[\w-]+)*)\]/gi;
const defaultWords = 5;

/** A prompt's directives: what to do, and for how many attempts of the prompt the fault lasts (undefined: every one). */
export interface Directives extends Behavior {
  readonly faultAttempts?: number;
}

/** Reads the directives in a prompt; what looks like one but is not understood is left alone. */
export function readDirectives(prompt: string): Directives {
  let result: Directives = {};
  for (const [, name = '', rest = ''] of prompt.matchAll(pattern)) {
    const words = rest.trim().split(/\s+/).filter(Boolean);
    result = merge(result, directive(name.toLowerCase(), words));
  }
  return result;
}

function merge(left: Directives, right: Directives): Directives {
  return { ...left, ...right, answer: { ...left.answer, ...right.answer } };
}

function directive(name: string, words: readonly string[]): Directives {
  const number = words.map(Number).find((value) => Number.isFinite(value));
  switch (name) {
    case 'throttle':
      return throttled(words);
    case 'fail':
      return failed(words, number);
    case 'fail-mid':
      return failedMid(words, number ?? defaultWords);
    case 'stall':
      return {
        fault: number === 0 ? { kind: 'stall' } : { kind: 'stall', afterWords: number ?? defaultWords },
      };
    case 'cut':
    case 'cut-frame':
      return { fault: cut(number ?? defaultWords, name === 'cut-frame') };
    case 'bad-frame':
      return { fault: { kind: 'bad-frame', afterWords: number ?? defaultWords } };
    case 'wait':
      return number === undefined ? {} : { answer: { firstTokenDelayMs: number } };
    case 'slow':
      return { answer: { paceMs: number ?? 200 } };
    case 'words':
      return number === undefined ? {} : { answer: { words: number } };
    case 'reasoning':
      return { answer: { reasoning: true } };
    case 'guardrail':
      return { answer: { text: 'I cannot talk about that.', guardrail: blockedTopic(words.join(' ')) } };
    case 'code':
      return { answer: { extras: ['code'] } };
    case 'markdown':
      return { answer: { extras: ['list', 'table', 'code'] } };
    case 'tool':
      return words[0] === undefined ? {} : { answer: { toolUses: [{ name: words[0], input: {} }] } };
    case 'stop':
      return words[0] === undefined ? {} : { answer: { stopReason: words[0] } };
    default:
      return {};
  }
}

function throttled(words: readonly string[]): Directives {
  const [times, retryAfterSeconds] = words.map(Number);
  const fault: Fault = {
    kind: 'fail',
    error: 'ThrottlingException',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
  return { fault, faultAttempts: times ?? 1 };
}

function failed(words: readonly string[], attempts: number | undefined): Directives {
  const error = byName<ServiceErrorName>(serviceErrorNames, words[0] ?? 'InternalServerException');
  if (!error) {
    return {};
  }
  return { fault: { kind: 'fail', error }, ...(attempts === undefined ? {} : { faultAttempts: attempts }) };
}

function failedMid(words: readonly string[], afterWords: number): Directives {
  const given = words.find((word) => !/^\d+$/.test(word)) ?? 'modelStreamErrorException';
  const exception = byName<StreamExceptionName>(streamExceptionNames, given);
  return exception ? { fault: { kind: 'fail-mid', exception, afterWords } } : {};
}

function cut(afterWords: number, midFrame: boolean): Fault {
  return afterWords === 0 && !midFrame ? { kind: 'cut' } : { kind: 'cut', afterWords, midFrame };
}

function byName<T extends string>(names: readonly T[], given: string): T | undefined {
  const wanted = given.toLowerCase();
  return names.find((name) => name.toLowerCase() === wanted || name.toLowerCase() === `${wanted}exception`);
}

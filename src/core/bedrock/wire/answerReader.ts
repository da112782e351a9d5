import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { classifyError } from '../../aws/errors';
import type { ConverseEvent } from './converseEvents';
import type { StreamedAnswer } from './streamedAnswer';

/** Where what is read goes. */
interface ReaderParts {
  /** An answer of which nothing has arrived; each attempt has its own. */
  readonly newAnswer: () => StreamedAnswer;
  readonly signal: AbortSignal;
  /** The head of the answer arrived, or an event of it, whether it can be shown or not. */
  readonly onArrival: (event?: ConverseStreamOutput) => void;
  readonly onEvent: (event: ConverseEvent) => void;
}

/** The output of a command whose answer streams. */
interface Streams {
  readonly stream?: AsyncIterable<ConverseStreamOutput> | undefined;
}

/**
 * Reads the answer to a call. An attempt lasts until its answer shows something: what breaks before is a failed
 * attempt like any other, which the SDK's retry strategy makes again.
 */
export class AnswerReader {
  /** The answer of the attempt under way, or of the last one. */
  answer: StreamedAnswer;
  private events: AsyncIterator<ConverseStreamOutput> | undefined;

  constructor(private readonly parts: ReaderParts) {
    this.answer = parts.newAnswer();
  }

  /** Whether the service accepted the attempt under way, or the last one. */
  get isAccepted(): boolean {
    return this.events !== undefined;
  }

  /** Reads the beginning of the answer within each attempt of a command. */
  watch<Input extends object, Output extends Streams>(stack: MiddlewareStack<Input, Output>): void {
    const middleware: FinalizeRequestMiddleware<Input, Output> = (next) => async (args) => {
      const result = await next(args);
      const stream: AsyncIterable<ConverseStreamOutput> = result.output.stream ?? noEvents();
      this.events = stream[Symbol.asyncIterator]();
      this.parts.onArrival();
      await this.read((shown) => shown > 0);
      return result;
    };
    // Outside of it, so that a failure of the stream has been cleaned like any other.
    stack.addRelativeTo(middleware, {
      name: 'answerReader',
      relation: 'before',
      toMiddleware: 'cleanFailures',
    });
  }

  /** Another attempt is to be made: nothing of this one is part of the answer. */
  forget(): void {
    this.answer = this.parts.newAnswer();
    this.events = undefined;
  }

  /** Reads what is left. @throws BedrockError when the answer breaks off, or has a fault at its end */
  async readRest(): Promise<void> {
    await this.read(() => false);
  }

  private async read(isEnough: (shown: number) => boolean): Promise<void> {
    const { signal, onArrival, onEvent } = this.parts;
    let shown = 0;
    try {
      while (!isEnough(shown) && !this.answer.isEndless) {
        const next = await this.events?.next();
        if (next === undefined || next.done === true) {
          break;
        }
        onArrival(next.value);
        const events = this.answer.read(next.value);
        shown += events.length;
        events.forEach(onEvent);
      }
    } catch (error) {
      // What a stopped stream says of itself is not why it ended.
      signal.throwIfAborted();
      throw classifyError(error, 'stream');
    }
    const problem = isEnough(shown) ? undefined : this.answer.problem();
    if (problem !== undefined) {
      throw problem;
    }
  }
}

async function* noEvents(): AsyncGenerator<never> {
  // A body that is no stream holds no answer.
}

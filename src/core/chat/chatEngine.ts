import type { Surface } from '../../protocol/invocation';
import type { Timeouts } from '../bedrock/callWatch';
import type { Message } from '../bedrock/content';
import { converse } from '../bedrock/converse';
import type { ConverseResult } from '../bedrock/converseCall';
import type { ConverseEvent } from '../bedrock/converseEvents';
import type { Connection, Connections } from '../bedrock/connection';
import { classifyError, isAboutCredentials, type BedrockError } from '../bedrock/errors';
import { failedLookupRecord } from '../bedrock/invocationRecord';
import type { ModelCatalog, ModelChoice } from '../bedrock/modelCatalog';
import { contextWindowOf } from '../bedrock/modelNames';
import { report, type BedrockObserver } from '../bedrock/observer';
import type { ModelParameters } from '../bedrock/parameters';
import type { Pricer } from '../bedrock/pricing';
import type { ToolSpec } from '../bedrock/tools';
import { explainError, type Explanation } from './explain';
import { cutHistory } from './history';

/** The person's settings for asking. */
export interface ChatSettings {
  /** A model id, inference profile id or ARN; empty for the newest Claude Sonnet of the account. */
  readonly model: string;
  readonly systemPrompt: string;
  readonly parameters: ModelParameters;
  /** Turns sent, the question included; 0 for all. */
  readonly historyMaxTurns: number;
  readonly timeouts: Timeouts;
}

/** A question with all that was said before it. */
export interface Question {
  readonly surface: Surface;
  readonly conversationId: string | null;
  /** Oldest first, the question last. */
  readonly messages: readonly Message[];
  /** Overrides the settings' model. */
  readonly model?: string;
  /** Instructions of the caller, after those of the settings. */
  readonly instructions?: string;
  readonly tools?: readonly ToolSpec[];
  readonly toolRequired?: boolean;
  /** False when the caller manages the history itself. Default true. */
  readonly cutHistory?: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChatEvent) => void;
}

/** What a surface is told while it waits for the outcome. */
export type ChatEvent =
  | ConverseEvent
  | { readonly type: 'model'; readonly model: ModelChoice; readonly region: string }
  | { readonly type: 'historyCut'; readonly droppedTurns: number };

/** How a question ended. */
export type ChatOutcome =
  /** A model was called; `problem` is set when that failed. */
  | {
      readonly type: 'called';
      readonly result: ConverseResult;
      readonly model: ModelChoice;
      readonly problem?: Explanation;
    }
  /** No call was made: not signed in, or no model to be found. */
  | { readonly type: 'notCalled'; readonly problem: Explanation; readonly error: BedrockError }
  | { readonly type: 'cancelled' };

/** What the engine works with; all of it is asked anew for each question. */
export interface ChatEngineParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: () => ChatSettings;
  readonly observer: BedrockObserver;
  readonly price: Pricer;
}

/** Answers questions from any surface; knows no surface. */
export class ChatEngine {
  constructor(private readonly parts: ChatEngineParts) {}

  /** Asks and streams. Never throws for what AWS, the network or the person did. */
  async ask(question: Question): Promise<ChatOutcome> {
    const settings = this.parts.settings();
    const startedAt = new Date();
    let connection: Connection | undefined;
    let model: ModelChoice;
    try {
      connection = await unlessAborted(this.parts.connections.current(), question.signal);
      const resolving = this.parts.catalog.resolve(connection, question.model ?? settings.model);
      model = await unlessAborted(resolving, question.signal);
    } catch (error) {
      return this.notCalled(error, question, connection, startedAt);
    }
    return connection.use(() => this.call(connection, model, question, settings));
  }

  private notCalled(
    error: unknown,
    question: Question,
    connection: Connection | undefined,
    startedAt: Date,
  ): ChatOutcome {
    if (question.signal.aborted) {
      return { type: 'cancelled' };
    }
    const failure = classifyError(error);
    if (connection !== undefined && failure.reason !== 'noModelFound') {
      const invocation = failedLookupRecord(question, failure, connection.region, startedAt);
      report(this.parts.observer, { type: 'ended', invocation, error: failure });
    }
    if (connection !== undefined && isAboutCredentials(failure.reason)) {
      this.parts.connections.invalidate();
    }
    const problem = explainError(failure, {
      modelLabel: '',
      region: connection?.region ?? 'this region',
      credentials: connection?.credentials,
      partial: false,
    });
    return { type: 'notCalled', problem, error: failure };
  }

  private async call(
    connection: Connection,
    model: ModelChoice,
    question: Question,
    settings: ChatSettings,
  ): Promise<ChatOutcome> {
    question.onEvent({ type: 'model', model, region: connection.region });
    const result = await converse(
      connection,
      {
        surface: question.surface,
        conversationId: question.conversationId,
        model,
        messages: this.history(question, model, settings),
        systemPrompt: [settings.systemPrompt, question.instructions ?? '']
          .filter((part) => part !== '')
          .join('\n\n'),
        tools: question.tools ?? [],
        toolRequired: question.toolRequired ?? false,
        parameters: settings.parameters,
      },
      {
        timeouts: settings.timeouts,
        observer: this.parts.observer,
        price: this.parts.price,
        signal: question.signal,
        onEvent: question.onEvent,
      },
    );
    if (result.error === undefined) {
      return { type: 'called', result, model };
    }
    if (isAboutCredentials(result.error.reason)) {
      // The SDK keeps credentials it once fetched; the next question fetches them anew.
      this.parts.connections.invalidate();
    }
    const problem = explainError(result.error, {
      modelLabel: model.label,
      region: connection.region,
      credentials: connection.credentials,
      partial: result.text !== '',
    });
    return { type: 'called', result, model, problem };
  }

  private history(question: Question, model: ModelChoice, settings: ChatSettings): readonly Message[] {
    if (question.cutHistory === false) {
      return question.messages;
    }
    const { messages, droppedTurns } = cutHistory(question.messages, {
      maxTurns: settings.historyMaxTurns,
      // A quarter is left for the answer and for what the estimate misses.
      maxTokens: Math.floor(contextWindowOf(model.modelId) * 0.75),
    });
    if (droppedTurns > 0) {
      question.onEvent({ type: 'historyCut', droppedTurns });
    }
    return messages;
  }
}

/** Waits for `work`, or rejects as soon as the person gives up waiting. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new DOMException('The question was cancelled', 'AbortError'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

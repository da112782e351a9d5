import type { Surface } from '../../protocol/invocation';
import type { Timeouts } from '../bedrock/callWatch';
import type { Message } from '../bedrock/content';
import { CallLimiter } from '../bedrock/callLimiter';
import { converse } from '../bedrock/converse';
import type { ConverseRequest, ConverseResult } from '../bedrock/converseCall';
import type { ConverseEvent, Usage } from '../bedrock/converseEvents';
import type { Connection, Connections } from '../bedrock/connection';
import { BedrockError, classifyError, isAboutCredentials, isWorthRetrying } from '../bedrock/errors';
import { callRecord, failedLookupRecord, newInvocationId } from '../bedrock/invocationRecord';
import type { ModelCatalog, ModelChoice } from '../bedrock/modelCatalog';
import { contextTokensOf } from '../bedrock/modelTraits';
import { report, type BedrockObserver } from '../bedrock/observer';
import type { ModelParameters } from '../bedrock/parameters';
import type { Pricer } from '../bedrock/pricing';
import type { RetryNotice } from '../bedrock/retry';
import { textLength } from '../bedrock/tokenEstimate';
import type { ToolSpec } from '../bedrock/tools';
import type { Budget } from '../costs/budget';
import { InvalidCapError, isBudgetRefusal, type BudgetRefusal } from '../costs/budgetErrors';
import { mostUsd, overBudgetText } from '../costs/estimate';
import { unlessAborted } from '../util/unlessAborted';
import { AnswerStore, type StoredAnswer } from './answerStore';
import { explainError, type Explanation } from './explain';
import { cutHistory } from './history';

/** The person's settings for asking. */
export interface ChatSettings {
  /** A model id, inference profile id or ARN; empty for the newest Claude Sonnet of the account. */
  readonly model: string;
  readonly systemPrompt: string;
  readonly parameters: ModelParameters;
  /** A second model or profile, asked when the first one fails for good; empty for none. */
  readonly fallbackModel: string;
  /** How long answers are kept for the same question; 0 keeps none. */
  readonly answerStoreMs: number;
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
  /** True when a stored answer will not do. */
  readonly fresh?: boolean;
  /** Overrides the settings' model. */
  readonly model?: string;
  /** Override the settings' parameters, each where it is given. */
  readonly parameters?: ModelParameters;
  /** Overrides the settings' system prompt. */
  readonly systemPrompt?: string;
  /** Instructions of the caller, after the system prompt. */
  readonly instructions?: string;
  readonly tools?: readonly ToolSpec[];
  readonly toolRequired?: boolean;
  /** False when the caller manages the history itself. Default true. */
  readonly cutHistory?: boolean;
  /** A budget of the caller's own, asked before the one of all windows. */
  readonly budget?: QuestionBudget;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChatEvent) => void;
}

/** A budget for some calls alone; amounts are US dollars, undefined and null where a price is not known. */
export interface QuestionBudget {
  /** Lets a call begin that may cost so much. @throws OverBudgetError, InvalidCapError */
  admit(maxCostUsd: number | undefined): Promise<void>;
  /** The call that was admitted last has ended. */
  settle(costUsd: number | null): void;
}

/** What a surface is told while it waits for the outcome. */
export type ChatEvent =
  | ConverseEvent
  | { readonly type: 'model'; readonly model: ModelChoice; readonly region: string }
  | { readonly type: 'historyCut'; readonly droppedTurns: number }
  /** So many calls to the model are under way that this one waits for its turn. */
  | { readonly type: 'queued'; readonly running: number }
  /** The first model failed for good, and this one is asked. */
  | {
      readonly type: 'fallback';
      readonly from: ModelChoice;
      readonly to: ModelChoice;
      readonly error: BedrockError;
    };

/** How a question ended. */
export type ChatOutcome =
  /** A model was called; `problem` is set when that failed. */
  | {
      readonly type: 'called';
      readonly result: ConverseResult;
      readonly model: ModelChoice;
      readonly problem?: Explanation;
    }
  /** No call was made: not signed in, no model to be found, or a budget used up. */
  | { readonly type: 'notCalled'; readonly problem: Explanation; readonly error: BedrockError }
  | { readonly type: 'cancelled' };

/** What the engine works with; all of it is asked anew for each question. */
export interface ChatEngineParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: () => ChatSettings;
  readonly observer: BedrockObserver;
  readonly price: Pricer;
  /** Asked before each call. */
  readonly budget: Pick<Budget, 'admit'>;
}

/** A question on its way, with the connection and the settings it goes out with. */
interface Asked {
  readonly connection: Connection;
  readonly question: Question;
  readonly settings: ChatSettings;
}

/**
 * More than the largest context of Bedrock's models, a few million tokens, in any script. To count, sign and send what
 * is longer would keep the extension host from everything else, and end in a refusal all the same.
 */
const MAX_CHARACTERS = 16 * 1024 * 1024;

const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'reported',
};

/** Answers questions from any surface; knows no surface. */
export class ChatEngine {
  private readonly limiter = new CallLimiter();
  private readonly answers = new AnswerStore();
  /** The last wait of each call under way. */
  private readonly waits = new Map<ConverseRequest, RetryNotice>();

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
    return connection.use(() => this.answer({ connection, question, settings }, model));
  }

  /** Ends every wait for a next attempt, in all surfaces. */
  retryNow(): void {
    for (const notice of this.waits.values()) {
      notice.retryNow();
    }
  }

  /** Makes the next questions be asked anew. */
  forgetAnswers(): void {
    this.answers.clear();
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

  private async answer(asked: Asked, model: ModelChoice): Promise<ChatOutcome> {
    const { connection, question, settings } = asked;
    question.onEvent({ type: 'model', model, region: connection.region });
    const request = this.request(asked, model);
    if (textLength(request.messages) > MAX_CHARACTERS) {
      return this.tooLong(model, connection);
    }
    const mayBeStored = settings.answerStoreMs > 0 && question.fresh !== true;
    const stored = mayBeStored ? this.answers.find(connection.region, request) : undefined;
    if (stored !== undefined) {
      return this.giveStored(stored, asked, request);
    }
    const result = await this.callWithinBudget(asked, request);
    if (isBudgetRefusal(result)) {
      return this.overBudget(result, model, connection);
    }
    if (result === undefined) {
      return { type: 'cancelled' };
    }
    const second = await this.fallback(asked, model, result);
    if (second !== undefined) {
      return this.answer({ ...asked, settings: { ...settings, fallbackModel: '' } }, second);
    }
    if (settings.answerStoreMs > 0) {
      this.answers.keep(connection.region, request, result, settings.answerStoreMs);
    }
    return this.conclude(asked, model, result);
  }

  /** One call, unless it would go past a budget. */
  private async callWithinBudget(
    asked: Asked,
    request: ConverseRequest,
  ): Promise<ConverseResult | BudgetRefusal | undefined> {
    const { connection, question } = asked;
    const usd = mostUsd(request, connection.region, this.parts.price);
    const { surface, conversationId, budget: own } = question;
    // The call's id on record, by which its end closes what was reserved for it.
    const id = newInvocationId();
    let result: ConverseResult | undefined;
    try {
      await own?.admit(usd);
      try {
        const admitted = await this.parts.budget.admit(usd, surface, { id, conversationId });
        try {
          result = await this.call(asked, request, id);
        } finally {
          admitted.dispose();
        }
      } finally {
        own?.settle(result === undefined ? 0 : (result.cost?.usd ?? null));
      }
    } catch (error) {
      if (isBudgetRefusal(error)) {
        return error;
      }
      throw error;
    }
    return result;
  }

  private overBudget(error: BudgetRefusal, model: ModelChoice, connection: Connection): ChatOutcome {
    const reason = error instanceof InvalidCapError ? 'invalidBudget' : 'overBudget';
    const said = { code: error.name, message: overBudgetText(error) };
    return this.refused(new BedrockError(reason, said, error), model, connection);
  }

  private tooLong(model: ModelChoice, connection: Connection): ChatOutcome {
    const message = `No model reads more than ${MAX_CHARACTERS.toLocaleString('en')} characters; nothing was sent.`;
    const failure = new BedrockError('contextTooLong', { code: 'QuestionTooLong', message });
    return this.refused(failure, model, connection);
  }

  /** What is not sent at all. */
  private refused(failure: BedrockError, model: ModelChoice, connection: Connection): ChatOutcome {
    const problem = explainError(failure, {
      modelLabel: model.label,
      region: connection.region,
      credentials: connection.credentials,
      partial: false,
    });
    return { type: 'notCalled', problem, error: failure };
  }

  /** One call when its turn has come; undefined when the person gave up waiting for that. */
  private async call(
    { connection, question, settings }: Asked,
    request: ConverseRequest,
    id: string,
  ): Promise<ConverseResult | undefined> {
    const { signal, onEvent } = question;
    const { observer, price } = this.parts;
    try {
      const onWait = (running: number) => onEvent({ type: 'queued', running });
      return await this.limiter.run(request.model.modelId, { signal, onWait }, async (throttled) => {
        const result = await converse(connection, request, {
          id,
          timeouts: settings.timeouts,
          observer,
          price,
          signal,
          onEvent: (event) => {
            if (event.type === 'retry') {
              this.waits.set(request, event.notice);
            }
            if (event.type === 'retry' && event.notice.error.reason === 'throttled') {
              throttled();
            }
            onEvent(event);
          },
        });
        if (result.outcome === 'throttled') {
          throttled();
        }
        return result;
      });
    } catch (error) {
      if (signal.aborted) {
        return undefined;
      }
      throw error;
    } finally {
      this.waits.delete(request);
    }
  }

  /** The second model, where one is named and the first failed in a way that another may not, before a word came. */
  private async fallback(
    { connection, question, settings }: Asked,
    from: ModelChoice,
    { error, content }: ConverseResult,
  ): Promise<ModelChoice | undefined> {
    const id = settings.fallbackModel;
    if (error === undefined || !isWorthRetrying(error.reason) || content.length > 0) {
      return undefined;
    }
    if (id === '' || id === from.id || question.signal.aborted) {
      return undefined;
    }
    const to = await this.parts.catalog.resolve(connection, id);
    question.onEvent({ type: 'fallback', from, to, error });
    return to;
  }

  /** Gives an answer again, which is on record as a call that cost nothing. */
  private giveStored(
    { result, storedAt }: StoredAnswer,
    { connection, question }: Asked,
    request: ConverseRequest,
  ): ChatOutcome {
    const again: ConverseResult = {
      ...result,
      invocationId: newInvocationId(),
      storedAt,
      usage: { ...noUsage },
      cost: { usd: 0, priceVersion: 'stored answer' },
      latencyMs: 0,
      timeToFirstTokenMs: 0,
      attempts: 0,
    };
    question.onEvent({ type: 'text', text: again.text });
    const invocation = callRecord(request, again, connection.region, new Date());
    report(this.parts.observer, { type: 'ended', invocation: { ...invocation, operation: 'StoredAnswer' } });
    return { type: 'called', result: again, model: request.model };
  }

  private conclude({ connection }: Asked, model: ModelChoice, result: ConverseResult): ChatOutcome {
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

  private request({ question, settings }: Asked, model: ModelChoice): ConverseRequest {
    return {
      surface: question.surface,
      conversationId: question.conversationId,
      model,
      messages: this.history(question, model, settings),
      systemPrompt: [question.systemPrompt ?? settings.systemPrompt, question.instructions ?? '']
        .filter((part) => part !== '')
        .join('\n\n'),
      tools: question.tools ?? [],
      toolRequired: question.toolRequired ?? false,
      parameters: { ...settings.parameters, ...question.parameters },
    };
  }

  private history(question: Question, model: ModelChoice, settings: ChatSettings): readonly Message[] {
    if (question.cutHistory === false) {
      return question.messages;
    }
    const { messages, droppedTurns } = cutHistory(question.messages, {
      maxTurns: settings.historyMaxTurns,
      // A quarter is left for the answer and for what the estimate misses.
      maxTokens: Math.floor(contextTokensOf(model.modelId) * 0.75),
    });
    if (droppedTurns > 0) {
      question.onEvent({ type: 'historyCut', droppedTurns });
    }
    return messages;
  }
}

import type { Connection, Connections } from '../bedrock/connection';
import type { Message } from '../bedrock/content';
import type { ConverseRequest, ConverseResult } from '../bedrock/wire/converseCall';
import type { Usage } from '../bedrock/wire/converseEvents';
import { BedrockError, classifyError, isAboutCredentials, isWorthRetrying } from '../aws/errors';
import { callRecord, failedLookupRecord, newInvocationId } from '../bedrock/invocationRecord';
import type { ModelCatalog, ModelChoice } from '../bedrock/models/modelCatalog';
import { contextTokensOf } from '../bedrock/models/modelTraits';
import { report } from '../bedrock/observer';
import { MAX_REQUEST_CHARACTERS, requestLength } from '../bedrock/requestLength';
import { raceAbort } from '../util/raceAbort';
import { AnswerCache, type CachedAnswer } from './answerCache';
import { explainError, REQUEST_TOO_LONG } from './explain';
import { cutHistory } from './history';
import { ModelCalls, type PendingQuestion, type ModelCallsParts } from './modelCalls';
import type { ChatOutcome, ChatSettings, Question } from './question';

/** Collaborators of the engine; all of them are asked anew for each question. */
export interface ChatEngineParts extends ModelCallsParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: () => ChatSettings;
}

const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'reported',
};

/** Answers questions from any surface; knows no surface. */
export class ChatEngine {
  private readonly calls: ModelCalls;
  private readonly answers = new AnswerCache();

  constructor(private readonly parts: ChatEngineParts) {
    this.calls = new ModelCalls(parts);
  }

  /** Asks and streams. Never throws for what AWS, the network or the user did. */
  async ask(question: Question): Promise<ChatOutcome> {
    const settings = this.parts.settings();
    const startedAt = new Date();
    let connection: Connection | undefined;
    let model: ModelChoice;
    try {
      connection = await raceAbort(this.parts.connections.current(), question.signal);
      const resolving = this.parts.catalog.resolve(connection, question.model ?? settings.model);
      model = await raceAbort(resolving, question.signal);
    } catch (error) {
      return this.notCalled(error, question, connection, startedAt);
    }
    return connection.use(() => this.answer({ connection, question, settings }, model));
  }

  /** Ends every wait for a next attempt, in all surfaces. */
  retryNow(): void {
    this.calls.retryNow();
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

  private async answer(asked: PendingQuestion, model: ModelChoice): Promise<ChatOutcome> {
    const { connection, question, settings } = asked;
    question.onEvent({ type: 'model', model, region: connection.region });
    const request = this.request(asked, model);
    const { texts, files } = requestLength(request);
    if (texts + files > MAX_REQUEST_CHARACTERS) {
      const failure = new BedrockError('contextTooLong', {
        code: REQUEST_TOO_LONG,
        message: tooLongText(texts, files),
      });
      return this.refused(failure, model, connection);
    }
    const mayBeCached = settings.answerCacheMs > 0 && question.bypassCache !== true;
    const stored = mayBeCached ? this.answers.find(connection.region, request) : undefined;
    if (stored !== undefined) {
      return this.giveCached(stored, asked, request);
    }
    const result = await this.calls.call(asked, request);
    if (result instanceof BedrockError) {
      return this.refused(result, model, connection);
    }
    if (result === undefined) {
      return { type: 'cancelled' };
    }
    const second = await this.fallback(asked, model, result);
    if (second !== undefined) {
      return this.answer({ ...asked, settings: { ...settings, fallbackModel: '' } }, second);
    }
    if (settings.answerCacheMs > 0) {
      this.answers.keep(connection.region, request, result, settings.answerCacheMs);
    }
    return this.conclude(asked, model, result);
  }

  /** Content that is not sent at all. */
  private refused(failure: BedrockError, model: ModelChoice, connection: Connection): ChatOutcome {
    const problem = explainError(failure, {
      modelLabel: model.label,
      region: connection.region,
      credentials: connection.credentials,
      partial: false,
    });
    return { type: 'notCalled', problem, error: failure };
  }

  /** The second model, where one is named and the first failed in a way that another may not, before a word came. */
  private async fallback(
    { connection, question, settings }: PendingQuestion,
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
  private giveCached(
    { result, storedAt }: CachedAnswer,
    { connection, question }: PendingQuestion,
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

  private conclude({ connection }: PendingQuestion, model: ModelChoice, result: ConverseResult): ChatOutcome {
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

  private request({ question, settings }: PendingQuestion, model: ModelChoice): ConverseRequest {
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

function tooLongText(texts: number, files: number): string {
  const said = (characters: number) =>
    `${(characters / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} million`;
  const ofFiles = files === 0 ? '' : `, and the pictures and documents ${said(files)} as they are sent`;
  return `The texts have ${said(texts)} characters${ofFiles}; a request takes at most ${said(MAX_REQUEST_CHARACTERS)} together.`;
}

import type { Connection, Connections } from '../../bedrock/connection';
import { classifyError, isAboutCredentials } from '../../aws/errors';
import { failedLookupRecord, newInvocationId } from '../../bedrock/invocationRecord';
import type { ModelCatalog } from '../../bedrock/models/modelCatalog';
import type { ModelChoice } from '../../bedrock/models/modelChoice';
import { report, type BedrockObserver } from '../../bedrock/observer';
import type { ToolSpec } from '../../bedrock/tools/toolSpec';
import { raceAbort } from '../../util/raceAbort';
import { explainError } from '../explain';
import type { ChatOutcome, ChatSettings, Question } from '../question';
import type { ResolvedQuestion, Step } from './step';

/** What a model is found with. */
export interface ResolveParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  /** Read anew for each question. */
  readonly settings: () => ChatSettings;
  readonly observer: BedrockObserver;
}

/** Finds the connection and the model, and puts the settings where the question says nothing. */
export function resolveModel(parts: ResolveParts): Step<Question> {
  const { connections, catalog } = parts;
  return async (question, next) => {
    const settings = parts.settings();
    const startedAt = new Date();
    let connection: Connection | undefined;
    let model: ModelChoice;
    try {
      const id = question.model ?? settings.model;
      connection = await raceAbort(connections.forModel(id), question.signal);
      const resolving = catalog.resolve(connection, id);
      model = await raceAbort(resolving, question.signal);
    } catch (error) {
      return notResolved(error, question, { connection, startedAt, observer: parts.observer }, connections);
    }
    const resolved = withSettings(question, { connection, model, settings });
    const outcome = await connection.use(() => next(resolved));
    forgetBadCredentials(outcome, connections);
    return outcome;
  };
}

function withSettings(
  question: Question,
  { connection, model, settings }: Pick<ResolvedQuestion, 'connection' | 'model' | 'settings'>,
): ResolvedQuestion {
  const prompts = [question.systemPrompt ?? settings.systemPrompt, question.instructions ?? ''];
  return {
    callId: newInvocationId(),
    connection,
    settings,
    surface: question.surface,
    conversationId: question.conversationId,
    model,
    messages: question.messages,
    systemPrompt: prompts.filter((part) => part !== '').join('\n\n'),
    tools: orderedTools(question.tools ?? [], settings),
    toolRequired: question.toolRequired ?? false,
    ...(question.answerSchema === undefined ? {} : { answerSchema: question.answerSchema }),
    parameters: { ...settings.parameters, ...question.parameters },
    cutHistory: question.cutHistory ?? true,
    bypassCache: question.bypassCache ?? false,
    ownBudget: question.budget,
    signal: question.signal,
    onEvent: question.onEvent,
  };
}

function orderedTools(tools: readonly ToolSpec[], { sortTools }: ChatSettings): readonly ToolSpec[] {
  // By code units, which are the same whatever the user's language.
  return sortTools === true ? tools.toSorted((one, other) => (one.name < other.name ? -1 : 1)) : tools;
}

/** A look-up that failed is on record, since AWS was called, unless there was nothing to be found. */
function notResolved(
  error: unknown,
  question: Question,
  lookup: { connection: Connection | undefined; startedAt: Date; observer: BedrockObserver },
  connections: Connections,
): ChatOutcome {
  if (question.signal.aborted) {
    return { type: 'cancelled' };
  }
  const { connection, startedAt, observer } = lookup;
  const failure = classifyError(error);
  if (connection !== undefined && failure.reason !== 'noModelFound') {
    const invocation = failedLookupRecord(question, failure, connection.region, startedAt);
    report(observer, { type: 'ended', invocation, error: failure });
  }
  const problem = explainError(failure, {
    modelLabel: '',
    region: connection?.region ?? '',
    credentials: connection?.credentials,
    partial: false,
  });
  const outcome: ChatOutcome = { type: 'notCalled', problem, error: failure };
  if (connection !== undefined) {
    forgetBadCredentials(outcome, connections);
  }
  return outcome;
}

/** The SDK keeps credentials that it once fetched; after a failure of theirs the next question fetches them anew. */
function forgetBadCredentials(outcome: ChatOutcome, connections: Connections): void {
  const error = outcome.type === 'called' ? outcome.result.error : undefined;
  const failure = outcome.type === 'notCalled' ? outcome.error : error;
  if (failure !== undefined && isAboutCredentials(failure.reason)) {
    connections.invalidate();
  }
}

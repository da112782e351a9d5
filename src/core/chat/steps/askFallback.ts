import { isAboutQuotas, isWorthRetrying, type ErrorReason } from '../../aws/errors';
import { newInvocationId } from '../../bedrock/invocationRecord';
import type { ModelCatalog } from '../../bedrock/models/modelCatalog';
import type { ChatOutcome } from '../question';
import type { Next, ResolvedQuestion, Step } from './step';

/**
 * Asks the second model, where one is named and the first failed in a way that another may not, before a word
 * came. That is a call of its own: it has its own place in the queue, its own reservation and its own record.
 */
export function askFallback(catalog: Pick<ModelCatalog, 'resolve'>): Step {
  return async (question, next) => {
    const outcome = await ask(question, next);
    const { connection, model: from, settings, signal, onEvent } = question;
    const id = settings.fallbackModel;
    const error = failureBeforeWords(outcome);
    if (error === undefined || id === '' || id === from.id || signal.aborted) {
      return outcome;
    }
    const to = await catalog.resolve(connection, id);
    onEvent({ type: 'fallback', from, to, error });
    return ask({ ...question, model: to, callId: newInvocationId() }, next);
  };
}

function ask(question: ResolvedQuestion, next: Next): Promise<ChatOutcome> {
  const { model, connection } = question;
  question.onEvent({ type: 'model', model, region: connection.region });
  return next(question);
}

function failureBeforeWords(outcome: ChatOutcome) {
  if (outcome.type !== 'called' || outcome.result.content.length > 0) {
    return undefined;
  }
  const { error } = outcome.result;
  return error !== undefined && mayGoOtherwise(error.reason) ? error : undefined;
}

/** What waiting does not mend another model may: each has quotas of its own. */
function mayGoOtherwise(reason: ErrorReason): boolean {
  return isWorthRetrying(reason) || isAboutQuotas(reason);
}

import type { CacheWatch } from '../../bedrock/cache/cacheWatch';
import { callModel } from '../../bedrock/wire/callModel';
import type { Pricer } from '../../bedrock/pricing';
import { explainError } from '../explain';
import type { Step } from './step';

/** Sends the question to Bedrock: the last step. */
export function sendCall(price: Pricer, cacheWatch: CacheWatch): Step {
  return async (question) => {
    const { connection, model, settings, callId: id, signal, onEvent, onLostAttempt } = question;
    const { timeouts } = settings;
    const result = await callModel(connection, question, {
      id,
      timeouts,
      price,
      cacheWatch,
      signal,
      onEvent,
      onLostAttempt,
    });
    if (result.error === undefined) {
      return { type: 'called', result, model };
    }
    const { region, credentials } = connection;
    const partial = result.text !== '';
    const problem = explainError(result.error, {
      modelLabel: model.label,
      modelId: model.id,
      region,
      credentials,
      partial,
    });
    return { type: 'called', result, model, problem };
  };
}

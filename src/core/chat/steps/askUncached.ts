import { newInvocationId } from '../../bedrock/invocationRecord';
import type { ChatOutcome } from '../question';
import type { Step } from './step';

/**
 * Asks again without the prompt cache where a model turns out to have none: of what is behind an application profile,
 * and of new models, nobody knows before. That is a call of its own, and the model is not asked for its cache again.
 */
export function askUncached(): Step {
  const without = new Set<string>();
  return async (question, next) => {
    const { id } = question.model;
    if (without.has(id)) {
      return next({ ...question, uncached: true });
    }
    const outcome = await next(question);
    if (!refusedItsCache(outcome) || question.signal.aborted) {
      return outcome;
    }
    without.add(id);
    return next({ ...question, uncached: true, callId: newInvocationId() });
  };
}

function refusedItsCache(outcome: ChatOutcome): boolean {
  return outcome.type === 'called' && outcome.result.error?.reason === 'cachingRefused';
}

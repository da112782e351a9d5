import { traitsOf } from '../../bedrock/models/modelTraits';
import { cutHistory } from '../history';
import type { Step } from './step';

/** A quarter of the context is left for the answer and for what the estimate misses. */
const SHARE_OF_CONTEXT = 0.75;

/**
 * Leaves out the oldest turns until the rest fits into the model's context and the settings. Where nobody knows the
 * context, Bedrock says what is too long.
 */
export const trimHistory: Step = (question, next) => {
  if (!question.cutHistory) {
    return next(question);
  }
  const { contextTokens } = traitsOf(question.model);
  const { messages, droppedTurns } = cutHistory(question.messages, {
    maxTurns: question.settings.historyMaxTurns,
    maxTokens: contextTokens === undefined ? undefined : Math.floor(contextTokens * SHARE_OF_CONTEXT),
  });
  if (droppedTurns > 0) {
    question.onEvent({ type: 'historyCut', droppedTurns });
  }
  return next({ ...question, messages });
};

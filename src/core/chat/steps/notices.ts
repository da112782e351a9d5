import { LRUCache } from 'lru-cache';
import { leftOutTexts } from '../../bedrock/wire/leftOut';
import { traitsOf } from '../../bedrock/models/modelTraits';
import { unknownModelText } from '../progressText';
import type { Step } from './step';

/** Notices that are remembered as told, the latest. */
const MAX_TOLD = 1_000;

/** Hands on each notice once in a conversation: its whole history is sent with every question. */
export function tellOnce(): Step {
  const told = new LRUCache<string, true>({ max: MAX_TOLD });
  return (question, next) =>
    next({
      ...question,
      onEvent: (event) => {
        if (event.type === 'notice') {
          const key = JSON.stringify([question.surface, question.conversationId, event.about]);
          if (told.has(key)) {
            return;
          }
          told.set(key, true);
        }
        question.onEvent(event);
      },
    });
}

/** Says what the model is not sent of what was set and attached, since it does not take it. */
export const tellLeftOut: Step = (question, next) => {
  for (const text of leftOutTexts(question)) {
    question.onEvent({ type: 'notice', about: text, text });
  }
  return next(question);
};

/** Says what nobody knows of the model and the user could tell: its limits, or which one an ARN leads to. */
export const tellUnknown: Step = (question, next) => {
  const { model } = question;
  const unknown = model.hidden ?? (traitsOf(model).contextTokens === undefined ? 'limits' : undefined);
  if (unknown !== undefined) {
    const about = `${unknown} ${model.id}`;
    question.onEvent({ type: 'notice', about, text: unknownModelText(model.label, unknown) });
  }
  return next(question);
};

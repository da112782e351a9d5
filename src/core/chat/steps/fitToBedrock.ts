import { modelTraits } from '../../bedrock/models/modelTraits';
import type { ContentFitter } from '../../pictures/fitContent';
import { raceAbort } from '../../util/raceAbort';
import type { Step } from './step';

/** Makes pictures and documents fit Bedrock's limits, and says what was done to them. */
export function fitToBedrock(fitter: ContentFitter): Step {
  return async (question, next) => {
    const { model, messages, signal, onEvent } = question;
    try {
      const fitted = await raceAbort(
        fitter.fit(messages, { pictures: modelTraits(model.modelId).images !== false }),
        signal,
      );
      fitted.notices.forEach((notice) => onEvent({ type: 'notice', ...notice }));
      return await next({ ...question, messages: fitted.messages });
    } catch (error) {
      if (signal.aborted) {
        return { type: 'cancelled' };
      }
      throw error;
    }
  };
}

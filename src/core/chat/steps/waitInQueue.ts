import type { CallLimiter } from '../../bedrock/callLimiter';
import type { Step } from './step';

/** Waits until the model takes one more call, and lets fewer through after each throttling. */
export function waitInQueue(limiter: CallLimiter): Step {
  return async (question, next) => {
    const { model, signal, onEvent } = question;
    const onWait = (running: number) => onEvent({ type: 'queued', running });
    try {
      return await limiter.run(model.modelId, { signal, onWait }, async (throttled) => {
        const outcome = await next({
          ...question,
          onEvent: (event) => {
            if (event.type === 'retry' && event.notice.error.reason === 'throttled') {
              throttled();
            }
            onEvent(event);
          },
        });
        if (outcome.type === 'called' && outcome.result.outcome === 'throttled') {
          throttled();
        }
        return outcome;
      });
    } catch (error) {
      if (signal.aborted) {
        return { type: 'cancelled' };
      }
      throw error;
    }
  };
}

import type { CallLimiter } from '../../bedrock/callLimiter';
import type { Admission, QuotaGate, QuotaHold } from '../../bedrock/quotas/quotaGate';
import type { ChatOutcome } from '../question';
import { excessText } from '../quotaText';
import type { Next, ResolvedQuestion, Step } from './step';

/**
 * Waits until the model has a place for one more call, and lets fewer through after each throttling; then until the
 * account's quotas have room for it, as far as they are known.
 */
export function waitInQueue(limiter: CallLimiter, gate: QuotaGate): Step {
  return async (question, next) => {
    const { model, signal, onEvent } = question;
    const onWait = (running: number) => onEvent({ type: 'queued', running });
    try {
      // By the way that it is asked: each profile has quotas of its own, and a call that is held is in nobody else's.
      return await limiter.run(model.id, { signal, onWait }, (throttled) =>
        withinQuotas(gate, question, throttled, next),
      );
    } catch (error) {
      if (signal.aborted) {
        return { type: 'cancelled' };
      }
      throw error;
    }
  };
}

async function withinQuotas(
  gate: QuotaGate,
  question: ResolvedQuestion,
  throttled: () => void,
  next: Next,
): Promise<ChatOutcome> {
  const { connection, model, signal, onEvent } = question;
  const held = new Set<QuotaHold>();
  const admission: Admission = await gate.admit(
    { connection, request: question },
    {
      signal,
      onHold: (hold) => {
        held.add(hold);
        onEvent({ type: 'held', hold });
      },
      onExcess: (excess) => {
        const about = `excess ${excess.quota.name}`;
        onEvent({ type: 'notice', about, text: excessText(excess, model.label) });
      },
    },
  );
  if (held.size > 0) {
    // Surfaces wait for the model from here on.
    onEvent({ type: 'model', model, region: connection.region });
  }
  let outcome: ChatOutcome | undefined;
  try {
    outcome = await next({
      ...question,
      onEvent: (event) => {
        if (event.type === 'retry' && event.notice.error.reason === 'throttled') {
          throttled();
          admission.throttled(event.notice.error);
        }
        onEvent(event);
      },
    });
    const { error, outcome: end } = outcome.type === 'called' ? outcome.result : {};
    if (end === 'throttled') {
      throttled();
      if (error !== undefined) {
        admission.throttled(error);
      }
    }
    return outcome;
  } finally {
    admission.settle(outcome?.type === 'called' ? outcome.result : undefined);
  }
}

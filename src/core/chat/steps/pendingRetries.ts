import type { RetryNotice } from '../../aws/retry';
import type { Step } from './step';

/** The waits for a next attempt of all calls under way, each of which can be ended. */
export class PendingRetries {
  /** The last wait of each call. */
  private readonly waits = new Map<string, RetryNotice>();

  /** Ends all of them. */
  retryNow(): void {
    for (const notice of this.waits.values()) {
      notice.retryNow();
    }
  }

  /** Notes the waits of a call while it runs. */
  readonly track: Step = async (question, next) => {
    const { callId, onEvent } = question;
    try {
      return await next({
        ...question,
        onEvent: (event) => {
          if (event.type === 'retry') {
            this.waits.set(callId, event.notice);
          }
          onEvent(event);
        },
      });
    } finally {
      this.waits.delete(callId);
    }
  };
}

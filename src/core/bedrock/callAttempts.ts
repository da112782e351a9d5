import type { BedrockError } from '../aws/errors';
import { observeRetries, type RetryNotice } from '../aws/retry';
import { SentWatch } from '../aws/sentWatch';

/** What is told of attempts, and asked before some of them. */
export interface AttemptsListener {
  readonly onRetry: (notice: RetryNotice) => void;
  /** Lets another attempt be made after one that may have cost something; the call ends with what it throws. */
  readonly onLostAttempt?: (() => Promise<void>) | undefined;
}

/** The HTTP requests that one call is made of: how many, which of them may have cost something, and the waits between. */
export class CallAttempts {
  readonly sent = new SentWatch();
  private made = 1;
  private admittedLosses = 0;
  private isOver = false;
  private denial: unknown;

  constructor(private readonly listener: AttemptsListener) {}

  /** HTTP requests made, the first included. */
  get count(): number {
    return this.made;
  }

  /** Why no further attempt was let be made, where that is so. */
  get refusedWith(): unknown {
    return this.denial;
  }

  /** Sends the request, again and again as the SDK's retry strategy has it. */
  run<T>(send: () => Promise<T>): Promise<T> {
    const { onRetry, onRenewal, beforeRetry } = this;
    return observeRetries({ onRetry, onRenewal, beforeRetry }, send);
  }

  /** The last attempt ended without an answer. */
  failed(failure: BedrockError | undefined): void {
    this.sent.attemptEnded({ refused: isRefusal(failure) });
  }

  /** The SDK may go on a little after a call was given up: nothing more is heard of that, and no attempt is made. */
  dispose(): void {
    this.isOver = true;
    this.sent.dispose();
  }

  private readonly onRetry = (notice: RetryNotice) => {
    if (!this.isOver) {
      this.failed(notice.error);
      this.listener.onRetry(notice);
    }
  };

  private readonly onRenewal = () => {
    this.sent.attemptEnded({ refused: true });
    this.made++;
  };

  private readonly beforeRetry = async () => {
    if (this.isOver) {
      throw new Error('The call is over.');
    }
    if (this.sent.unansweredAttempts > this.admittedLosses) {
      this.admittedLosses = this.sent.unansweredAttempts;
      try {
        await this.listener.onLostAttempt?.();
      } catch (error) {
        this.denial = error;
        throw error;
      }
    }
    this.made++;
  };
}

/** Bedrock's names of its failures of a status that a gateway in front of it has as well. */
const OWN_FAILURES =
  /^(model(error|timeout|notready)|internalserver|internalfailure|serviceunavailable)(exception)?$/i;

/**
 * Whether the service answered with an error in place of a stream. A gateway in front of it that fails, such as
 * one that tires of waiting, may have passed the request on: what is AWS's own has its name and a request's number.
 */
function isRefusal(failure: BedrockError | undefined): boolean {
  const { httpStatus, requestId, code = '' } = failure?.detail ?? {};
  // What was accepted is no refusal, also where it broke before its first event.
  if (httpStatus === undefined || httpStatus < 300) {
    return false;
  }
  const isOfGateways = httpStatus >= 500 || httpStatus === 408 || httpStatus === 499;
  return !isOfGateways || (requestId !== undefined && OWN_FAILURES.test(code));
}

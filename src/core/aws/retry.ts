import { AsyncLocalStorage } from 'node:async_hooks';
import type { BedrockError } from './errors';

/** A further attempt is about to be made, after waiting `delayMs`. */
export interface RetryNotice {
  /** The attempt that failed, from 1. */
  readonly failedAttempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly error: BedrockError;
  /** Ends the wait. */
  readonly retryNow: () => void;
}

/** Hooks of a call into its retries. */
interface CallContext {
  readonly onRetry: (notice: RetryNotice) => void;
  /** The attempt was refused for its credentials, and another one is made at once with renewed ones. */
  readonly onRenewal?: () => void;
  /** Asked when the wait is over; the call is given up when it rejects. */
  readonly beforeRetry: () => Promise<void>;
}

/*
 * The SDK shares one strategy among all calls of a client and tells it nothing of the call; the
 * asynchronous context does.
 */
const currentCall = new AsyncLocalStorage<CallContext>();

/** Runs `send` so that the call hears of the retries made within it. */
export function observeRetries<T>(call: CallContext, send: () => Promise<T>): Promise<T> {
  return currentCall.run(call, send);
}

/** The call being retried, for the retry strategy alone. */
export function callBeingRetried(): CallContext | undefined {
  return currentCall.getStore();
}

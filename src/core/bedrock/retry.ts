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

interface CallContext {
  readonly onRetry: (notice: RetryNotice) => void;
}

/*
 * The SDK shares one strategy among all calls of a client and tells it nothing of the call; the
 * asynchronous context does.
 */
const currentCall = new AsyncLocalStorage<CallContext>();

/** Runs `send` so that the retries made within it are reported to `onRetry`. */
export function observeRetries<T>(
  onRetry: (notice: RetryNotice) => void,
  send: () => Promise<T>,
): Promise<T> {
  return currentCall.run({ onRetry }, send);
}

/** The call being retried, for the retry strategy alone. */
export function callBeingRetried(): CallContext | undefined {
  return currentCall.getStore();
}

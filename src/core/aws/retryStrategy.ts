import { setTimeout as sleep } from 'node:timers/promises';
import { StandardRetryStrategy } from '@smithy/util-retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { classifyError, isWorthRetrying } from './errors';
import { callBeingRetried } from './retry';

/** How often, and how patiently, a failed request is sent again. */
export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly baseDelayMs: number;
  readonly random?: () => number;
}

/** A timer of Node knows no longer wait, and ends at once; the call's own time is over long before. */
const MAX_DELAY_MS = 24 * 60 * 60 * 1000;

/**
 * The SDK's standard strategy with our delays, exponential with a jitter of a fifth and never shorter
 * than what the service asked for by Retry-After. Each wait is reported and can be cut short.
 */
export class ObservedRetryStrategy extends StandardRetryStrategy {
  private readonly options: Required<RetryOptions>;

  constructor(options: RetryOptions) {
    // The strategy decides whether to try again; the waiting is done below, where it can be ended.
    const noDelay = { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 };
    super({ maxAttempts: options.maxAttempts, backoff: noDelay });
    this.options = { random: Math.random, ...options };
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    failure: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const error = classifyError(failure.error);
    // The table of causes decides: the SDK also retries what no waiting mends, and not all that passes, such as a 529.
    const errorType = isWorthRetrying(error.reason) ? 'TRANSIENT' : 'CLIENT_ERROR';
    const next = await super.refreshRetryTokenForRetry(token, { error: failure.error, errorType });
    const delayMs = this.delayOf(token.getRetryCount(), failure.retryAfterHint);
    const wait = new AbortController();
    const call = callBeingRetried();
    call?.onRetry({
      failedAttempt: token.getRetryCount() + 1,
      maxAttempts: this.options.maxAttempts,
      delayMs,
      error,
      retryNow: () => wait.abort(),
    });
    // Cancelling the call ends the SDK's waiting for this; nothing is kept alive by what is left of it.
    await sleep(delayMs, undefined, { signal: wait.signal, ref: false }).catch(() => undefined);
    await call?.beforeRetry();
    return next;
  }

  private delayOf(retries: number, retryAfter: Date | undefined): number {
    const { baseDelayMs, random } = this.options;
    const jitter = 0.8 + 0.4 * random();
    const askedMs = retryAfter === undefined ? 0 : retryAfter.getTime() - Date.now();
    return Math.min(Math.round(Math.max(baseDelayMs * 2 ** retries * jitter, askedMs)), MAX_DELAY_MS);
  }
}

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

/**
 * The SDK's standard strategy with our delays, exponential with a jitter of a fifth and never shorter
 * than what the service asked for by Retry-After, and with each wait reported.
 */
export class ObservedRetryStrategy extends StandardRetryStrategy {
  constructor({ maxAttempts, baseDelayMs, random = Math.random }: RetryOptions) {
    super({
      maxAttempts,
      backoff: {
        // The base is the person's setting, whatever the kind of failure.
        setDelayBase: () => undefined,
        computeNextBackoffDelay: (retries: number) => {
          const call = callBeingRetried();
          const jitter = 0.8 + 0.4 * random();
          const asked = call?.lastFailure?.retryAfterHint;
          const askedMs = asked === undefined ? 0 : asked.getTime() - Date.now();
          const delayMs = Math.round(Math.max(baseDelayMs * 2 ** retries * jitter, askedMs));
          call?.onRetry({
            failedAttempt: retries + 1,
            maxAttempts,
            delayMs,
            error: classifyError(call.lastFailure?.error),
          });
          return delayMs;
        },
      },
    });
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    failure: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const call = callBeingRetried();
    if (call !== undefined) {
      call.lastFailure = failure;
    }
    // The SDK also retries what no waiting mends, such as a host name that does not exist.
    const { reason } = classifyError(failure.error);
    return super.refreshRetryTokenForRetry(
      token,
      isWorthRetrying(reason) ? failure : { ...failure, errorType: 'CLIENT_ERROR' },
    );
  }
}

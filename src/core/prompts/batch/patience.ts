import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { BedrockError, isWorthRetrying } from '../../aws/errors';
import { growingPauseMs } from './followJob';

const TRIES = 8;

/** How long something is tried. */
export interface Patience {
  /** The wait after so many tries, in milliseconds; default 5 s, growing to 5 minutes. */
  readonly pauseMs?: ((tries: number) => number) | undefined;
  /** The user wants no more of it: what fails now is not tried again. */
  readonly signal: AbortSignal;
  /** The window closes. */
  readonly closing: AbortSignal;
}

/** Tries again, with growing pauses, what may do better later. @throws what it threw last */
export function patiently<T>(
  act: () => Promise<T>,
  { pauseMs = growingPauseMs, signal, closing }: Patience,
): Promise<T> {
  return pRetry(act, {
    retries: TRIES,
    minTimeout: 0,
    signal: closing,
    shouldRetry: ({ error }) =>
      error instanceof BedrockError && isWorthRetrying(error.reason) && !signal.aborted,
    onFailedAttempt: async ({ attemptNumber }) => {
      const wake = AbortSignal.any([signal, closing]);
      await sleep(pauseMs(attemptNumber), undefined, { signal: wake }).catch(() => undefined);
    },
  });
}

import { setTimeout as sleep } from 'node:timers/promises';

/** The clock that quotas are counted by. */
export interface QuotaClock {
  /** Milliseconds; it never goes back. */
  now(): number;
  /** Resolves after so long, or when the signal says so. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** This machine's clock. */
export const systemClock: QuotaClock = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

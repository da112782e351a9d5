import type { MetricsStore } from './store';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How old calls are kept, and when it was last looked for older ones, in milliseconds since 1970. */
export interface Retention {
  /** 0 keeps everything. */
  readonly days: number;
  readonly lastMs: number | undefined;
  readonly remember: (ms: number) => PromiseLike<void>;
}

/**
 * Folds the journals if they have grown, and deletes old calls: whenever the record is open anyway, and once a day
 * if it is not. For quiet moments; never rejects, and what fails is tried again the next time.
 */
export async function tidyMetrics(store: MetricsStore, retention: Retention): Promise<void> {
  const { days, lastMs, remember } = retention;
  await store.foldIfDue();
  // A time in the future is of a clock that was wrong.
  const isDue = lastMs === undefined || Math.abs(Date.now() - lastMs) >= DAY_MS;
  if (days === 0 || !(store.isActive || isDue)) {
    return;
  }
  try {
    await store.applyRetention(days);
    await remember(Date.now());
  } catch {
    // The store has said what is wrong with it.
  }
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminal } from './openTerminal';

/** Every command that asks leaves a file; so many are worth a fold, which takes a moment. */
const MANY_FILES = 500;

/**
 * Folds the record into its database once there are many files of it, since no window may ever do that here, and forgets
 * calls that are older than the settings keep them. Never rejects: what fails is logged.
 */
export async function tidyRecord({ storage, settings, dist, signal }: Terminal): Promise<void> {
  const { metricsDirectory: directory, logger } = storage;
  const files = await readdir(join(directory, 'journal')).catch(() => []);
  if (files.length < MANY_FILES || signal.aborted) {
    return;
  }
  const { MetricsStore } = await import('../core/metrics/store');
  const { tidyMetrics } = await import('../core/metrics/tidyMetrics');
  const store = new MetricsStore({
    directory,
    workerPath: join(dist, 'metricsWorker.cjs'),
    wasmPath: join(dist, 'sql-wasm.wasm'),
    logger: logger.named('metrics'),
    foldBytes: 0,
  });
  try {
    const days = settings.get('metrics.retentionDays');
    await tidyMetrics(store, { days, lastMs: undefined, remember: () => Promise.resolve() });
  } finally {
    store.dispose();
  }
}

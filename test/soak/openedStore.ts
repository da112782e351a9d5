import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '../../src/core/logging/logger';
import type { LogEntry } from '../../src/core/logging/entry';
import { Redactor } from '../../src/core/logging/redaction';
import { MetricsStore } from '../../src/core/metrics/store';
import { MetricsError } from '../../src/core/metrics/metricsError';
import type { MetricsFilter } from '../../src/protocol/metrics';
import type { Programs } from './programs';

/** All calls. */
export const everything: MetricsFilter = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };

/** How long a fold may be kept off by the lock of a window that is gone. */
const LOCK_PATIENCE_MS = 90_000;

/** A store as a window has one, and what it logs. */
export function openStore(
  directory: string,
  programs: Programs,
): { store: MetricsStore; logged: LogEntry[] } {
  const logged: LogEntry[] = [];
  const logger = new Logger({ sinks: [{ write: (entry) => logged.push(entry) }], redactor: new Redactor() });
  const { metricsWorker: workerPath, sqlWasm: wasmPath } = programs;
  return { store: new MetricsStore({ directory, workerPath, wasmPath, logger }), logged };
}

/** Folds, and tries again while the lock of a dead window is in the way. @throws MetricsError */
export async function foldPatiently(store: MetricsStore): Promise<void> {
  const deadline = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await store.fold();
    } catch (error) {
      const isBusy = error instanceof MetricsError && error.reason === 'busy';
      if (!isBusy || performance.now() > deadline) {
        throw error;
      }
    }
  }
}

/** As if an hour had passed since all windows were killed; true when one of them was in the middle of a fold. */
export function expireLock(directory: string): boolean {
  try {
    const then = Date.now() / 1000 - 3600;
    utimesSync(join(directory, 'fold.lock'), then, then);
    return true;
  } catch {
    return false;
  }
}

/** Asks for all rows, page by page, and gives how often each id is among them. @throws MetricsError */
export async function shownIds(store: MetricsStore): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const sort = { column: 'timestamp', descending: true } as const;
  for (let offset = 0, total = 1; offset < total; offset += 1000) {
    const page = await store.rows({ filter: everything, search: '', sort, offset, limit: 1000 });
    total = page.total;
    for (const { id } of page.rows) {
      ids.set(id, (ids.get(id) ?? 0) + 1);
    }
  }
  return ids;
}

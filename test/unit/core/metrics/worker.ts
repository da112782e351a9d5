import { join, resolve } from 'node:path';
import { Logger } from '../../../../src/core/logging/logger';
import type { LogEntry } from '../../../../src/core/logging/entry';
import { Redactor } from '../../../../src/core/logging/redaction';
import { Journal } from '../../../../src/core/metrics/journal';
import { MetricsStore, type MetricsStoreOptions } from '../../../../src/core/metrics/store';
import type { Invocation } from '../../../../src/protocol/invocation';
import type { MetricsFilter, RowsRequest } from '../../../../src/protocol/metrics';
import { bundleWorker } from '../../../support/bundle';

export const wasmPath = resolve(import.meta.dirname, '../../../../node_modules/sql.js/dist/sql-wasm.wasm');

export const all: MetricsFilter = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };

export function table(part: Partial<RowsRequest> = {}): RowsRequest {
  return {
    filter: all,
    search: '',
    sort: { column: 'timestamp', descending: true },
    offset: 0,
    limit: 1000,
    ...part,
  };
}

/** The worker, bundled as it ships. */
function workerBundle(): Promise<string> {
  return bundleWorker('src/core/metrics/worker/main.ts');
}

/** A store on a directory, as a window has one, and what it logs. */
export async function openStore(directory: string, options: Partial<MetricsStoreOptions> = {}) {
  const logged: LogEntry[] = [];
  const logger = new Logger({
    sinks: [{ write: (entry) => logged.push(entry) }],
    redactor: new Redactor(),
  });
  const workerPath = await workerBundle();
  return { store: new MetricsStore({ directory, workerPath, wasmPath, logger, ...options }), logged };
}

/** Puts calls into the journal of a window, as that window would. */
export function record(directory: string, windowId: string, ...records: readonly Invocation[]): void {
  const journal = new Journal({ directory: join(directory, 'journal'), windowId });
  for (const one of records) {
    journal.append({ v: 1, type: 'invocation', ...one });
  }
  journal.dispose();
}

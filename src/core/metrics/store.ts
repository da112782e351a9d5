import * as l10n from '@vscode/l10n';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DailyUsage } from '../../protocol/reconciliation';
import type {
  ExportFormat,
  MetricsFilter,
  MetricsSeries,
  MetricsSummary,
  Rows,
  RowsRequest,
} from '../../protocol/metrics';
import {
  metricsReplySchema,
  metricsResultSchemas,
  type MetricsRequest,
  type MetricsResults,
} from '../../protocol/metricsWorker';
import type { Logger } from '../logging/logger';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/emitter';
import { readAs } from '../util/readAs';
import { WorkerClient } from '../util/workerClient';
import { JournalWatcher } from './journalWatcher';
import { LockWatch } from './lockWatch';
import { MetricsError } from './metricsError';
import { errorMessage } from '../util/errorMessage';

/** Parts of a {@link MetricsStore}. */
export interface MetricsStoreOptions {
  /** `metrics` under the extension's storage. */
  readonly directory: string;
  /** The bundled worker, `dist/metricsWorker.cjs`. */
  readonly workerPath: string;
  /** `sql-wasm.wasm`. */
  readonly wasmPath: string;
  readonly logger: Logger;
  /** The worker ends after so long without a question; a minute unless given. */
  readonly idleMs?: number;
  /** A question is given up, and the worker ended, after so long; five minutes unless given. */
  readonly timeoutMs?: number;
  /** Journals of so many bytes in all are worth a fold; 8 MiB unless given. */
  readonly foldBytes?: number;
}

/**
 * Every model call of every window. Nothing is opened or loaded before the first question; every question is
 * answered by a worker thread. All methods reject with a {@link MetricsError}.
 */
export class MetricsStore implements Disposable {
  private readonly client: WorkerClient<MetricsRequest, MetricsResults>;
  private readonly watcher: JournalWatcher;
  private readonly lockWatch: LockWatch;
  private readonly damaged = new Emitter<{ readonly path: string; readonly rows: number }>();
  private readonly newer = new Emitter<undefined>();
  private isNewer = false;
  private readonly logger: Logger;
  private readonly journalDirectory: string;
  private readonly foldBytes: number;

  /** A window has recorded something. Watched for only while somebody listens. */
  readonly onDidChange: (listener: () => void) => Disposable;
  /** The database was damaged: it is kept under `path`, and the new one has so many rows. */
  readonly onDidRepair = this.damaged.on;
  /** The database is one of a later release: it is shown as far as it can be read, and left as it is. Fired once. */
  readonly onDidFindNewer = this.newer.on;

  constructor(options: MetricsStoreOptions) {
    this.logger = options.logger;
    this.journalDirectory = join(options.directory, 'journal');
    this.foldBytes = options.foldBytes ?? 8 * 1024 * 1024;
    this.watcher = new JournalWatcher(this.journalDirectory);
    this.lockWatch = new LockWatch(options.directory);
    this.onDidChange = this.watcher.on;
    this.client = new WorkerClient({
      workerPath: options.workerPath,
      name: 'metrics',
      title: () =>
        l10n.t({ message: 'metrics', comment: ['In place of {0} in “The {0} worker is closed.”'] }),
      results: metricsResultSchemas,
      failure: (reason, message, cause) => new MetricsError(reason, message, cause),
      data: { directory: options.directory, wasmPath: options.wasmPath },
      idleMs: options.idleMs ?? 60_000,
      timeoutMs: options.timeoutMs ?? 300_000,
      onNotice: (notice) => this.onNotice(notice),
    });
  }

  /** Whether the worker, and with it its memory, is there now. */
  get isActive(): boolean {
    return this.client.isRunning;
  }

  /** The figures of the calls that a filter leaves; percentiles are exact. */
  summary(filter: MetricsFilter): Promise<MetricsSummary> {
    return this.client.ask<'summary'>({ method: 'summary', filter });
  }

  /** Curves of at most `maxPoints` buckets: a minute wide, or 5 minutes, an hour, a day, a week or more. */
  series(filter: MetricsFilter, maxPoints: number): Promise<MetricsSeries> {
    return this.client.ask<'series'>({ method: 'series', filter, maxPoints });
  }

  /** A stretch of the raw table, wherever it lies. */
  rows(request: RowsRequest): Promise<Rows> {
    return this.client.ask<'rows'>({ method: 'rows', request });
  }

  /** The ids of all models that were called. */
  models(): Promise<string[]> {
    return this.client.ask<'models'>({ method: 'models' });
  }

  /** The calls of all windows, added up by UTC day, model and region. */
  dailyUsage(filter: MetricsFilter): Promise<DailyUsage[]> {
    return this.client.ask<'dailyUsage'>({ method: 'dailyUsage', filter });
  }

  /** Writes the calls that a filter and a search leave to a file; resolves to how many. */
  export(
    filter: MetricsFilter,
    search: string,
    format: ExportFormat,
    path: string,
  ): Promise<{ rows: number }> {
    return this.client.ask<'export'>({ method: 'export', filter, search, format, path });
  }

  /** Puts what the journals hold into `metrics.db`. */
  async fold(): Promise<void> {
    await this.change(this.client.ask<'fold'>({ method: 'fold' }));
  }

  /**
   * Folds if the journals have grown large enough for it, and starts no worker if not: for quiet moments.
   * Never rejects; what fails is logged and tried again the next time.
   */
  async foldIfDue(): Promise<void> {
    try {
      if ((await directorySize(this.journalDirectory)) >= this.foldBytes) {
        await this.fold();
      }
    } catch (error) {
      const message = errorMessage(error);
      this.logger.warn('The metrics journals stay as they are for now.', { error: message });
    }
  }

  /** Deletes every record, in all windows. */
  async deleteAll(): Promise<void> {
    await this.change(this.client.ask<'deleteAll'>({ method: 'deleteAll' }));
  }

  /** Deletes the calls of more than so many days before the third last day with a call, none when 0; resolves to how many. */
  async applyRetention(days: number): Promise<number> {
    if (!(days > 0)) {
      return 0;
    }
    const { rows } = await this.change(this.client.ask<'applyRetention'>({ method: 'applyRetention', days }));
    return rows;
  }

  /** Bytes that the JavaScript of the worker and its arrays take up; for measurements. */
  async workerMemory(): Promise<number> {
    return (await this.client.ask<'memory'>({ method: 'memory' })).bytes;
  }

  /** Rejects what is pending and ends the worker. Idempotent. */
  dispose(): void {
    this.watcher.dispose();
    this.lockWatch.dispose();
    this.damaged.dispose();
    this.newer.dispose();
    this.client.dispose();
  }

  private async change<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof MetricsError && error.reason === 'busy') {
        this.lockWatch.start();
      }
      throw error;
    }
  }

  private onNotice(said: unknown): void {
    const notice = readAs(metricsReplySchema, said);
    if (notice?.type === 'notice') {
      this.logger[notice.level](notice.message, notice.fields);
      return;
    }
    if (notice?.type === 'newer') {
      if (!this.isNewer) {
        this.isNewer = true;
        this.logger.warn('The metrics database was written by a later release and is only read.', {
          version: notice.version,
        });
        this.newer.fire(undefined);
      }
      return;
    }
    if (notice?.type !== 'damaged') {
      return;
    }
    this.logger.error('The metrics database was damaged. It is kept beside the new one.', {
      damaged: notice.path,
      rows: notice.rows,
    });
    this.damaged.fire({ path: notice.path, rows: notice.rows });
  }
}

async function directorySize(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const sizes = names.map(async (name) =>
    stat(join(directory, name)).then(
      ({ size }) => size,
      // Folded by another window a moment ago.
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

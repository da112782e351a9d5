import { copyFileSync, linkSync, readFileSync, rmSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { DailyUsage } from '../../../protocol/reconciliation';
import type { Invocation } from '../../../protocol/invocation';
import type {
  ExportFormat,
  MetricsFilter,
  MetricsSeries,
  MetricsSummary,
  Rows,
  RowsRequest,
} from '../../../protocol/metrics';
import type { Columns } from './columns';
import { dailyUsage } from './dailyUsage';
import { writeColumnsFile } from './columnsFile';
import { amendDatabase, buildDatabase, loadSqlJs } from './database';
import { identityOf, writeDurably } from './durable';
import { exportRows } from './exportRows';
import { FileLock, type HeldLock } from '../../util/fileLock';
import { LiveRows, type Notify } from './liveRows';
import { BusyError, FOLD_STALE_MS, foldLockPath, withLock } from './lock';
import {
  damagedName,
  earlierName,
  metricsFiles,
  removeDamaged,
  removeEarlier,
  removeLeftovers,
  type MetricsFiles,
} from './metricsFiles';
import { Minutes } from './minutes';
import { DAY_MS, recentMs } from './recent';
import { SCHEMA_VERSION, TABLE_VERSION } from './schema';
import { select } from './select';
import { seriesOf } from './series';
import { summarize } from './summary';
import { Table } from './table';

/** Parts of an {@link Engine}. */
export interface EngineOptions {
  readonly directory: string;
  readonly wasmPath: string;
  readonly notify: Notify;
  /** How long to wait for another window's fold; 10 s unless given. */
  readonly patienceMs?: number;
  /** How long a window that cannot be seen from here may give no sign of life; 35 s unless given. */
  readonly silentMs?: number;
  /** Replaces the database; a test hands over one that fails. */
  readonly write?: typeof writeDurably;
}

/** So many rows are added up one by one in a few milliseconds. */
const FEW_ROWS = 20_000;

/** A later release wrote the database. */
export class NewerSchemaError extends Error {
  constructor() {
    super(l10n.t('The metrics database was written by a later release and is only read.'));
  }
}

/** The metrics store, on whatever thread it is asked. */
export class Engine {
  private readonly files: MetricsFiles;
  private readonly rowsNow: LiveRows;
  private readonly lock: FileLock;
  /** While it is held. */
  private held: HeldLock | undefined;
  private readonly table = new Table();
  private readonly write: typeof writeDurably;
  private minutes:
    { readonly of: Columns; readonly rewrites: number; readonly value: Minutes | undefined } | undefined;
  /** Rows that a question would have liked to find added up. */
  private wanted: Columns | undefined;

  constructor(private readonly options: EngineOptions) {
    this.files = metricsFiles(options.directory);
    this.rowsNow = new LiveRows(this.files, options.wasmPath, options.notify, options.silentMs);
    this.lock = new FileLock(foldLockPath(options.directory), {
      staleMs: FOLD_STALE_MS,
      onTakeover: (path) =>
        options.notify({
          type: 'notice',
          level: 'warn',
          message: 'The lock of the metrics store belonged to nobody any more and was taken over.',
          fields: { path },
        }),
    });
    this.write = options.write ?? writeDurably;
  }

  /** Whether the database is damaged and a fold would rebuild it. */
  get isDamaged(): boolean {
    return this.rowsNow.identity !== undefined && this.rowsNow.snapshot.damage !== undefined;
  }

  async summary(filter: MetricsFilter): Promise<MetricsSummary> {
    const columns = await this.currentColumns();
    return summarize(columns, filter, this.minutesOf(columns));
  }

  async series(filter: MetricsFilter, maxPoints: number): Promise<MetricsSeries> {
    const columns = await this.currentColumns();
    return seriesOf(columns, filter, maxPoints, this.minutesOf(columns));
  }

  async rows(request: RowsRequest): Promise<Rows> {
    return this.table.rows(await this.currentColumns(), request);
  }

  /** The ids of the models that were called, in alphabetical order. */
  async models(): Promise<string[]> {
    const { texts } = (await this.currentColumns()).dictionaries.model_id;
    return texts.filter((text) => text !== null).sort((a, b) => a.localeCompare(b));
  }

  async dailyUsage(filter: MetricsFilter): Promise<DailyUsage[]> {
    return dailyUsage(await this.currentColumns(), filter);
  }

  async export(
    filter: MetricsFilter,
    search: string,
    format: ExportFormat,
    path: string,
  ): Promise<{ rows: number }> {
    const columns = await this.currentColumns();
    const rows = select(columns, filter, search);
    await exportRows(columns, rows, format, path, this.options.wasmPath);
    return { rows: rows.length };
  }

  /**
   * Puts every complete journal line into the database and removes the journals that are in it whole.
   * @throws BusyError, NewerSchemaError, or the file system's error; every row is then where it was.
   */
  async fold(): Promise<{ rows: number }> {
    return this.locked(async (sealed) => {
      const { rowsNow } = this;
      rowsNow.apply(rowsNow.journal.readAside(), this.files.aside);
      const { columns, foldedCount, feedback, replaced, snapshot } = rowsNow;
      const rows = columns.count - foldedCount;
      const isCurrent = snapshot.version === SCHEMA_VERSION && snapshot.damage === undefined;
      if (rows + feedback.size + replaced.size > 0 || !isCurrent) {
        this.replace(await this.amended());
      }
      rowsNow.journal.tidyAside();
      rowsNow.journal.remove(sealed, rowsNow.underWay(sealed));
      return { rows };
    });
  }

  /** Removes the rows of calls before an instant (milliseconds since 1970). @throws like {@link fold}. */
  async deleteBefore(beforeMs: number): Promise<{ rows: number }> {
    return this.deleteOld(() => beforeMs);
  }

  /** Removes the rows of calls that are more than so many days older than {@link recentMs}. @throws like {@link fold}. */
  async applyRetention(days: number): Promise<{ rows: number }> {
    return this.deleteOld((columns) => recentMs(columns, Date.now()) - days * DAY_MS);
  }

  private async deleteOld(beforeWhat: (columns: Columns) => number): Promise<{ rows: number }> {
    return this.locked(async (sealed) => {
      const { rowsNow } = this;
      rowsNow.apply(rowsNow.journal.readAside(), this.files.aside);
      const { columns } = rowsNow;
      const beforeMs = beforeWhat(columns);
      const all = columns.count;
      const kept = select(columns, { fromMs: beforeMs, toMs: null, models: [], surfaces: [], outcomes: [] });
      removeEarlier(this.files, beforeMs);
      if (kept.length === all) {
        return { rows: 0 };
      }
      const sql = await loadSqlJs(this.options.wasmPath);
      // The copy of the columns still has the rows, and would bring them back into a damaged database.
      rmSync(this.files.columns, { force: true });
      this.replaceDatabase(buildDatabase(sql, invocationsOf(columns, kept), kept.length), this.earlierPath());
      rowsNow.journal.tidyAside();
      rowsNow.journal.remove(sealed, rowsNow.underWay(sealed));
      rowsNow.reset();
      return { rows: all - kept.length };
    });
  }

  /** Removes everything that was ever recorded, damaged databases and odd lines included. @throws like {@link fold}. */
  async deleteAll(): Promise<void> {
    await this.locked(async (sealed) => {
      const sql = await loadSqlJs(this.options.wasmPath);
      rmSync(this.files.columns, { force: true });
      this.replaceDatabase(buildDatabase(sql, [], 0));
      this.rowsNow.journal.discard(sealed);
      this.rowsNow.journal.removeAside();
      removeDamaged(this.files);
      removeEarlier(this.files);
      this.rowsNow.reset();
    });
  }

  private async currentColumns(): Promise<Columns> {
    await this.rowsNow.refresh();
    return this.rowsNow.columns;
  }

  /**
   * Adds the rows up by minutes if a question would have been faster with that: between two questions, so
   * that the first one does not wait for it.
   */
  prepare(): void {
    const { wanted } = this;
    if (wanted !== undefined) {
      this.minutes = { of: wanted, rewrites: wanted.rewrites, value: Minutes.of(wanted) };
    }
    this.wanted = undefined;
  }

  /** The rows added up by minutes, where that is done and few have come since. */
  private minutesOf(columns: Columns): Minutes | undefined {
    const { minutes } = this;
    const known = minutes?.of === columns && minutes.rewrites === columns.rewrites ? minutes : undefined;
    // Where it could not be done it is not tried again.
    const done = known === undefined ? 0 : (known.value?.rows ?? columns.count);
    this.wanted = columns.count - done > FEW_ROWS ? columns : undefined;
    return known?.value;
  }

  /** Runs something with the lock, on all rows there are, and with the journals so far at rest. */
  private async locked<T>(task: (sealed: ReadonlySet<string>) => Promise<T>): Promise<T> {
    return withLock(this.lock, this.options.patienceMs ?? 10_000, async (held) => {
      this.held = held;
      removeLeftovers(this.files);
      const sealed = this.rowsNow.journal.seal();
      await this.rowsNow.refresh(sealed);
      const { unreadable, version } = this.rowsNow.snapshot;
      if (unreadable !== undefined) {
        throw new Error(unreadable);
      }
      if (version > SCHEMA_VERSION) {
        throw new NewerSchemaError();
      }
      return task(sealed);
    });
  }

  /** The database with every row. */
  private async amended(): Promise<{ file: Uint8Array; damage: string | undefined }> {
    const { columns, foldedCount, feedback, replaced, snapshot, identity } = this.rowsNow;
    const sql = await loadSqlJs(this.options.wasmPath);
    let { damage } = snapshot;
    if (identity !== 'none' && snapshot.version >= TABLE_VERSION && damage === undefined) {
      const values = new Map([...feedback].map(([id, { value }]) => [id, value]));
      const rows = invocationsOf(columns, [...replaced, ...range(foldedCount, columns.count)]);
      const amended = amendDatabase(
        sql,
        readFileSync(this.files.database),
        rows,
        columns.count - foldedCount,
        values,
      );
      if ('file' in amended) {
        return { file: amended.file, damage: undefined };
      }
      damage = amended.damage;
    }
    return {
      file: buildDatabase(sql, invocationsOf(columns, range(0, columns.count)), columns.count),
      damage,
    };
  }

  private replace({ file, damage }: { file: Uint8Array; damage: string | undefined }): void {
    const { rowsNow, files } = this;
    const damagedPath = damage === undefined ? undefined : damagedName(files, Date.now());
    this.replaceDatabase(file, damagedPath ?? this.earlierPath());
    rowsNow.folded(identityOf(files.database));
    if (damagedPath !== undefined) {
      this.options.notify({ type: 'damaged', path: damagedPath, rows: rowsNow.columns.count });
    }
    try {
      writeColumnsFile(files.columns, rowsNow.columns, identityOf(files.database));
    } catch {
      // It only saves time; without it the database itself is read.
    }
  }

  /** Where the database is kept before it is brought to this release's schema; undefined when it has that already. */
  private earlierPath(): string | undefined {
    const { snapshot, identity } = this.rowsNow;
    if (identity === 'none' || snapshot.version >= SCHEMA_VERSION) {
      return undefined;
    }
    const path = earlierName(this.files, snapshot.version, Date.now());
    const message = 'The metrics database is brought to this release; the one before is kept.';
    this.options.notify({ type: 'notice', level: 'info', message, fields: { path } });
    return path;
  }

  /** The old database is kept under `keepAs`, if given. */
  private replaceDatabase(file: Uint8Array, keepAs?: string): void {
    const { database } = this.files;
    this.write(database, [file], () => {
      // Somebody took the lock for a dead one's: theirs has rows that ours lacks.
      if (this.held?.isOurs() !== true || identityOf(database) !== this.rowsNow.identity) {
        throw new BusyError();
      }
      if (keepAs === undefined) {
        return;
      }
      try {
        linkSync(database, keepAs);
      } catch {
        // Not every file system has links.
        copyFileSync(database, keepAs);
      }
    });
  }
}

function* invocationsOf(columns: Columns, rows: Iterable<number>): Generator<Invocation> {
  for (const row of rows) {
    yield columns.row(row);
  }
}

function* range(start: number, end: number): Generator<number> {
  for (let value = start; value < end; value += 1) {
    yield value;
  }
}

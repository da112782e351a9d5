import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval, clearInterval } from 'node:timers';
import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type { ColumnMapping, LoadProgress, SkippedRow } from '../../../protocol/finops';
import { finopsError, placeText } from '../finopsError';
import { canonicalSelect } from '../canonical';
import { identifier, literal } from '../sql';
import { stored } from './columns';
import { type Manifest, removeFolder, storedRelation, writeManifest } from './dataSetStore';
import { type Delivery, openDelivery } from './deliveries/delivery';
import { describeDataSet } from './describe';
import { type DuckDBConnection, parquetOf, rowsOf } from './duckdb';
import { isGzip, refuseFullDisk } from './diskSpace';
import { fromDuckDb } from './failures';
import { checkFiles } from './fileChecks';
import { checkIntegrity } from './integrity';
import { differsBelow } from './plainCheck';
import { noticesOf, type PlannedFile, type Plan, planAgain, type PlanJob, planLoad } from './plan';
import { dropRejects, takeRejects } from './rejects';
import type { SourceFile } from './sourceFile';
import { firstScope, rollupSelect, summarize } from './summary';

/** Collaborators of one load. */
export interface LoadJob {
  readonly connection: DuckDBConnection;
  readonly folder: string;
  readonly dataSetId: string;
  readonly paths: readonly string[];
  readonly mapping: ColumnMapping | undefined;
  readonly answers: ReadingAnswers | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** Rows in a group of a Parquet file: more take more memory while it is written. */
const ROW_GROUP = 16_384;
const PROGRESS_MS = 200;

/**
 * Reads files into Parquet files of a known shape, in a folder of their own. Figures are known, and said, before
 * that is done.
 * @throws FinopsError
 */
export async function loadFiles(job: LoadJob): Promise<Manifest> {
  const { connection, signal } = job;
  const unpacked = join(job.folder, 'unpacked');
  const stop = () => connection.interrupt();
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    await mkdir(job.folder, { recursive: true });
    const onRead = ({ name, bytes }: SourceFile, read: number) =>
      job.onProgress({
        phase: 'reading',
        file: name,
        percent: Math.min(20, (20 * read) / Math.max(1, bytes)),
      });
    const delivery = await openDelivery(job.paths, unpacked, signal);
    const planJob = { ...job, paths: delivery.paths, onRead };
    const plan = await planLoad(planJob);
    await refuseFullDisk(job.folder, plan);
    return await new Load(job, plan, planJob, delivery).run();
  } catch (error) {
    if (signal.aborted) {
      const message = l10n.t('Loading was cancelled. Nothing of it was kept.');
      throw finopsError('cancelled', message, {}, { cause: error });
    }
    throw fromDuckDb(error);
  } finally {
    signal.removeEventListener('abort', stop);
    await removeFolder(unpacked);
  }
}

class Load {
  private readonly files: { name: string; rows: number; skippedRows: number }[] = [];
  private readonly skipped: SkippedRow[] = [];
  private readonly measureTotal: number;
  private done = 0;
  /** Files whose lines end in two ways, which strict reading refuses. */
  private readonly lenient = new Set<SourceFile>();

  constructor(
    private readonly job: LoadJob,
    private plan: Plan,
    private readonly planJob: PlanJob,
    private readonly delivery: Delivery,
  ) {
    this.measureTotal = plan.files.reduce((sum, planned) => sum + weight(planned, true), 0);
  }

  async run(): Promise<Manifest> {
    const { connection } = this.job;
    // Packed data is slow to read; it is read once.
    if (!this.plan.files.some(({ file }) => isGzip(file))) {
      await this.sayFigures();
    }
    for (const at of this.plan.files.keys()) {
      await this.store(at);
    }
    const rows = this.files.reduce((sum, file) => sum + file.rows, 0);
    if (rows === 0) {
      throw this.noRows();
    }
    const parts = this.plan.files.map((_, at) => partName(at));
    const relation = storedRelation(this.job.folder, parts);
    const rollup = identifier(`rollup_${this.job.dataSetId}`);
    await connection.run(`CREATE OR REPLACE TABLE ${rollup} AS ${rollupSelect(relation)}`);
    const dataSet = await describeDataSet({
      connection,
      id: this.job.dataSetId,
      plan: this.plan,
      rollup,
      relation,
      files: this.files,
      skipped: this.skipped,
      notices: [...this.notices(), ...(await this.checks(parts, rollup))],
    });
    const manifest = {
      dataSet,
      firstScope: await firstScope(connection, rollup, this.plan.measures),
      parts,
      sourceColumns: [...this.plan.columns.names],
      hasTags: this.plan.hasTags,
    };
    await writeManifest(this.job.folder, manifest);
    return manifest;
  }

  /** A first pass over what the figures need alone, which is a fraction of the work. */
  private async sayFigures(): Promise<void> {
    const { connection } = this.job;
    const table = identifier(`early_${this.job.dataSetId}`);
    // The other costs can wait: each takes as long as all the rest of a row.
    const first = this.plan.measures.slice(0, 1).map(({ column }) => column);
    for (const [at, planned] of this.plan.files.entries()) {
      const into = at === 0 ? `CREATE TEMP TABLE ${table} AS` : `INSERT INTO ${table}`;
      await this.running('reading', planned, weight(planned, false), () =>
        this.scan(at, `early_${at}`, (now, rows) => {
          const canonical = `(SELECT ${canonicalSelect(now.canonical)} FROM ${rows})`;
          return `${into} ${rollupSelect(canonical, first)}`;
        }),
      );
      if (planned.file.kind === 'csv') {
        await takeRejects(connection, `early_${at}`, planned.file.name, (name) => name);
      }
    }
    const scope = await firstScope(connection, table, this.plan.measures);
    const summary = await summarize(connection, table, scope, this.summaryContext());
    await connection.run(`DROP TABLE ${table}`);
    // Of a cost that is zero everywhere, another is shown in the end.
    if (summary.services.some(({ cost }) => cost !== '0')) {
      this.say('reading', this.plan.files[0], 0, summary);
    }
  }

  private async store(at: number): Promise<void> {
    const { connection, folder, signal } = this.job;
    const planned = this.fileAt(at);
    const { file } = planned;
    const path = join(folder, partName(at));
    const text = (column: string) => `CAST(${column} AS VARCHAR) AS ${column}`;
    const list = (of: PlannedFile) =>
      of.indexes
        .map((index) => (this.plan.mixed.has(index) ? text(stored(index)) : stored(index)))
        .join(', ');
    const work = this.running('storing', planned, weight(planned, true) - this.earlyWeight(planned), () =>
      this.scan(
        at,
        `load_${at}`,
        (now, rows) =>
          `COPY (SELECT ${list(now)}, ${canonicalSelect(now.canonical)} FROM ${rows}) TO ${literal(path)} ` +
          `(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE ${ROW_GROUP})`,
      ),
    );
    // The one that fails later must not fail unheard.
    const check =
      file.kind === 'csv' && planned.normal === undefined ? checkIntegrity(file, signal) : Promise.resolve();
    const [written, checked] = await Promise.allSettled([work, check]);
    if (checked.status === 'rejected') {
      throw checked.reason;
    }
    if (written.status === 'rejected') {
      throw fromDuckDb(written.reason, file.name);
    }
    if (
      file.kind === 'csv' &&
      planned.normal === undefined &&
      (await differsBelow(connection, planned, path))
    ) {
      await dropRejects(connection, `load_${at}`);
      await this.readRowByRow(at);
      await this.store(at);
      return;
    }
    const count = await rowsOf(connection, `SELECT count(*) AS n FROM ${parquetOf(path)}`);
    const { names } = this.plan.columns;
    const nameOf = (name: string) => names[Number(name.slice(1))] ?? name;
    const rejects =
      file.kind === 'csv'
        ? await takeRejects(connection, `load_${at}`, file.name, nameOf)
        : { count: 0, first: [] };
    const { normal } = this.fileAt(at);
    const skipped = normal?.result.skipped.map((row) => ({ file: file.name, ...row })) ?? [];
    this.skipped.push(...skipped, ...rejects.first);
    this.files.push({
      name: file.name,
      rows: Number(count[0]?.['n'] ?? 0),
      skippedRows: rejects.count + (normal?.result.skippedRows ?? 0),
    });
    if (normal !== undefined) {
      await rm(normal.path, { force: true });
    }
  }

  private fileAt(at: number): PlannedFile {
    const planned = this.plan.files[at];
    if (planned === undefined) {
      throw new RangeError(`There is no file ${at}.`);
    }
    return planned;
  }

  /** Runs a statement over the rows of a file; once more, another way, where DuckDB asks for it. */
  private async scan(
    at: number,
    rejects: string,
    statement: (planned: PlannedFile, rows: string) => string,
  ): Promise<void> {
    const { connection } = this.job;
    const planned = this.fileAt(at);
    const { file } = planned;
    const mode = { strict: !this.lenient.has(file) };
    try {
      await connection.run(statement(planned, planned.relation(rejects, mode)));
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      if (mode.strict && text.includes('state machine reached an invalid state')) {
        this.lenient.add(file);
      } else if (file.kind === 'csv' && planned.normal === undefined && text.startsWith('Conversion Error')) {
        // An amount further down is no plain number.
        await this.readRowByRow(at);
      } else {
        throw fromDuckDb(error, file.name);
      }
      await dropRejects(connection, rejects);
      await this.scan(at, rejects, statement);
    }
  }

  /** Gives a file its plain form, which is not as plain as its beginning. */
  private async readRowByRow(at: number): Promise<void> {
    const files = [...this.plan.files];
    files[at] = await planAgain(this.fileAt(at), at, this.plan, this.planJob);
    this.plan = { ...this.plan, files };
  }

  private checks(parts: readonly string[], rollup: string): Promise<string[]> {
    const { connection, folder } = this.job;
    const { ofOneExport } = this.delivery;
    return checkFiles({ connection, folder, parts, files: this.plan.files, rollup, ofOneExport });
  }

  private notices(): string[] {
    const said = [...new Set([...this.delivery.notices, ...this.plan.files.flatMap(noticesOf)])];
    if (this.lenient.size === 0) {
      return said;
    }
    const names = [...this.lenient].map(({ name }) => name).join(', ');
    return [...said, l10n.t('The lines of {0} end in two ways, as if two files were put together.', names)];
  }

  private noRows(): Error {
    const first = this.skipped[0];
    if (!first) {
      const message = l10n.t('{0} has a header, but no rows.', this.names());
      return finopsError('empty', message, { file: this.names() });
    }
    const { file, line, reason } = first;
    const column = first.column ?? undefined;
    const place = { file, line, ...(column === undefined ? {} : { column }) };
    const message = l10n.t(
      'No row of {0} can be read. The first problem is in {1}: {2}.',
      this.names(),
      placeText(place),
      reason,
    );
    return finopsError('noRows', message, place);
  }

  private names(): string {
    return this.plan.files.map(({ file }) => file.name).join(', ');
  }

  private summaryContext() {
    const { measures, header, hasTags } = this.plan;
    return { measures, columnCount: header.length, hasTags };
  }

  private earlyWeight(planned: PlannedFile): number {
    return this.plan.files.some(({ file }) => isGzip(file)) ? 0 : weight(planned, false);
  }

  /** Says how far a statement is while it runs. */
  private async running<T>(
    phase: LoadProgress['phase'],
    planned: PlannedFile,
    share: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const timer = setInterval(() => {
      const { percentage } = this.job.connection.progress;
      this.say(phase, planned, (share * Math.max(0, Math.min(100, percentage))) / 100);
    }, PROGRESS_MS);
    try {
      this.job.signal.throwIfAborted();
      return await work();
    } finally {
      clearInterval(timer);
      this.done += share;
    }
  }

  private say(
    phase: LoadProgress['phase'],
    planned: PlannedFile | undefined,
    more: number,
    summary?: LoadProgress['summary'],
  ): void {
    const percent = Math.min(100, ((this.done + more) / Math.max(1, this.measureTotal)) * 100);
    const progress = { phase, file: planned?.file.name ?? '', percent };
    this.job.onProgress(summary === undefined ? progress : { ...progress, summary });
  }
}

/** Work by bytes: storing takes about three times as long as reading. */
function weight({ file }: PlannedFile, all: boolean): number {
  return file.bytes * (all ? 4 : 1);
}

function partName(at: number): string {
  return `part-${at}.parquet`;
}

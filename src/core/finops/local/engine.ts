import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type {
  CostSummary,
  DataSet,
  Inspection,
  LoadProgress,
  QueryResult,
  CostScope,
} from '../../../protocol/finops';
import type { EngineOptions, EngineRequest } from '../../../protocol/finopsEngine';
import { identifier } from '../sql';
import { filteredRollup, type Manifest, readManifest, removeFolder, storedRelation } from './dataSetStore';
import { isFiner } from './filterSql';
import { openDelivery } from './deliveries/delivery';
import { type DuckDBConnection, type DuckDBInstance, openDuckDb } from './duckdb';
import { checkForeign } from './guard';
import { inspectFiles } from './inspect';
import { loadFiles } from './loader';
import { runQuery } from './query';
import { isTooLarge, tooLargeError } from './reply';
import { rollupSelect, summarize } from './summary';

type RequestOf<Method extends EngineRequest['method']> = Extract<EngineRequest, { method: Method }>;

/** Loads and asks cost data with DuckDB, in the process it runs in. All methods reject with a FinopsError. */
export class LocalEngine {
  private instance: Promise<DuckDBInstance> | undefined;
  private readonly open = new Map<string, Manifest>();

  constructor(private readonly options: EngineOptions) {}

  /** Formats of files, without loading them. */
  async inspect(paths: readonly string[], answers?: ReadingAnswers): Promise<Inspection> {
    const unpacked = this.folderOf(`inspected-${randomUUID()}`);
    try {
      const { signal } = new AbortController();
      const delivery = await openDelivery(paths, unpacked, signal);
      return await this.connected((connection) => inspectFiles(connection, delivery.paths, answers));
    } finally {
      await removeFolder(unpacked);
    }
  }

  /** Loads files as a data set; what a failed or cancelled load wrote goes away. */
  async load(
    { paths, mapping, answers, dataSetId }: RequestOf<'load'>,
    signal: AbortSignal,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<DataSet> {
    const folder = this.folderOf(dataSetId);
    try {
      return await this.connected(async (connection) => {
        const job = { connection, folder, dataSetId, paths, mapping, answers, signal, onProgress };
        const manifest = await loadFiles(job);
        // Nobody could close what nobody hears of.
        if (isTooLarge(manifest.dataSet)) {
          throw tooLargeError();
        }
        this.open.set(dataSetId, manifest);
        return manifest.dataSet;
      });
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
  }

  /** Takes up what an earlier process stored. */
  async reopen(dataSetId: string): Promise<null> {
    const folder = this.folderOf(dataSetId);
    const manifest = await readManifest(folder);
    await this.connected(async (connection) => {
      const relation = storedRelation(folder, manifest.parts);
      await connection.run(`CREATE OR REPLACE TABLE ${rollupOf(dataSetId)} AS ${rollupSelect(relation)}`);
    });
    this.open.set(dataSetId, manifest);
    return null;
  }

  /** Forgets a data set and removes what is stored of it. */
  async close(dataSetId: string): Promise<null> {
    this.open.delete(dataSetId);
    await this.connected((connection) => connection.run(`DROP TABLE IF EXISTS ${rollupOf(dataSetId)}`));
    await removeFolder(this.folderOf(dataSetId));
    return null;
  }

  /** The figures of a scope; of the one that is shown first unless given. */
  async summary(dataSetId: string, scope: CostScope | undefined): Promise<CostSummary> {
    const manifest = await this.manifestOf(dataSetId);
    const { dataSet, hasTags, firstScope } = manifest;
    const context = { measures: dataSet.measures, columnCount: dataSet.columns.length, hasTags };
    const shown = scope ?? firstScope;
    const sums = isFiner(shown.filter)
      ? filteredRollup(this.folderOf(dataSetId), manifest, shown)
      : rollupOf(dataSetId);
    return this.connected((connection) => summarize(connection, sums, shown, context));
  }

  /** Runs one read-only statement over the views `costs` and `source`. */
  async query(request: RequestOf<'query'>, signal: AbortSignal): Promise<QueryResult> {
    const manifest = await this.manifestOf(request.dataSetId);
    const limits = {
      maxRows: request.maxRows,
      timeoutMs: request.timeoutMs,
      memoryLimitMb: this.options.memoryLimitMb,
      maxSpillMb: this.options.maxSpillMb,
    };
    const scope = request.scope ?? manifest.firstScope;
    return runQuery(this.folderOf(request.dataSetId), manifest, scope, request.sql, limits, signal);
  }

  /** Judges a statement that is to be run elsewhere. */
  async check(sql: string, tables: readonly string[]): Promise<{ limited: boolean }> {
    return this.connected((connection) => checkForeign(connection, sql, tables));
  }

  private async manifestOf(dataSetId: string): Promise<Manifest> {
    return this.open.get(dataSetId) ?? readManifest(this.folderOf(dataSetId));
  }

  private folderOf(dataSetId: string): string {
    return join(this.options.directory, dataSetId);
  }

  private async connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.instance ??= this.start();
    let instance: DuckDBInstance;
    try {
      instance = await this.instance;
    } catch (error) {
      this.instance = undefined;
      throw error;
    }
    const connection = await instance.connect();
    try {
      await connection.run(settings);
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  private async start(): Promise<DuckDBInstance> {
    const spillDirectory = join(this.options.directory, 'spill');
    return openDuckDb({ ...this.options, spillDirectory });
  }
}

/** Times are UTC; progress is measured, and printed nowhere. */
const settings = `SET TimeZone = 'UTC'; SET enable_progress_bar_print = false; SET enable_progress_bar = true`;

function rollupOf(dataSetId: string): string {
  return identifier(`rollup_${dataSetId}`);
}

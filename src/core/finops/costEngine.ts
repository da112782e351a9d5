import { rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { ReadingAnswers } from '../../protocol/costReading';
import type {
  ColumnMapping,
  CostScope,
  CostSummary,
  DataSet,
  Inspection,
  LoadProgress,
  QueryResult,
} from '../../protocol/finops';
import type { Logger } from '../logging/logger';
import type { Disposable } from '../util/disposable';
import { EngineClient } from './engineClient';
import { AbandonedFolders, EngineFolder } from './engineFolders';
import { FinopsError } from './finopsError';

/** Parts of a {@link CostEngine}. */
export interface CostEngineOptions {
  /** `finops` under the extension's storage: each window has a folder in it while it has data loaded. */
  readonly directory: string;
  /** The bundled process, `dist/finopsEngine.cjs`. */
  readonly enginePath: string;
  readonly logger: Logger;
  /** DuckDB's memory; a quarter of the machine's, from 256 MB to 2 GB, unless given. */
  readonly memoryLimitMb?: number;
  /** The most that it may put on the disk beside the data; half of what is free there, up to 20 GiB, unless given. */
  readonly maxSpillMb?: number;
  /** The process ends after so long without a question; five minutes unless given. */
  readonly idleMs?: number;
  /** How long a window that cannot be seen may be silent before its data is removed; ten minutes unless given. */
  readonly staleMs?: number;
}

/** Limits of a query, unless said otherwise. */
export const queryDefaults = { maxRows: 1000, timeoutMs: 30_000 } as const;

/** How a query is bounded, and what it is about. */
export interface QueryOptions {
  readonly scope?: CostScope | undefined;
  readonly maxRows?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of a load. */
export interface LoadOptions {
  /** For files of no known format. */
  readonly mapping?: ColumnMapping | undefined;
  /** What the user says over what would be decided by evidence; {} takes what is decided. */
  readonly answers?: ReadingAnswers | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Loads cost data and answers questions about it, with DuckDB in a process of its own. Nothing runs before the first
 * question. When the process dies, what is asked fails with `died`; the next question starts a new process, which
 * finds the loaded data where the old one stored it. All methods reject with a {@link FinopsError}.
 */
export class CostEngine implements Disposable {
  private readonly client: EngineClient;
  private readonly folder: EngineFolder;
  private readonly abandoned: AbandonedFolders;
  private readonly loaded = new Map<string, { readonly dataSet: DataSet; start: number }>();
  private prepared: Promise<void> | undefined;

  constructor(private readonly options: CostEngineOptions) {
    const { staleMs } = options;
    this.folder = new EngineFolder(options.directory, staleMs === undefined ? {} : { staleMs });
    this.abandoned = new AbandonedFolders(options.directory, staleMs);
    this.client = new EngineClient({
      enginePath: options.enginePath,
      engine: {
        directory: this.folder.path,
        memoryLimitMb: options.memoryLimitMb ?? defaultMemoryMb(),
        maxSpillMb: options.maxSpillMb,
      },
      idleMs: options.idleMs ?? 300_000,
      onOutput: (text) => options.logger.warn('The cost engine says something.', { text }),
    });
  }

  /** The id of the engine's process, while it runs. */
  get pid(): number | undefined {
    return this.client.pid;
  }

  /** The loaded data. */
  get dataSets(): readonly DataSet[] {
    return [...this.loaded.values()].map(({ dataSet }) => dataSet);
  }

  /** Formats of files, from their headers and first rows. */
  async inspect(paths: readonly string[], answers?: ReadingAnswers): Promise<Inspection> {
    await this.prepare();
    return this.client.ask<'inspect'>({ method: 'inspect', paths: [...paths], ...(answers && { answers }) });
  }

  /** Loads files as one data set. A load that fails or is cancelled leaves nothing behind. */
  async load(paths: readonly string[], options: LoadOptions = {}): Promise<DataSet> {
    await this.prepare();
    const dataSetId = ulid();
    const { mapping, answers, signal, onProgress } = options;
    const request = { method: 'load' as const, paths: [...paths], dataSetId, mapping, answers };
    try {
      const dataSet = await this.client.ask<'load'>(request, {
        signal,
        onProgress,
      });
      this.loaded.set(dataSetId, { dataSet, start: this.client.starts });
      return dataSet;
    } catch (error) {
      // The engine cleans up after itself, unless it died.
      if (!(error instanceof FinopsError) || this.client.pid === undefined) {
        await this.remove(dataSetId);
      }
      throw error;
    }
  }

  /** The figures of a scope; of the first one that makes sense unless given. */
  async summary(dataSetId: string, scope?: CostScope): Promise<CostSummary> {
    await this.reopen(dataSetId);
    return this.client.ask<'summary'>({ method: 'summary', dataSetId, ...(scope ? { scope } : {}) });
  }

  /** Runs one read-only statement over the views `costs` and `source`; nothing else can be read, or changed. */
  async query(dataSetId: string, sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    await this.reopen(dataSetId);
    const request = {
      method: 'query' as const,
      dataSetId,
      sql,
      maxRows: options.maxRows ?? queryDefaults.maxRows,
      timeoutMs: options.timeoutMs ?? queryDefaults.timeoutMs,
      ...(options.scope ? { scope: options.scope } : {}),
    };
    return this.client.ask<'query'>(request, { signal: options.signal });
  }

  /**
   * Judges a statement that is to be run elsewhere, as {@link query} judges its own: one that only reads, and of these
   * tables only. Says whether it limits its rows itself.
   */
  async check(sql: string, tables: readonly string[]): Promise<{ limited: boolean }> {
    await this.prepare();
    return this.client.ask<'check'>({ method: 'check', sql, tables: [...tables] });
  }

  /** Forgets a data set and removes what is stored of it. */
  async close(dataSetId: string): Promise<void> {
    this.loaded.delete(dataSetId);
    if (this.client.pid === undefined) {
      await this.remove(dataSetId);
    } else {
      await this.client.ask<'close'>({ method: 'close', dataSetId });
    }
  }

  /** Removes what windows left that ended without a word. Never rejects. */
  tidy(): Promise<void> {
    return this.abandoned.tidy();
  }

  /** Ends the process and removes what it stored. Idempotent. */
  dispose(): void {
    void this.end();
  }

  /** Does what `dispose` does, and resolves when it is done; for who ends right after. Never rejects. */
  async end(): Promise<void> {
    this.client.dispose();
    this.abandoned.dispose();
    this.loaded.clear();
    await this.folder.remove().catch((error: unknown) => {
      this.options.logger.warn('Stored cost data could not be removed.', { error: String(error) });
    });
  }

  /** A new process knows nothing of what the one before it had open. */
  private async reopen(dataSetId: string): Promise<void> {
    const known = this.loaded.get(dataSetId);
    this.client.ensureStarted();
    if (!known || known.start === this.client.starts) {
      return;
    }
    const start = this.client.starts;
    await this.client.ask<'reopen'>({ method: 'reopen', dataSetId });
    known.start = start;
  }

  private prepare(): Promise<void> {
    this.prepared ??= this.clean();
    return this.prepared;
  }

  private async clean(): Promise<void> {
    await this.folder.create();
    await this.tidy();
  }

  private async remove(dataSetId: string): Promise<void> {
    await rm(join(this.folder.path, dataSetId), { recursive: true, force: true, maxRetries: 3 });
  }
}

function defaultMemoryMb(): number {
  const quarter = Math.floor(totalmem() / 4 / 1024 / 1024);
  return Math.min(2048, Math.max(256, quarter));
}

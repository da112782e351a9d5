import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { QueryExecution } from '@aws-sdk/client-athena';
import type { Cell, QueryResult } from '../../../protocol/finops';
import { pages } from '../../aws/paging';
import { queryDefaults } from '../costEngine';
import { type FinopsError, finopsError } from '../finopsError';
import { PAGE_ROWS, type AthenaConnection } from './connection';
import { fromAws } from './failures';
import { cellsOf, columnsOf, isHeader } from './results';
import { estimateScanUsd } from './scanCost';
import { formatBytes } from '../../../shared/format';

/** How far a query is, and what it has cost until now. */
export interface AthenaProgress {
  readonly state: 'queued' | 'running' | 'reading';
  readonly scannedBytes: number;
  /** An estimate from a list price. */
  readonly estimatedUsd: number;
}

/** How a query is bounded and watched. */
export interface AthenaQueryOptions {
  readonly maxRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: AthenaProgress) => void) | undefined;
}

/** The result of one query, and what it took. */
export interface AthenaResult extends QueryResult {
  /** Athena's own id of it, by which its history shows it. */
  readonly executionId: string;
  readonly scannedBytes: number;
  readonly estimatedUsd: number;
}

/** Where queries run, and what each may scan. */
export interface RunnerOptions {
  readonly workgroup: string;
  readonly outputLocation: string;
  readonly maxScannedBytes: number;
  /** Pauses between two looks at a query grow from the first to the second, in milliseconds. */
  readonly pausesMs?: readonly [first: number, longest: number];
}

/** Pages may have fewer rows than were asked for, or none; of those there are no more than so many. */
const MAX_SHORT_PAGES = 100;
/** With the header; the service's own limit, whatever it was asked for. */
const MAX_PAGE_ROWS = 1001;
const GROWTH = 1.6;
/** A query is told to stop within so long, also when the window is about to close. */
const STOP_MS = 15_000;

/** Runs statements that were found to be harmless, one execution each: started once, watched, stopped, read. */
export class AthenaRunner {
  constructor(
    private readonly connection: AthenaConnection,
    private readonly options: RunnerOptions,
  ) {}

  /** @throws FinopsError */
  async run(sql: string, options: AthenaQueryOptions = {}): Promise<AthenaResult> {
    const { maxRows = queryDefaults.maxRows, signal, onProgress } = options;
    const begun = performance.now();
    if (signal?.aborted === true) {
      throw finopsError('cancelled', l10n.t('The query was cancelled before it began.'));
    }
    const id = await this.start(sql);
    const scannedBytes = await this.stoppingOnFailure(id, () => this.watch(id, signal, onProgress));
    const estimatedUsd = estimateScanUsd(scannedBytes);
    onProgress?.({ state: 'reading', scannedBytes, estimatedUsd });
    const read = await this.read(id, sql, maxRows, signal);
    const elapsedMs = performance.now() - begun;
    return { sql, ...read, elapsedMs, executionId: id, scannedBytes, estimatedUsd };
  }

  private async start(sql: string): Promise<string> {
    const { client, sdk } = this.connection;
    const { workgroup, outputLocation } = this.options;
    try {
      const { QueryExecutionId: id } = await client.send(
        new sdk.StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: workgroup,
          // The same for all attempts: one that arrived although its answer did not is not started twice.
          ClientRequestToken: randomUUID(),
          ...(outputLocation === '' ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
        }),
      );
      if (id === undefined) {
        throw finopsError('service', l10n.t('Athena did not say which query it started.'));
      }
      return id;
    } catch (error) {
      throw fromAws(error, 'start');
    }
  }

  /** Looks at a query until it has ended well; resolves with the bytes it scanned. */
  private async watch(
    id: string,
    signal: AbortSignal | undefined,
    onProgress: ((progress: AthenaProgress) => void) | undefined,
  ): Promise<number> {
    const [first, longest] = this.options.pausesMs ?? [250, 5000];
    for (let pauseMs = first; ; pauseMs = Math.min(pauseMs * GROWTH, longest)) {
      if (signal?.aborted === true) {
        throw finopsError('cancelled', l10n.t('The query was cancelled.'));
      }
      const execution = await this.look(id, signal);
      const scannedBytes = execution.Statistics?.DataScannedInBytes ?? 0;
      const state = execution.Status?.State;
      if (state === 'SUCCEEDED') {
        return scannedBytes;
      }
      if (state === 'FAILED' || state === 'CANCELLED') {
        throw endedBadly(execution, scannedBytes);
      }
      const estimatedUsd = estimateScanUsd(scannedBytes);
      onProgress?.({ state: state === 'QUEUED' ? 'queued' : 'running', scannedBytes, estimatedUsd });
      if (scannedBytes > this.options.maxScannedBytes) {
        throw this.tooMuch(scannedBytes);
      }
      await sleep(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }

  private async look(id: string, signal: AbortSignal | undefined): Promise<QueryExecution> {
    const { client, sdk } = this.connection;
    try {
      const command = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
      const { QueryExecution: execution = {} } = await client.send(command, abortBy(signal));
      return execution;
    } catch (error) {
      if (signal?.aborted === true) {
        throw finopsError('cancelled', l10n.t('The query was cancelled.'));
      }
      throw fromAws(error, 'watch');
    }
  }

  /** A query that nobody looks at any more does not run on at the user's cost. */
  private async stoppingOnFailure<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = fromAws(error, 'run');
      if (failure.cause instanceof EndedError) {
        throw failure;
      }
      const { client, sdk } = this.connection;
      const stopped = await client
        .send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id }), {
          abortSignal: AbortSignal.timeout(STOP_MS),
        })
        .then(
          () => true,
          () => false,
        );
      const also = stopped
        ? l10n.t('Athena was told to stop it; what it had scanned until then is charged.')
        : l10n.t('Athena could not be told to stop it: look for {0} in its history of queries.', id);
      throw finopsError(failure.reason, `${failure.message} ${also}`, {}, { cause: failure });
    }
  }

  private tooMuch(scannedBytes: number): FinopsError {
    return finopsError(
      'scanLimit',
      l10n.t(
        'The query has scanned {0}, more than the {1} that the setting athena.maxScannedBytes allows. Filter by a column that the table is partitioned by, or allow more.',
        formatBytes(scannedBytes),
        formatBytes(this.options.maxScannedBytes),
      ),
    );
  }

  /** Reads pages until there are enough rows. */
  private async read(
    id: string,
    sql: string,
    maxRows: number,
    signal: AbortSignal | undefined,
  ): Promise<Pick<QueryResult, 'columns' | 'rows' | 'rowCount' | 'truncated'>> {
    const { client, sdk } = this.connection;
    const ask = async (token: string | undefined) => {
      const input = { QueryExecutionId: id, MaxResults: PAGE_ROWS, NextToken: token };
      const page = await client.send(new sdk.GetQueryResultsCommand(input), abortBy(signal));
      const { Rows: entries = [], ResultSetMetadata: { ColumnInfo: infos = [] } = {} } = page.ResultSet ?? {};
      return { entries, infos, nextToken: page.NextToken };
    };
    const bounds = {
      maxPages: Math.ceil(maxRows / PAGE_ROWS) + MAX_SHORT_PAGES,
      maxEntries: maxRows + MAX_PAGE_ROWS,
    };
    const rows: Cell[][] = [];
    let columns: QueryResult['columns'] | undefined;
    try {
      for await (const { entries, infos } of pages(ask, bounds)) {
        const isFirst = columns === undefined;
        const [head, ...rest] = entries;
        columns ??= columnsOf(infos, sql);
        const data = isFirst && head !== undefined && isHeader(head, infos) ? rest : entries;
        for (const row of data) {
          rows.push(cellsOf(row, columns));
        }
        if (rows.length > maxRows) {
          break;
        }
      }
    } catch (error) {
      if (signal?.aborted === true) {
        throw finopsError('cancelled', l10n.t('Reading the result was cancelled.'));
      }
      throw fromAws(error, 'read');
    }
    const truncated = rows.length > maxRows;
    const kept = rows.slice(0, maxRows);
    return { columns: columns ?? [], rows: kept, rowCount: kept.length, truncated };
  }
}

/** The cause of a failure that Athena itself told of: there is nothing left to stop. */
class EndedError extends Error {}

function endedBadly({ Status: status }: QueryExecution, scannedBytes: number): FinopsError {
  const said =
    status?.StateChangeReason ??
    status?.AthenaError?.ErrorMessage ??
    l10n.t({ message: 'it does not say why', comment: ['Behind “Athena cannot run the SQL: ”'] });
  const cause = new EndedError(said);
  if (/bytes scanned limit/i.test(said)) {
    const message = l10n.t(
      'The workgroup stopped the query after {0}: it is over the workgroup’s own limit. Filter by a column that the table is partitioned by, or have the limit raised.',
      formatBytes(scannedBytes),
    );
    return finopsError('scanLimit', message, {}, { cause });
  }
  if (status?.State === 'CANCELLED') {
    return finopsError('cancelled', l10n.t('The query was stopped in Athena: {0}.', said), {}, { cause });
  }
  const users = status?.AthenaError?.ErrorCategory === 2 || /^[A-Z_]+: line \d+/.test(said);
  const message = l10n.t('Athena cannot run the SQL: {0}', said);
  return finopsError(users ? 'sql' : 'service', message, {}, { cause });
}

function abortBy(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

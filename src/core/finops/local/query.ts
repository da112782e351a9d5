import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Cell, ColumnKind, CostScope, QueryResult } from '../../../protocol/finops';
import { finopsError } from '../finopsError';
import { trimAmount } from '../amounts';
import { boundedCell, refuseManyColumns, ResultSize } from '../resultBounds';
import { literal } from '../sql';
import { type Manifest, partPaths, removeFolder, viewStatements } from './dataSetStore';
import { type DuckDBConnection, type DuckDBValue, loadDuckDb, openDuckDb } from './duckdb';
import { ofStatement } from './failures';
import { checkStatement } from './guard';

/** Limits of a query. */
export interface QueryLimits {
  readonly maxRows: number;
  readonly timeoutMs: number;
  readonly memoryLimitMb: number;
  readonly maxSpillMb: number | undefined;
}

/** The views of the data, which {@link viewStatements} makes. */
const RELATIONS = ['costs', 'source'];
/**
 * Runs one read-only statement in an instance of its own: external access is off but for the stored files, the
 * configuration is locked, nothing it does outlives it.
 * @throws FinopsError
 */
export async function runQuery(
  folder: string,
  manifest: Manifest,
  scope: CostScope,
  sql: string,
  limits: QueryLimits,
  signal: AbortSignal,
): Promise<QueryResult> {
  const start = performance.now();
  // Two instances that spill into one folder would overwrite each other.
  const spillDirectory = await mkdtemp(join(folder, 'spill-'));
  const instance = await openDuckDb({ ...limits, spillDirectory });
  const connection = await instance.connect();
  const late = new AbortController();
  const stop = () => connection.interrupt();
  const timer = setTimeout(() => {
    late.abort();
    stop();
  }, limits.timeoutMs);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const paths = partPaths(folder, manifest.parts).map(literal);
    await connection.run(`SET allowed_paths = [${paths.join(', ')}]`);
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run('SET enable_external_access = false');
    for (const statement of viewStatements(folder, manifest, scope)) {
      await connection.run(statement);
    }
    await connection.run('SET lock_configuration = true');
    await checkStatement(connection, sql, RELATIONS);
    const result = await read(connection, sql, limits.maxRows);
    return { sql, ...result, elapsedMs: performance.now() - start };
  } catch (error) {
    if (late.signal.aborted) {
      const message = l10n.t(
        'The query was stopped after {0} s. Ask for less: filter or group first.',
        limits.timeoutMs / 1000,
      );
      throw finopsError('timeout', message, {}, { cause: error });
    }
    if (signal.aborted) {
      throw finopsError('cancelled', l10n.t('The query was cancelled.'), {}, { cause: error });
    }
    throw ofStatement(error, folder);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    connection.closeSync();
    instance.closeSync();
    await removeFolder(spillDirectory);
  }
}

async function read(
  connection: DuckDBConnection,
  sql: string,
  maxRows: number,
): Promise<Omit<QueryResult, 'sql' | 'elapsedMs'>> {
  const { StatementType } = await loadDuckDb();
  const statements = await connection.extractStatements(sql);
  const statement = await statements.prepare(0);
  try {
    if (statements.count !== 1 || statement.statementType !== StatementType.SELECT) {
      throw finopsError('notReadOnly', l10n.t('Only one SELECT is allowed.'));
    }
    refuseManyColumns(statement.columnCount);
    const result = await statement.stream();
    const names = result.deduplicatedColumnNames();
    const kinds = result.columnTypes().map((type) => kindOf(String(type)));
    const rows: Cell[][] = [];
    let truncated = false;
    const size = new ResultSize();
    size.add(names);
    for (
      let chunk = await result.fetchChunk();
      chunk && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      for (let at = 0; at < chunk.rowCount && !truncated; at += 1) {
        if (rows.length === maxRows) {
          truncated = true;
        } else {
          const values = chunk.getRowValues(at);
          const row = values.map((value, column) => boundedCell(cellOf(value, kinds[column] ?? 'other')));
          size.add(row);
          rows.push(row);
        }
      }
      if (truncated) {
        break;
      }
    }
    // What was not asked for is not computed to its end.
    if (truncated) {
      connection.interrupt();
    }
    const columns = names.map((name, at) => ({ name, kind: kinds[at] ?? 'other' }));
    return { columns, rows, rowCount: rows.length, truncated };
  } finally {
    statement.destroySync();
  }
}

function kindOf(type: string): ColumnKind {
  if (type.startsWith('DECIMAL')) {
    return 'decimal';
  }
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) {
    return 'integer';
  }
  if (type === 'DOUBLE' || type === 'FLOAT') {
    return 'number';
  }
  if (type === 'VARCHAR' || type.startsWith('ENUM')) {
    return 'text';
  }
  if (type === 'DATE') {
    return 'date';
  }
  if (type.startsWith('TIMESTAMP')) {
    return 'timestamp';
  }
  return type === 'BOOLEAN' ? 'boolean' : 'other';
}

function cellOf(value: DuckDBValue, kind: ColumnKind): Cell {
  if (value === null) {
    return null;
  }
  if (typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : String(value);
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  const text = value.toString();
  return kind === 'decimal' ? trimAmount(text) : text;
}

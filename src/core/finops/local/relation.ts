import { hidden } from '../reading/normalShape';
import { identifier, literal } from '../sql';
import { decimalOf } from './decimal';
import { stored } from './columns';
import { parquetOf, pathLiteral } from './duckdb';
import type { CsvFile, ParquetFile } from './sourceFile';

/** Rows longer than this are no rows of a bill. Buffers are 16 times as large, for each thread. */
export const MAX_LINE_BYTES = 512 * 1024;

/** How a CSV is read. */
export interface ScanMode {
  /** Refuses what RFC 4180 does not know, such as lines that end in two ways. */
  readonly strict: boolean;
}

/** SQL that reads the columns of a CSV under their stored names; what cannot be read goes to the rejects. */
export function csvRelation(
  file: CsvFile,
  indexes: readonly number[],
  money: ReadonlySet<number>,
  rejects: string,
  mode: ScanMode,
): string {
  const columns = indexes.map((index) => `${stored(index)}: 'VARCHAR'`);
  const packing = file.gzip ? 'gzip' : 'none';
  const options = csvOptions(columns, true, file.delimiter, packing, mode.strict, rejects);
  const list = indexes.map((index) => {
    const column = stored(index);
    return money.has(index) ? `${decimalOf(column)} AS ${column}` : column;
  });
  return `(SELECT ${list.join(', ')} FROM read_csv(${pathLiteral(file.path)}, ${options}))`;
}

function csvOptions(
  columns: readonly string[],
  header: boolean,
  delimiter: string,
  packing: 'gzip' | 'none',
  strict: boolean,
  rejects: string,
): string {
  return [
    `columns = {${columns.join(', ')}}`,
    'auto_detect = false',
    `header = ${header}`,
    'hive_partitioning = false',
    `delim = ${literal(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ['', 'NULL']`,
    `compression = ${literal(packing)}`,
    `strict_mode = ${strict}`,
    'store_rejects = true',
    `rejects_table = ${literal(`${rejects}_errors`)}`,
    `rejects_scan = ${literal(`${rejects}_scans`)}`,
    `max_line_size = ${MAX_LINE_BYTES}`,
    `buffer_size = ${MAX_LINE_BYTES * 16}`,
  ].join(', ');
}

/** SQL that reads the columns of a Parquet file under their stored names. */
export function parquetRelation(
  file: ParquetFile,
  header: readonly string[],
  indexes: readonly number[],
  money: ReadonlySet<number>,
): string {
  const list = header.map((name, position) => {
    const index = indexes[position] ?? position;
    const column = identifier(name);
    // A double as it is printed: 0.1 is 0.1 and not 0.100000000000000005551.
    const sql = money.has(index) ? decimalOf(`CAST(${column} AS VARCHAR)`) : column;
    return `${sql} AS ${stored(index)}`;
  });
  return `(SELECT ${list.join(', ')} FROM ${parquetOf(file.path)})`;
}

/** SQL that reads the plain form of a file: its own columns under their stored names, the hidden ones as `h_…`. */
export function normalRelation(
  path: string,
  indexes: readonly number[],
  money: ReadonlySet<number>,
  rejects: string,
): string {
  const names = [...indexes.map(stored), ...hidden.map((name) => `h_${name}`)];
  const options = csvOptions(
    names.map((name) => `${name}: 'VARCHAR'`),
    false,
    ',',
    'none',
    true,
    rejects,
  );
  const list = indexes.map((index) => {
    const column = stored(index);
    return money.has(index) ? `${decimalOf(column)} AS ${column}` : column;
  });
  const beside = hidden.map((name) => `h_${name}`);
  return `(SELECT ${[...list, ...beside].join(', ')} FROM read_csv(${pathLiteral(path)}, ${options}))`;
}

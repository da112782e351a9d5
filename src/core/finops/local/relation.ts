import { explorerAmount, explorerDate } from '../costFormats';
import { MONEY } from '../canonical';
import { identifier, literal } from '../sql';
import { decimalOf } from './decimal';
import { asNamed, stored, type SourceColumns } from './columns';
import { parquetOf, pathLiteral } from './duckdb';
import type { CsvFile, ParquetFile } from './sourceFile';
import { entryOf } from '../../util/entryOf';

/** Rows longer than this are no rows of a bill. Buffers are 16 times as large, for each thread. */
export const MAX_LINE_BYTES = 512 * 1024;

/** How a CSV is read. */
export interface ScanMode {
  /** Refuses what RFC 4180 does not know, such as lines that end in two ways. */
  readonly strict: boolean;
  /** Lets DuckDB's reader make the numbers: slower, but it knows the lines of those that are none. */
  readonly casts: boolean;
}

/** SQL that reads the columns of a CSV under their stored names; what cannot be read goes to the rejects. */
export function csvRelation(
  file: CsvFile,
  indexes: readonly number[],
  money: ReadonlySet<number>,
  rejects: string,
  mode: ScanMode,
): string {
  const columns = indexes.map(
    (index) => `${stored(index)}: ${literal(money.has(index) && mode.casts ? MONEY : 'VARCHAR')}`,
  );
  const options = [
    `columns = {${columns.join(', ')}}`,
    'auto_detect = false',
    'header = true',
    'hive_partitioning = false',
    `delim = ${literal(file.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ['', 'NULL']`,
    `compression = ${literal(file.gzip ? 'gzip' : 'none')}`,
    `strict_mode = ${mode.strict}`,
    'store_rejects = true',
    `rejects_table = ${literal(`${rejects}_errors`)}`,
    `rejects_scan = ${literal(`${rejects}_scans`)}`,
    `max_line_size = ${MAX_LINE_BYTES}`,
    `buffer_size = ${MAX_LINE_BYTES * 16}`,
  ];
  const list = indexes.map((index) => {
    const column = stored(index);
    return money.has(index) && !mode.casts ? `${decimalOf(column)} AS ${column}` : column;
  });
  return `(SELECT ${list.join(', ')} FROM read_csv(${pathLiteral(file.path)}, ${options.join(', ')}))`;
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

/** A table of Cost Explorer as rows. */
export interface ExplorerTable {
  /** `Date`, the dimension and `Cost`, under the first three stored names. */
  readonly sql: string;
  readonly dimension: string;
  readonly currency: string;
  /** The columns that hold amounts, by their places in the header. */
  readonly amounts: readonly number[];
}

const currencyBySymbol: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR' };

/** SQL that turns Cost Explorer's table, one column for each service or day, into one row for each amount. */
export function explorerTable(header: readonly string[], wide: string): ExplorerTable {
  const [dimension = 'Service', ...rest] = header.map((name) => name.trim());
  const isTotal = (name: string) => /^total costs?\b|\btotal$/i.test(name.replace(explorerAmount, ''));
  const turned = rest.some((name) => explorerDate.test(name));
  const symbol = rest.map((name) => explorerAmount.exec(name)?.[1]).find((found) => found !== undefined);
  const cells = rest.flatMap((name, position) => {
    if (isTotal(name)) {
      return [];
    }
    return [`{n: ${literal(name.replace(explorerAmount, ''))}, a: ${stored(position + 1)}}`];
  });
  const [date, group] = turned ? ['cell.n', 'label'] : ['label', 'cell.n'];
  const sql =
    `(SELECT ${date} AS ${stored(0)}, ${group} AS ${stored(1)}, cell.a AS ${stored(2)} FROM ` +
    `(SELECT ${stored(0)} AS label, unnest([${cells.join(', ')}]) AS cell FROM ${wide}) ` +
    // The line "Service total" would double every sum.
    `WHERE cell.a IS NOT NULL AND NOT regexp_matches(coalesce(label, ''), '(?i)(^total costs?|\\btotal$)'))`;
  return {
    sql,
    dimension,
    currency: symbol === undefined ? 'USD' : (entryOf(currencyBySymbol, symbol) ?? symbol),
    amounts: rest.map((_, position) => position + 1),
  };
}

/** The select list of the view `source`: the files' own columns under their own names. */
export function sourceSelect(columns: SourceColumns): string {
  return columns.names.map((name, index) => asNamed(index, name)).join(', ');
}

import * as l10n from '@vscode/l10n';
import type { ColumnMapping, Guess, Inspection } from '../../../protocol/finops';
import { formatTitle } from '../costFormats';
import { finopsError } from '../finopsError';
import { identifier } from '../sql';
import { SourceColumns, stored } from './columns';
import { type DuckDBConnection, rowsOf } from './duckdb';
import { fromDuckDb } from './failures';
import { type HeadedFile, readHeaders } from './plan';
import { csvRelation, parquetRelation } from './relation';

const SAMPLE_ROWS = 200;
const SHOWN_ROWS = 20;
/** A cell of a few bytes in Parquet may unpack to any length; what it is shows at its beginning. */
const MAX_SAMPLE_CELL = 1_000;

/**
 * Says what files are, from their headers and first rows.
 * @throws FinopsError, also when there is no column that could be a cost.
 */
export async function inspectFiles(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<Inspection> {
  const { format, files } = await readHeaders(connection, paths);
  const [first] = files;
  if (!first) {
    throw finopsError('empty', l10n.t('No file was chosen.'));
  }
  const columns = new SourceColumns();
  const indexes = columns.add(first.header);
  const rows = await sampleOf(connection, first, indexes);
  const base = {
    format,
    formatTitle: formatTitle(format),
    columns: [...columns.names],
    sample: rows.slice(0, SHOWN_ROWS),
  };
  if (format !== 'generic') {
    return { ...base, numericColumns: [] };
  }
  if (rows.length === 0) {
    const message = l10n.t('{0} has a header, but no rows.', first.file.name);
    throw finopsError('empty', message, { file: first.file.name });
  }
  const numericColumns = columns.names.filter((_, at) => isNumeric(rows.map((row) => row[at] ?? null)));
  if (numericColumns.length === 0) {
    const message = l10n.t(
      '{0} is of no known cost format, and none of its columns holds numbers.',
      first.file.name,
    );
    throw finopsError('format', message, { file: first.file.name, line: 1 });
  }
  return { ...base, numericColumns, ...suggest(columns.names, numericColumns, rows) };
}

async function sampleOf(
  connection: DuckDBConnection,
  { file, header }: HeadedFile,
  indexes: readonly number[],
): Promise<(string | null)[][]> {
  const table = 'inspected';
  const money = new Set<number>();
  const relation =
    file.kind === 'csv'
      ? csvRelation(file, indexes, money, table, { strict: false, casts: false })
      : parquetRelation(file, header, indexes, money);
  const list = indexes.map((index) => {
    const text = `left(CAST(${stored(index)} AS VARCHAR), ${MAX_SAMPLE_CELL})`;
    return `${text} AS ${identifier(stored(index))}`;
  });
  try {
    const rows = await rowsOf(connection, `SELECT ${list.join(', ')} FROM ${relation} LIMIT ${SAMPLE_ROWS}`);
    return rows.map((row) => indexes.map((index) => textOrNull(row[stored(index)])));
  } catch (error) {
    throw fromDuckDb(error, file.name);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isNumeric(values: readonly (string | null)[]): boolean {
  const filled = values.filter((value) => value !== null);
  return (
    filled.length > 0 && filled.every((value) => /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value.trim()))
  );
}

const wanted: Record<Exclude<keyof ColumnMapping, 'cost' | 'currencyCode'>, RegExp> = {
  date: /date|day|month|period|time/i,
  service: /service|product|category/i,
  account: /account|subscription|project/i,
  region: /region|location/i,
  usageType: /usage.?type|sku|meter/i,
  resource: /resource/i,
  tags: /^tags?$/i,
  currency: /currency/i,
};

/** Guesses by names which column is what; a sum is more likely the cost than a price or a quantity. */
function suggest(
  columns: readonly string[],
  numeric: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): Required<Pick<Inspection, 'suggestedMapping' | 'guesses'>> {
  const best = (pattern: RegExp) => numeric.find((name) => pattern.test(name));
  const named = best(/cost/i) ?? best(/amount|charge|spend|total|price|fee|usd|eur|\$/i);
  const cost = named ?? numeric.at(-1) ?? '';
  const mapping: Record<string, string> = { cost };
  const guesses: Record<string, Guess> = { cost: named === undefined ? 'lastNumber' : 'name' };
  for (const [field, pattern] of Object.entries(wanted)) {
    const found = columns.find((name) => pattern.test(name) && name !== cost);
    if (found !== undefined && !Object.values(mapping).includes(found)) {
      mapping[field] = found;
      guesses[field] = 'name';
    }
  }
  const dated = columns.find((_, at) => rows.every((row) => /^\d{4}-\d\d-\d\d/.test(row[at] ?? '')));
  if (mapping['date'] === undefined && dated !== undefined) {
    mapping['date'] = dated;
    guesses['date'] = 'values';
  }
  return { suggestedMapping: { ...mapping, cost }, guesses };
}

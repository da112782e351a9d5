import { canonicalStored } from '../canonical';
import { totalPatterns } from '../reading/totalRows';
import { identifier, literal } from '../sql';
import { stored } from './columns';
import { type DuckDBConnection, parquetOf, rowsOf } from './duckdb';
import type { PlannedFile } from './plan';

/** Labels of totals are no longer than this. */
const MAX_LABEL = 120;

/**
 * Whether rows far down in a file that was read as it is are other than its beginning: totals, amounts without a
 * currency or without any word, days in another form. Then it has to be looked at row by row.
 */
export async function differsBelow(
  connection: DuckDBConnection,
  planned: PlannedFile,
  path: string,
): Promise<boolean> {
  const { headed, indexes, money } = planned;
  const { reading, format } = headed;
  const generic = format === 'generic';
  const amount = identifier(canonicalStored('BilledCost'));
  const day = identifier(canonicalStored('Day'));
  const columns = (reading?.columns ?? []).map((name, at) => ({ name, sql: stored(indexes[at] ?? at) }));
  const texts = columns.filter((_, at) => !money.has(indexes[at] ?? at)).map(({ sql }) => sql);
  const column = (name: string | undefined) => columns.find((one) => one.name === name)?.sql;
  const total = texts.map((sql) => `(${isTotal(sql)})`).join(' OR ') || 'false';
  const date = column(headed.place.start[0]);
  const currency = reading?.currency === undefined ? undefined : column(headed.place.currency[0]);
  const conditions = [
    // Of formats with a scheme of their own only a row without a day can be a stranger.
    generic ? total : date === undefined ? 'false' : `${day} IS NULL AND (${total})`,
    generic && texts.length > 0 ? `coalesce(${texts.map(blank).join(', ')}) IS NULL` : 'false',
    date === undefined ? 'false' : `${day} IS NULL AND ${blank(date)} IS NOT NULL`,
    currency === undefined ? 'false' : `${blank(currency)} IS NULL`,
  ];
  const rows = await rowsOf(
    connection,
    `SELECT 1 AS n FROM ${parquetOf(path)} WHERE ${amount} IS NOT NULL AND (${conditions.map((one) => `(${one})`).join(' OR ')}) LIMIT 1`,
  );
  return rows.length > 0;
}

function blank(sql: string): string {
  return `nullif(trim(${sql}), '')`;
}

function isTotal(sql: string): string {
  const isLabel = totalPatterns.map((pattern) => `regexp_matches(trim(${sql}), ${literal(pattern)}, 'i')`);
  return `length(${sql}) <= ${MAX_LABEL} AND (${isLabel.join(' OR ')})`;
}

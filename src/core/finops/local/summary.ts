import {
  measureColumns,
  type CostScope,
  type CostSummary,
  type Measure,
  type MeasureColumn,
  type NamedCost,
} from '../../../protocol/finops';
import { canonicalStored, MONEY, UNTAGGED } from '../canonical';
import { trimAmount } from '../amounts';
import { boundedDays, boundedServices, MAX_NAME } from '../namedCosts';
import { cutText, identifier, literal } from '../sql';
import { filterSql } from './filterSql';
import { type DuckDBConnection, rowsOf, textOf } from './duckdb';

/** SQL of the sums from which the figures of every scope come, over a relation of canonical columns. */
export function rollupSelect(relation: string, measures: readonly MeasureColumn[] = measureColumns): string {
  const keys = ['Day', 'ServiceName', 'ChargeCategory', 'BillingCurrency'];
  const dimensions = keys.map((key) => {
    const column = identifier(canonicalStored(key));
    return `${key === 'ServiceName' ? cutText(column, MAX_NAME) : column} AS ${key}`;
  });
  const sums = measureColumns.map((name) => {
    const column = identifier(canonicalStored(name));
    return measures.includes(name) ? `sum(${column}) AS ${name}` : `CAST(NULL AS ${MONEY}) AS ${name}`;
  });
  return (
    `SELECT ${dimensions.join(', ')}, ${identifier(UNTAGGED)} AS Untagged, ` +
    `count(*) AS n, ${sums.join(', ')} FROM ${relation} GROUP BY ALL`
  );
}

/** The facts beside the sums. */
export interface SummaryContext {
  readonly measures: readonly Measure[];
  readonly columnCount: number;
  readonly hasTags: boolean;
}

/** The figures of a scope, from the table that {@link rollupSelect} filled. */
export async function summarize(
  connection: DuckDBConnection,
  rollup: string,
  scope: CostScope,
  context: SummaryContext,
): Promise<CostSummary> {
  const cost = `coalesce(sum(${identifier(scope.measure)}), 0)`;
  const filter = filterSql(scope.filter, ({ column }) =>
    column === 'Day' || column === 'ServiceName' ? column : undefined,
  );
  const currency = `BillingCurrency = ${literal(scope.currency)}${filter}`;
  const within = `${currency}${leaveOut(scope)}`;
  const groups = async (key: string, where: string, order: string): Promise<NamedCost[]> => {
    const rows = await rowsOf(
      connection,
      `SELECT coalesce(CAST(${key} AS VARCHAR), '') AS name, ${cost} AS cost, sum(n)::BIGINT AS n
       FROM ${rollup} WHERE ${where} GROUP BY 1 ORDER BY ${order}`,
    );
    return rows.map((row) => ({
      name: textOf(row['name']),
      cost: trimAmount(textOf(row['cost'], '0')),
      rows: Number(row['n']),
    }));
  };
  const totals = await rowsOf(
    connection,
    `SELECT coalesce(sum(n), 0)::BIGINT AS n, ${cost} AS cost,
       coalesce(sum(n) FILTER (Untagged), 0)::BIGINT AS untaggedRows,
       coalesce(sum(${identifier(scope.measure)}) FILTER (Untagged), 0) AS untaggedCost
     FROM ${rollup} WHERE ${within}`,
  );
  const rows = Number(totals[0]?.['n'] ?? 0);
  const total = trimAmount(textOf(totals[0]?.['cost'], '0'));
  const untaggedRows = Number(totals[0]?.['untaggedRows'] ?? 0);
  const untaggedCost = trimAmount(textOf(totals[0]?.['untaggedCost'], '0'));
  return {
    scope,
    measureTitle:
      context.measures.find((measure) => measure.column === scope.measure)?.title ?? scope.measure,
    rows,
    total,
    columnCount: context.columnCount,
    services: boundedServices(await groups('ServiceName', within, 'cost DESC, name')),
    days: boundedDays(await groups('Day', within, 'name')),
    categories: await groups('ChargeCategory', currency, 'name'),
    untagged: context.hasTags
      ? {
          rows: untaggedRows,
          rowShare: rows === 0 ? 0 : untaggedRows / rows,
          cost: untaggedCost,
          costShare: Number(total) === 0 ? null : Number(untaggedCost) / Number(total),
        }
      : null,
  };
}

/** SQL that leaves the categories out which a scope does without, to follow another condition. */
export function leaveOut(scope: CostScope): string {
  if (scope.leaveOut.length === 0) {
    return '';
  }
  return ` AND ChargeCategory NOT IN (${scope.leaveOut.map(literal).join(', ')})`;
}

/** The scope of which the figures are shown first: the first cost that is not zero, the most frequent currency. */
export async function firstScope(
  connection: DuckDBConnection,
  rollup: string,
  measures: readonly Measure[],
): Promise<CostScope> {
  const sums = measures.map((measure) => `bool_or(coalesce(${measure.column}, 0) <> 0) AS ${measure.column}`);
  const rows = await rowsOf(
    connection,
    `SELECT BillingCurrency, sum(n) AS n, ${sums.join(', ')} FROM ${rollup}
     GROUP BY 1 ORDER BY n DESC, 1 LIMIT 1`,
  );
  const first = rows[0];
  const measure = measures.find((one) => first?.[one.column] === true) ?? measures[0];
  return {
    measure: measure?.column ?? 'BilledCost',
    currency: typeof first?.['BillingCurrency'] === 'string' ? first['BillingCurrency'] : '',
    leaveOut: [],
  };
}

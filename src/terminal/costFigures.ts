import { trimAmount } from '../core/finops/amounts';
import type { CostEngine } from '../core/finops/costEngine';
import { duckdb } from '../core/finops/dialect';
import { suggestQuestions } from '../core/finops/suggestions';
import {
  UNKNOWN_CURRENCY,
  type Cell,
  type CostScope,
  type CostSummary,
  type DataSet,
} from '../protocol/finops';

/** Amounts by name, exact decimals as text; what has no name has the name ''. */
export type NamedAmounts = Readonly<Record<string, string>>;

/** The figures of cost data. Those by day, service, account, tag and kind are of one currency, which `currency` names. */
export interface CostFigures {
  readonly rows: number;
  /** Rows with an amount. */
  readonly rowsCounted: number;
  readonly rowsWithoutAmount: number;
  /** Null where there are several currencies: amounts of different ones are never added. */
  readonly total: { readonly amount: string; readonly currency: string | null } | null;
  readonly totalsByCurrency: NamedAmounts;
  readonly currencies: readonly string[];
  readonly currency: string | null;
  readonly totalsByKind: NamedAmounts;
  readonly days: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly byDay: NamedAmounts;
  readonly byService: NamedAmounts;
  readonly byAccount: NamedAmounts;
  /** For each tag's key the amounts by its values. */
  readonly byTag: Readonly<Record<string, NamedAmounts>>;
  /** The cost without any tag; null where the data knows no tags. */
  readonly untagged: string | null;
  readonly notices: readonly string[];
  /** Five questions worth asking of the data. */
  readonly suggestions: readonly string[];
}

/** Groups beyond so many are left out, which a notice says. */
const MAX_GROUPS = 10_000;

/** Asks a loaded data set for its figures in a scope. @throws FinopsError */
export async function costFigures(
  engine: Pick<CostEngine, 'query'>,
  dataSet: DataSet,
  summary: CostSummary,
): Promise<CostFigures> {
  const { scope } = summary;
  const has = new Set(dataSet.costsColumns.map(({ name }) => name));
  const notices = [...dataSet.notices, ...skippedNotice(dataSet)];
  const ask = async (sql: string, of: CostScope = scope): Promise<Cell[][]> => {
    const { rows, truncated } = await engine.query(dataSet.id, sql, { scope: of, maxRows: MAX_GROUPS });
    if (truncated) {
      notices.push(`Of some groups only the first ${MAX_GROUPS} are listed.`);
    }
    return rows;
  };
  const by = async (column: string, order: string): Promise<NamedAmounts> =>
    has.has(column) || column.includes('(') ? amounts(await ask(groupSql(column, order))) : {};

  const counts: { readonly currency: string; readonly amount: string; readonly counted: number }[] = [];
  for (const { currency } of dataSet.currencies) {
    const [row = []] = await ask('SELECT coalesce(sum(Cost), 0), count(Cost) FROM costs', {
      ...scope,
      currency,
    });
    counts.push({ currency, amount: amountOf(row[0]), counted: Number(row[1] ?? 0) });
  }
  const rowsCounted = counts.reduce((sum, { counted }) => sum + counted, 0);
  const [only] = counts.length === 1 ? counts : [];
  const byDay = await by('Day', '1');
  const days = Object.keys(byDay).filter((day) => day !== '');
  const tagged = has.has('Tags') ? await ask(tagSql) : [];
  return {
    rows: dataSet.rows,
    rowsCounted,
    rowsWithoutAmount: dataSet.rows - rowsCounted,
    total: only === undefined ? null : { amount: only.amount, currency: known(only.currency) },
    totalsByCurrency: Object.fromEntries(counts.map(({ currency, amount }) => [currency, amount])),
    currencies: dataSet.currencies.flatMap(({ currency }) => known(currency) ?? []),
    currency: known(scope.currency),
    totalsByKind: Object.fromEntries(summary.categories.map(({ name, cost }) => [name, cost])),
    days: days.length,
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
    byDay,
    byService: await by('ServiceName', '2 DESC, 1'),
    byAccount: await by(accountOf(has), '2 DESC, 1'),
    byTag: byTag(tagged),
    untagged: summary.untagged?.cost ?? null,
    notices: [...new Set(notices)],
    suggestions: suggestQuestions(dataSet, summary).map(({ question }) => question),
  };
}

/** Accounts by their names where these are known. */
function accountOf(has: ReadonlySet<string>): string {
  const named = has.has('SubAccountName');
  return named && has.has('SubAccountId')
    ? 'coalesce(SubAccountName, SubAccountId)'
    : named
      ? 'SubAccountName'
      : 'SubAccountId';
}

function groupSql(column: string, order: string): string {
  return `SELECT coalesce(CAST(${column} AS VARCHAR), ''), coalesce(sum(Cost), 0) FROM costs GROUP BY 1 ORDER BY ${order}`;
}

const tagSql = `SELECT TagKey, TagValue, coalesce(sum(Cost), 0) FROM (${duckdb.eachTag('Cost')}) GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2`;

function amounts(rows: readonly (readonly Cell[])[]): NamedAmounts {
  return Object.fromEntries(rows.map(([name, amount]) => [String(name ?? ''), amountOf(amount)]));
}

function byTag(rows: readonly (readonly Cell[])[]): Record<string, NamedAmounts> {
  const keys = new Map<string, (readonly Cell[])[]>();
  for (const [key, ...valued] of rows) {
    const name = String(key ?? '');
    const values = keys.get(name) ?? [];
    keys.set(name, values);
    values.push(valued);
  }
  return Object.fromEntries([...keys].map(([key, values]) => [key, amounts(values)]));
}

function amountOf(cell: Cell | undefined): string {
  return trimAmount(String(cell ?? '0'));
}

function known(currency: string): string | null {
  return currency === UNKNOWN_CURRENCY ? null : currency;
}

/** Rows that could not be taken are part of how a total has to be read. */
function skippedNotice({ skippedRows, skipped }: DataSet): string[] {
  const [first] = skipped;
  if (first === undefined) {
    return [];
  }
  const place = `${first.file}, line ${first.line}${first.column === null ? '' : `, column ${first.column}`}`;
  const rows = skippedRows === 1 ? '1 row was' : `${skippedRows} rows were`;
  return [`${rows} left out, the first in ${place}: ${first.reason}.`];
}

import { currencyOf, decimalText, type DecimalSign, isNoAmount, splitAmount } from './amountText';
import { readDate } from './dateText';
import { isDimension } from './dimensions';
import type { TextRecord } from './records';
import { isRoundedId } from './tableText';
import { totalWords } from './totalRows';

/** A column of a table whose columns are groups or days. */
export interface ExplorerColumn {
  readonly at: number;
  readonly title: string;
  /** The id of an account, where the table has it in a line of its own. */
  readonly id: string | undefined;
  /** The day of its amounts, where days are the columns; '' where the title does not say the year. */
  readonly day?: string;
}

/** How a table of Cost Explorer, or one of that shape, is laid out. */
export interface ExplorerTable {
  readonly turned: boolean;
  readonly dimension: string;
  readonly columns: readonly ExplorerColumn[];
  /** The column that is the sum of the others. */
  readonly totalAt: number | undefined;
  /** The signs or codes of currencies in the titles. */
  readonly units: readonly string[];
  /** Titles of columns that hold something other than money. */
  readonly others: readonly string[];
  /** Columns in front of the amounts. */
  readonly labels: number;
  /** Whether it is surely Cost Explorer's. */
  readonly isExplorer: boolean;
}

const USAGE_UNIT =
  /^(?:hrs?|hours?|gbs?|gb-?(?:mo|month|hours?|seconds?)|tb|mb|requests?|counts?|quantity|units?|n\/a|queries|messages|events|minutes|seconds|lcu-?hrs|iops-mo|vcpu-hours|tokens?|1k tokens)$/i;
const TOTAL = /^(?:grand )?total(?: costs?| usage| amount)?$/i;

const SOME_TOTAL = /total|gesamt|summe|cost|kosten|coût|custo|合計|合计|料金|费用/i;

/** A title without the unit behind it. */
function splitTitle(title: string): { readonly name: string; readonly unit: string | undefined } {
  const match = /^(.*?)\s*\(([^()]{1,14})\)$/s.exec(title.trim());
  const unit = match?.[2]?.trim();
  return unit !== undefined && (currencyOf(unit) !== undefined || USAGE_UNIT.test(unit))
    ? { name: (match?.[1] ?? '').trim(), unit }
    : { name: title.trim(), unit: undefined };
}

/** Tells whether a table has groups or days for its columns, and which; undefined where rows are charges. */
export function readExplorer(records: readonly TextRecord[], headerAt: number): ExplorerTable | undefined {
  const header = records[headerAt]?.cells ?? [];
  const rows = records
    .slice(headerAt + 1)
    .map(({ cells }) => cells)
    .filter((cells) => cells.some((cell) => cell.trim() !== ''));
  return readTurned(header, rows) ?? readWide(header, rows, records[headerAt - 1]?.cells);
}

function readWide(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  above: readonly string[] | undefined,
): ExplorerTable | undefined {
  const [first = '', ...rest] = header.map((cell) => cell.trim());
  const titles = rest
    .map((title, at) => ({ at: at + 1, title, ...splitTitle(title) }))
    .filter(({ title }) => title !== '');
  const strangers = rows.filter(([label = '']) => readDate(label.trim()) === undefined);
  const money = titles.filter(({ unit }) => currencyOf(unit ?? '') !== undefined);
  const isUnit = titles.length > 0 && titles.every(({ unit }) => unit !== undefined);
  const totals = strangers.filter(([label = '']) => label.trim() === '' || speaksOfTotal(label)).length;
  const isSums = strangers.length === 1 && isColumnSums(rows, strangers[0], money);
  if (!isUnit || strangers.length === rows.length || (totals < strangers.length && !isSums)) {
    return undefined;
  }
  const isSum = (at: number) =>
    sumsUp(
      rows,
      at,
      money.map((one) => one.at).filter((one) => one !== at),
    );
  // Its words are the console's, in the user's language. Two groups may well cost the same: one is no sum of the other.
  const maySum = (name: string) => money.length > 2 || SOME_TOTAL.test(name);
  const total =
    money.findLast(({ name }) => TOTAL.test(name) || totalWords(name) === 'surely') ??
    [money.at(-1), money[0]].find((one) => one && rows.length > 1 && maySum(one.name) && isSum(one.at));
  const isExplorer =
    isDimension(first) || strangers.length > 0 || first === '' || (total !== undefined && isSum(total.at));
  if (!isExplorer) {
    return undefined;
  }
  const ids =
    above?.length === header.length && /^linked account/i.test(above[0]?.trim() ?? '') ? above : undefined;
  const only = money.length === 1;
  return {
    turned: false,
    dimension: (ids?.[0] ?? first).trim().replace(/ (?:id|name)$/i, ''),
    columns: money
      .filter((one) => only || one !== total)
      .map(({ at, name }) => ({ at, title: name, id: accountId(ids?.[at]) })),
    totalAt: only ? undefined : total?.at,
    units: [...new Set(money.map(({ unit }) => unit ?? ''))],
    others: titles.filter((one) => !money.includes(one)).map(({ title }) => title),
    labels: 1,
    isExplorer: true,
  };
}

/** The number of an account; what a spreadsheet made of one, 1.11111E+11, is none any longer. */
function accountId(cell: string | undefined): string | undefined {
  const id = cell?.trim() ?? '';
  return id === '' || isRoundedId(id) ? undefined : id;
}

function readTurned(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): ExplorerTable | undefined {
  const titles = header.map((title, at) => {
    const split = splitTitle(title);
    return { at, title: title.trim(), ...split, day: dayOfPeriod(split.name) };
  });
  const days = titles.flatMap((one) => (one.day === undefined ? [] : [{ ...one, day: one.day }]));
  const first = days[0]?.at ?? 0;
  const [dimension = ''] = header.map((cell) => cell.trim());
  const others = titles.filter((one) => one.at >= first && one.day === undefined && one.title !== '');
  const totals = others.filter(({ name }) => isTotalTitle(name));
  const amounts = rows
    .flatMap((cells) => days.map(({ at }) => cells[at]?.trim() ?? ''))
    .filter((cell) => cell !== '');
  const isMoney =
    amounts.length > 0 && amounts.every((cell) => splitAmount(cell) !== undefined || isNoAmount(cell));
  if (first === 0 || !isMoney || others.length - totals.length > days.length || totals.length > 1) {
    return undefined;
  }
  const labels = rows
    .flatMap((cells) => cells.slice(0, first))
    .filter((cell) => splitAmount(cell) !== undefined);
  if (days.length < 2 && !isDimension(dimension) && totals.length === 0) {
    return undefined;
  }
  return {
    turned: true,
    dimension: dimension.replace(/ (?:id|name)$/i, ''),
    columns: days.map(({ at, name, day }) => ({ at, title: name, id: undefined, day })),
    totalAt: totals[0]?.at,
    units: [...new Set(titles.flatMap(({ unit }) => unit ?? []))],
    others: others.filter((one) => !totals.includes(one)).map(({ title }) => title),
    labels: labels.every((cell) => /^\d{12}$/.test(cell)) ? first : 1,
    // Its own days are always written so.
    isExplorer: isDimension(dimension) && days.every(({ name }) => /^\d{4}-\d\d-\d\d/.test(name)),
  };
}

/** Whether a column is the sum of the others by its title; an average or a share of the total is not. */
function isTotalTitle(name: string): boolean {
  return /total|summe|gesamt/i.test(name) && !/%|percent|share|average|avg|anteil|budget|change/i.test(name);
}

/**
 * The day that the amounts below a title are of: of a month or a quarter its first; '' for a month without a year.
 * Undefined where the title is no period.
 */
function dayOfPeriod(title: string): string | undefined {
  if (readDate(title) !== undefined) {
    return title;
  }
  const quarter = /^(?:q([1-4])|([1-4])q)(?:[ \-/']*((?:20)?\d{2}))?$|^(20\d{2})[ \-/]*q([1-4])$/i.exec(
    title,
  );
  if (quarter) {
    const [, one, two, behind, before, three] = quarter;
    const year = before ?? behind;
    const month = 3 * Number(one ?? two ?? three) - 2;
    return year === undefined
      ? ''
      : `${year.length === 2 ? `20${year}` : year}-${String(month).padStart(2, '0')}-01`;
  }
  return /^\p{L}{3,10}\.?$/u.test(title) && readDate(`1 ${title} 2024`) !== undefined ? '' : undefined;
}

function speaksOfTotal(label: string): boolean {
  return /total/i.test(label) || totalWords(label) !== 'nothing';
}

/** Whether a column is the sum of others in each row. */
function sumsUp(rows: readonly (readonly string[])[], at: number, parts: readonly number[]): boolean {
  const sign = signOfRows(rows);
  return (
    parts.length > 0 &&
    rows.every((cells) =>
      isNear(
        numberOf(cells[at], sign),
        parts.reduce((all, part) => all + numberOf(cells[part], sign), 0),
      ),
    )
  );
}

/** Whether a row is the sum of all others in each column. */
function isColumnSums(
  rows: readonly (readonly string[])[],
  row: readonly string[] | undefined,
  columns: readonly { readonly at: number }[],
): boolean {
  const sign = signOfRows(rows);
  return (
    rows.length > 2 &&
    columns.every(({ at }) =>
      isNear(
        numberOf(row?.[at], sign),
        rows.filter((one) => one !== row).reduce((all, cells) => all + numberOf(cells[at], sign), 0),
      ),
    )
  );
}

function isNear(value: number, sum: number): boolean {
  return Math.abs(value - sum) <= 1e-6 * Math.max(Math.abs(value), Math.abs(sum));
}

/** The decimal sign that most of the amounts prove. */
function signOfRows(rows: readonly (readonly string[])[]): DecimalSign {
  const signs = rows.flatMap((cells) => cells.slice(1).map((cell) => splitAmount(cell)?.sign));
  const count = (sign: DecimalSign) => signs.filter((one) => one === sign).length;
  return count(',') > count('.') ? ',' : '.';
}

function numberOf(cell: string | undefined, sign: DecimalSign): number {
  const parts = splitAmount(cell ?? '');
  return Number((parts && decimalText(parts, sign)) ?? 0);
}

import { splitAmount } from './amountText';
import { readDate } from './dateText';
import { costWord } from './roleNames';
import { recordsOf, type TextRecord } from './records';

/** Separators of columns, in the order in which they win when two are as good. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** How a text of separated values is laid out. */
export interface TableText {
  readonly delimiter: string;
  /** Among the records, from 0; undefined where none of them names the columns. */
  readonly headerAt: number | undefined;
  readonly records: readonly TextRecord[];
  /** The first line says which separator is used, as spreadsheets write it. */
  readonly hasSepLine: boolean;
  /** Blanks stand around names or values. */
  readonly padded: boolean;
}

/** How many records are looked at for the layout. */
const LOOKED_AT = 200;
/** Remarks above a header are no longer than this. */
const MAX_REMARKS = 30;

/** Tells the separator and the header of a text from its beginning, in which a byte order mark is no longer. */
export function readTable(text: string): TableText {
  const sep = /^"?sep=(.)"?[^\S\n]*\r*\n/i.exec(text);
  const found = sep?.[1] ?? delimiterOf(text);
  const records = recordsOf(text, found, LOOKED_AT);
  const headerAt = headerOf(records, sep ? 1 : 0);
  const padded = records.some(({ cells }) => cells.some((cell) => cell !== cell.trim()));
  return { delimiter: found, headerAt, records, hasSepLine: sep !== null, padded };
}

/** The separator by which most records have the same number of cells. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 256 * 1024);
  const rated = DELIMITERS.map((delimiter) => {
    const records = recordsOf(head, delimiter, LOOKED_AT);
    const widths = records.map(({ cells }) => cells.length);
    const width = usualWidth(widths);
    const share = widths.filter((one) => one === width).length / Math.max(1, widths.length);
    // Of two that are as good the one counts whose cells are amounts and dates: 1,5;2,5 has two, not three.
    const cells = records.slice(0, 20).flatMap((record) => record.cells);
    const values = cells.filter(isValue).length / Math.max(1, cells.length);
    return {
      delimiter,
      width,
      score: width < 2 ? 0 : share + Math.min(width, 50) / 10_000 + values / 100,
    };
  });
  const best = rated.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.delimiter : widest(head);
}

function usualWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) {
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  const [best] = [...counts].sort(
    ([w1, n1], [w2, n2]) => Number(w2 > 1) - Number(w1 > 1) || n2 - n1 || w2 - w1,
  );
  return best?.[0] ?? 0;
}

/** Where no two records are alike: the one that makes most of the first. */
function widest(head: string): string {
  const widths = DELIMITERS.map((delimiter) => recordsOf(head, delimiter, 1)[0]?.cells.length ?? 0);
  return DELIMITERS[widths.indexOf(Math.max(...widths))] ?? ',';
}

/** Whether a cell holds an amount or a date, and no name. */
export function isValue(cell: string): boolean {
  return splitAmount(cell) !== undefined || readDate(cell) !== undefined;
}

/** Whether a cell was a number of 12 digits, which a spreadsheet has rounded. */
export function isRoundedId(cell: string): boolean {
  return /^\d(?:[.,]\d+)?E\+1[01]$/i.test(cell.trim());
}

function headerOf(records: readonly TextRecord[], from: number): number | undefined {
  const width = usualWidth(records.map(({ cells }) => cells.length));
  let best: { readonly at: number; readonly score: number } | undefined;
  for (let at = from; at < Math.min(records.length, from + MAX_REMARKS); at += 1) {
    const cells = records[at]?.cells ?? [];
    const filled = cells.filter((cell) => cell.trim() !== '');
    // Accounts are the names of columns in Cost Explorer's table.
    const values = filled.filter(
      (cell) => isValue(cell) && !/^\d{12}$/.test(cell.trim()) && !isRoundedId(cell),
    ).length;
    if (isTurned(cells) && cells.length >= width - 1) {
      return best !== undefined && best.score > filled.length ? best.at : at;
    }
    // A remark such as `Currency,USD` or `Start date,2026-06-01` has a value, too; a row of the table has more cells.
    const isRemark = filled.length <= 2 && width > 3 && cells.slice(2).every((cell) => cell.trim() === '');
    if (values > 0 && isRemark && best === undefined) {
      continue;
    }
    if (values > 0) {
      break;
    }
    const wide = cells.length >= width || cells.length === width - 1;
    const score = filled.length + 2 * filled.filter(costWord).length;
    if (wide && filled.length > 0 && (best === undefined || score > best.score)) {
      best = { at, score };
    }
  }
  return best?.at ?? (isMostlyNames(records[from]?.cells ?? []) ? from : undefined);
}

/** Days or months are the columns, as in a table that was turned. */
function isTurned(cells: readonly string[]): boolean {
  const [first = '', ...rest] = cells.map((cell) => cell.trim());
  const names = /\p{L}{2}/u.test(first) && readDate(first) === undefined;
  const dates = rest.filter((cell) => readDate(cell.replace(/\s*\([^()]{1,3}\)$/, '')) !== undefined).length;
  const others = rest.filter(
    (cell) => cell !== '' && splitAmount(cell) !== undefined && readDate(cell) === undefined,
  );
  return names && dates > 0 && others.length === 0 && dates >= rest.length - 3 && dates > rest.length / 2;
}

function isMostlyNames(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const named = filled.filter((cell) => !isValue(cell)).length;
  return named > 0 && named > cells.length / 2;
}

import * as l10n from '@vscode/l10n';
import { formatCount } from '../../shared/format';

/** Data of fewer days says nothing of how it goes on. */
const MIN_DAYS = 5;
const SHOWN_GAPS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Sentences about days (`YYYY-MM-DD`) of one data set: those between them without a row, and a last month that has not ended. */
export function dayNotices(named: readonly string[]): string[] {
  const days = [...new Set(named)].filter((day) => /^\d{4}-\d\d-\d\d$/.test(day)).sort();
  const [first, last] = [days[0], days.at(-1)];
  // Sums of months are dated on their first days.
  if (first === undefined || last === undefined || days.length < MIN_DAYS || days.every(isFirst)) {
    return [];
  }
  return [...gapNotice(days), ...endNotice(last)];
}

function gapNotice(days: readonly string[]): string[] {
  const gaps = days.flatMap((day, at) => {
    const next = days[at + 1];
    const count = next === undefined ? 0 : daysBetween(day, next) - 1;
    return count > 0 && next !== undefined ? [{ from: dayPlus(day, 1), to: dayPlus(next, -1), count }] : [];
  });
  const missing = gaps.reduce((sum, { count }) => sum + count, 0);
  // What comes up on fewer than half of the days is no daily data.
  if (missing === 0 || missing > days.length) {
    return [];
  }
  const shown = gaps
    .slice(0, SHOWN_GAPS)
    .map(({ from, to }) => (from === to ? from : l10n.t('{0} to {1}', from, to)))
    .join(', ');
  const more = gaps.length > SHOWN_GAPS ? ', …' : '';
  return missing === 1
    ? [l10n.t('Between the first day and the last, 1 day has no row: {0}.', shown)]
    : [
        l10n.t(
          'Between the first day and the last, {0} days have no row: {1}. A file may be missing.',
          formatCount(missing),
          `${shown}${more}`,
        ),
      ];
}

function endNotice(last: string): string[] {
  return isFirst(dayPlus(last, 1))
    ? []
    : [
        l10n.t(
          'The data ends on {0}, in the middle of a month: its last month is not complete, and a sum of it is no month’s cost.',
          last,
        ),
      ];
}

function isFirst(day: string): boolean {
  return day.endsWith('-01');
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Two files of one data set, and what they share. */
export interface SharedRows {
  readonly one: string;
  readonly other: string;
  /** The days that both have. */
  readonly first: string;
  readonly last: string;
  /** Whether these are all days that they have. */
  readonly whole: boolean;
  /** Rows that are the same in both, and how many each has on those days. */
  readonly same: number;
  readonly rows: readonly [number, number];
}

/** Sentences about files that have days in common: rows that count twice, or that none does; and how many more have. */
export function overlapNotices(pairs: readonly SharedRows[], notCompared = 0): string[] {
  const doubled = pairs.filter(({ same, rows }) => same > 0 && 2 * same >= Math.min(...rows));
  const separate = pairs.filter((pair) => !doubled.includes(pair));
  const [first] = separate;
  return [
    ...doubled.slice(0, SHOWN_GAPS).map(doubledText),
    ...(doubled.length > SHOWN_GAPS
      ? [l10n.t('So it is with {0} more pairs of files.', formatCount(doubled.length - SHOWN_GAPS))]
      : []),
    ...(first === undefined ? [] : [separateText(first, separate.length)]),
    ...(notCompared === 0
      ? []
      : [
          l10n.t(
            'More pairs of files have days in common, and were not compared row by row, for that takes long: {0}. Rows that are in both of two files count twice.',
            formatCount(notCompared),
          ),
        ]),
  ];
}

function doubledText({ one, other, first, last, whole, same, rows }: SharedRows): string {
  if (whole && same === rows[0] && same === rows[1]) {
    return l10n.t(
      '{0} and {1} have the same {2} rows from {3} to {4}: they count twice in every figure. Load one of the two.',
      one,
      other,
      formatCount(same),
      first,
      last,
    );
  }
  return l10n.t(
    '{0} and {1} both have the days from {2} to {3}, and {4} rows of these are the same in both: they count twice in every figure. Load files that do not overlap.',
    one,
    other,
    first,
    last,
    formatCount(same),
  );
}

function separateText({ one, other, first, last }: SharedRows, count: number): string {
  return count === 1
    ? l10n.t(
        '{0} and {1} both have the days from {2} to {3}. Hardly any row is the same, so they are added as parts of one export are.',
        one,
        other,
        first,
        last,
      )
    : l10n.t(
        '{0} pairs of files have days in common, such as {1} and {2}. Hardly any row is the same, so they are added as parts of one export are.',
        formatCount(count),
        one,
        other,
      );
}

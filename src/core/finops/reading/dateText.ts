/** The order of day and month where both are numbers. */
export type DateOrder = 'dayFirst' | 'monthFirst';

/** A date as it is written. */
export interface DateText {
  /** The instant in UTC, `2025-01-31 00:00:00`, by each order that is possible. */
  readonly dayFirst: string | undefined;
  readonly monthFirst: string | undefined;
  readonly precision: 'month' | 'day' | 'time';
  /** Whether it is a number that only a name can tell to be a date. */
  readonly bare: boolean;
}

const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'gen', 'ene'],
  ['feb', 'fev', 'fév'],
  ['mar', 'mär', 'maa', 'mrt', 'mae', 'mrz'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mag', 'mei'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aoû', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott', 'out'],
  ['nov'],
  ['dec', 'dez', 'déc', 'dic'],
];

function monthOf(word: string): number | undefined {
  const name = word.toLowerCase().replace(/\.$/, '');
  const at = MONTHS.findIndex((starts) => starts.some((start) => name.startsWith(start)));
  return at < 0 || name.length > 10 ? undefined : at + 1;
}

const TIME =
  '(?:(?:\\s*[T,]\\s*|\\s+)(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?' +
  '\\s*(?<half>[ap]\\.?m\\.?)?\\s*(?<zone>Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?(?:\\s*UTC)?)?';
const WORD = '(?<name>\\p{L}{3,10}\\.?)';
const form = (text: string) => new RegExp(`^(?:\\p{L}{2,9}\\.?,\\s*)?${text}$`, 'iu');
const forms: readonly RegExp[] = [
  form(`(?<year>\\d{4})(?<mark>[-/.])(?<month>\\d{1,2})\\k<mark>(?<day>\\d{1,2})${TIME}`),
  form(
    `(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?:T?(?<hour>\\d{2})(?<minute>\\d{2})(?<second>\\d{2})(?:\\.\\d+)?(?<zone>Z)?)?`,
  ),
  form(`(?<year>\\d{4})年(?<month>\\d{1,2})月(?:(?<day>\\d{1,2})日)?`),
  form(`(?<one>\\d{1,2})(?<mark>[-/.])(?<two>\\d{1,2})\\k<mark>(?<year>\\d{4}|\\d{2})${TIME}`),
  form(`(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?[-/. ]\\s*${WORD}[-/., ]\\s*(?<year>\\d{4}|\\d{2})${TIME}`),
  form(`${WORD}[-/. ]\\s*(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,\\s*|[-/ ])(?<year>\\d{4}|\\d{2})${TIME}`),
  form(`(?<year>\\d{4})[-/. ]${WORD}[-/. ](?<day>\\d{1,2})${TIME}`),
  form(`(?<year>\\d{4})[-/.](?<month>\\d{1,2})`),
  form(`(?<month>\\d{1,2})[-/.](?<year>\\d{4})`),
  form(`${WORD}[-/. ,]\\s*(?<year>\\d{4}|\\d{2})`),
  form(`(?<year>\\d{4})[-/. ]${WORD}`),
];
const RANGE = /^(\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?)\s*(?:\/|–|-|to)\s*\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?$/;

/** Reads a date in the forms that people and programs write; undefined where a text is none. */
export function readDate(text: string): DateText | undefined {
  const value = text.trim();
  // Most cells of a table are no dates, which shows at once.
  if (value.length < 5 || value.length > 64 || !/\d\d/.test(value)) {
    return undefined;
  }
  const bare = bareDate(value);
  if (bare !== undefined) {
    return bare;
  }
  const range = RANGE.exec(value)?.[1];
  const found = forms.map((one) => one.exec(range ?? value)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) {
    return undefined;
  }
  const { one, two, name, month, day } = found;
  const named = name === undefined ? undefined : monthOf(name);
  if (name !== undefined && named === undefined) {
    return undefined;
  }
  if (one !== undefined && two !== undefined) {
    const precision = found['hour'] === undefined ? 'day' : 'time';
    const dayFirst = instantOf(found, Number(two), Number(one));
    const monthFirst = instantOf(found, Number(one), Number(two));
    return dayFirst === undefined && monthFirst === undefined
      ? undefined
      : { dayFirst, monthFirst, precision, bare: false };
  }
  const instant = instantOf(found, named ?? Number(month), day === undefined ? 1 : Number(day));
  const precision = day === undefined ? 'month' : found['hour'] === undefined ? 'day' : 'time';
  return instant === undefined
    ? undefined
    : { dayFirst: instant, monthFirst: instant, precision, bare: /^\d+$/.test(value) };
}

type Groups = Readonly<Record<string, string | undefined>>;

function instantOf(groups: Groups, month: number, day: number): string | undefined {
  const { year = '', hour = '0', minute = '0', second = '0', fraction = '', half, zone } = groups;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  const noon = half === undefined ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
  const date = new Date(Date.UTC(full, month - 1, day));
  const valid =
    full >= 1990 &&
    full <= 2100 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    noon <= 24 &&
    Number(minute) < 60;
  if (!valid) {
    return undefined;
  }
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  const minutes = offset
    ? Number(`${offset[1] ?? ''}1`) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0))
    : 0;
  const at = Date.UTC(full, month - 1, day, noon, Number(minute) - minutes, Number(second));
  const rest = fraction === '' ? '' : `.${fraction.slice(0, 6)}`;
  return `${written(at)}${rest}`;
}

function written(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** Seconds and milliseconds since 1970, and days as spreadsheets count them. */
function bareDate(value: string): DateText | undefined {
  if (!/^\d{5}(?:\.\d+)?$|^\d{10}(?:\d{3}){0,2}$|^\d{6}$/.test(value)) {
    return undefined;
  }
  const number = Number(value);
  if (value.length === 6) {
    const month = instantOf({ year: value.slice(0, 4) }, Number(value.slice(4)), 1);
    return month === undefined
      ? undefined
      : { dayFirst: month, monthFirst: month, precision: 'month', bare: true };
  }
  const whole = value.split('.')[0] ?? '';
  const milliseconds =
    whole.length === 5 ? (number - 25_569) * 86_400_000 : number / 10 ** (whole.length - 13);
  const year = new Date(milliseconds).getUTCFullYear();
  if (!(year >= 1990 && year <= 2100)) {
    return undefined;
  }
  const instant = written(Math.round(milliseconds / 1000) * 1000);
  return { dayFirst: instant, monthFirst: instant, precision: 'time', bare: true };
}

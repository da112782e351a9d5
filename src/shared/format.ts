import * as l10n from '@vscode/l10n';
import { translationsInUse } from './translations';

/*
 * How figures are written, one rule for each kind, wherever they are read: panel, participant, dashboard, runs, cost
 * data, status bar, log and reports; never in data. Numbers have the marks and units of the language of the texts
 * around them; so have dates and times, in the manner of the user's own country where that speaks this language. Beside
 * English texts they are as the user's own language writes them.
 *
 * | kind            | rule                                                                      | example          |
 * | --------------- | ------------------------------------------------------------------------- | ---------------- |
 * | spending        | cents from 10 cents on, four decimals below, never zero when it is not    | `$0.25`, `<$0.0001` |
 * | billed amount   | the same decimals, two significant digits where that shows nothing; code  | `12.50 EUR`      |
 * | total of a bill | cents from a cent on, as an amount below; code                             | `0.05 EUR`       |
 * | exact money     | every digit, no exponent                                                  | `$0.00005`       |
 * | duration        | ms below 0.1 s, tenths of a second below a minute, then two units         | `40 ms`, `1 min 5 s` |
 * | exact duration  | whole milliseconds                                                        | `1,234 ms`       |
 * | count           | whole, thousands separated                                                | `12,345`         |
 * | mean            | one decimal                                                               | `2.0`            |
 * | short count     | the same below 100,000, in short above                                    | `1.1M`           |
 * | share           | per cent with one decimal                                                 | `4.2%`           |
 * | rough share     | whole per cent                                                            | `47%`            |
 * | bytes           | three significant digits, powers of 1,000                                 | `12.3 MB`        |
 */

/** US dollars that calls came to: `$12.30`, `$0.25`, `$0.0061`; an amount above nothing is never shown as zero. */
export function formatUsd(amountUsd: number): string {
  if (amountUsd < 0) {
    return `-${formatUsd(-amountUsd)}`;
  }
  return amountUsd > 0 && amountUsd < SMALLEST_USD
    ? `<${dollars(pointed(String(SMALLEST_USD)))}`
    : dollars(money(amountUsd));
}

/** US dollars of several calls; what is of unknown price is said, and never counts as free. */
export function formatKnownUsd(amountUsd: number, unpricedCalls: number): string {
  if (unpricedCalls === 0) {
    return formatUsd(amountUsd);
  }
  return amountUsd === 0
    ? l10n.t('cost unknown')
    : l10n.t({
        message: '{0} and {1} of unknown price',
        comment: ['An amount of money, and so many calls'],
        args: [formatUsd(amountUsd), formatCount(unpricedCalls)],
      });
}

/** US dollars to the last digit, without an exponent and without what only binary fractions add: `$0.00005`. */
export function formatExactUsd(amountUsd: number): string {
  return `${amountUsd < 0 ? '-' : ''}${dollars(significant(Math.abs(amountUsd), 12))}`;
}

/** An amount of a bill, in whatever currency its column has. */
export function formatCost(amount: number): string {
  const size = Math.abs(amount);
  const text = size > 0 && size < SMALLEST_USD ? significant(size, 2) : money(size);
  return `${amount < 0 ? '-' : ''}${text}`;
}

/** An exact amount of a bill as it is read, with its currency's code behind it, where it has one. */
export function formatAmount(amount: string, currency: string): string {
  const number = formatCost(Number(amount));
  return currency === '' ? number : `${number} ${currency}`;
}

/** The total of a bill or a part of it, exact as it is read: cents from a cent on. */
export function formatTotal(amount: string, currency: string): string {
  const size = Math.abs(Number(amount));
  if (size < 0.01) {
    return formatAmount(amount, currency);
  }
  const number = `${amount.startsWith('-') ? '-' : ''}${grouped(size.toFixed(2))}`;
  return currency === '' ? number : `${number} ${currency}`;
}

/** A duration in milliseconds, in words that fit its size: `40 ms`, `1.2 s`, `1 min 5 s`, `2 h 10 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 100) {
    return `${Math.round(durationMs)} ms`;
  }
  if (durationMs < 59_950) {
    return `${pointed((durationMs / 1000).toFixed(1))} s`;
  }
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  const minutes = Math.round(durationMs / 60_000);
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A duration in whole milliseconds: `1,234 ms`. */
export function formatExactDuration(durationMs: number): string {
  return `${formatCount(durationMs)} ms`;
}

/** A whole number with its thousands separated: `12,345`. */
export function formatCount(count: number): string {
  return grouped(count.toFixed(0));
}

/** A whole number in full up to 99,999, and in short above: `1.1M`. */
export function formatShortCount(count: number): string {
  return count < 100_000
    ? formatCount(count)
    : inShort(count, (value) => pointed(withoutZeros(value.toFixed(1))));
}

/** A mean of small counts, with one decimal: `2.0`. */
export function formatMean(mean: number): string {
  return pointed(mean.toFixed(1));
}

/** Millions with one decimal at most, for "12.5 million characters". */
export function formatMillions(count: number): string {
  return pointed(withoutZeros((count / 1e6).toFixed(1)));
}

/** Any number with three significant digits, for the ticks of an axis: `0.05`, `12.5`, `1.25K`. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${inShort(size, (number) => significant(number, 3))}`;
}

/** A share from 0 to 1 as per cent, with one decimal: `4.2%`. */
export function formatShare(share: number): string {
  return perCent(pointed((share * 100).toFixed(1)));
}

/** A share from 0 to 1 as whole per cent, for sentences and progress: `47%`. */
export function formatRoughShare(share: number): string {
  return perCent(formatCount(share * 100));
}

/** Bytes in the unit that fits, three significant digits, powers of 1,000: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const [value, unit] = scaled(bytes, ['', 'KB', 'MB', 'GB', 'TB', 'PB']);
  return unit === '' ? l10n.t('{0} bytes', Math.round(value)) : `${significant(value, 3)} ${unit}`;
}

/** An instant to the second, as the user's language writes it; everywhere the same, and as wide in each row. */
export function formatInstant(instant: Date): string {
  return dateFormat({ ...dayNumbers, ...clock, second: '2-digit' }).format(instant);
}

/** The time of day of an instant, to the second. */
export function formatTime(instant: Date): string {
  return dateFormat({ ...clock, second: '2-digit' }).format(instant);
}

/** The day of an instant and no time: `Nov 28`. */
export function formatDay(instant: Date): string {
  return dateFormat(shortDay).format(instant);
}

/** The time of day of an instant, to the minute. */
export function formatMinute(instant: Date): string {
  return dateFormat(clock).format(instant);
}

/** From one instant to another of hours or less: `Nov 28, 09:00 – 09:05`. */
export function formatTimeRange(from: Date, to: Date): string {
  return dateFormat({ ...shortDay, ...clock }).formatRange(from, to);
}

/** The day of an instant that AWS names, with its year; the same in every time zone: `Nov 28, 2026`. */
export function formatUtcDate(instant: Date): string {
  return dateFormat({ dateStyle: 'medium', timeZone: 'UTC' }).format(instant);
}

/** From one day to another, in words: `Nov 28 – 29, 2026`. */
export function formatDayRange(from: Date, to: Date): string {
  return dateFormat({ dateStyle: 'medium' }).formatRange(from, to);
}

const SMALLEST_USD = 0.0001;

const clock = { hour: '2-digit', minute: '2-digit' } as const;
const dayNumbers = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const shortDay = { day: 'numeric', month: 'short' } as const;

/** Making a format takes longer than using it a hundred times, so each is made once. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = dateLocale();
  const key = JSON.stringify([locale, options]);
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, format);
  return format;
}

/** Undefined is the user's own: Austrian days in German texts, German ones in English texts, never English in German. */
function dateLocale(): string | undefined {
  const { language } = translationsInUse();
  const ofTexts = isKnown(language) ? new Intl.Locale(language).language : 'en';
  const own = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale).language;
  return ofTexts === 'en' || ofTexts === own ? undefined : language;
}

/** Cents, or four decimals where cents would say little; decided by what is written, so that 0.09999 is 0.10. */
function money(amount: number): string {
  const small = amount.toFixed(4);
  return amount === 0 || Number(small) >= 0.1 ? grouped(amount.toFixed(2)) : pointed(small);
}

function inShort(value: number, write: (value: number) => string): string {
  const [number, unit] = scaled(value, ['', 'K', 'M', 'B', 'T']);
  const text = write(number);
  switch (unit) {
    case 'K':
      return l10n.t({ message: '{0}K', args: [text], comment: ['Thousands, in short'] });
    case 'M':
      return l10n.t({ message: '{0}M', args: [text], comment: ['Millions, in short'] });
    case 'B':
      return l10n.t({ message: '{0}B', args: [text], comment: ['Thousand millions, in short'] });
    case 'T':
      return l10n.t({ message: '{0}T', args: [text], comment: ['Million millions, in short'] });
    default:
      return text;
  }
}

/** A number in thousands of thousands, as many as there are units for; what would be rounded to 1,000 goes on. */
function scaled(value: number, units: readonly [string, ...string[]]): [number, string] {
  let [number, step] = [value, 0];
  while (number >= 999.5 && step < units.length - 1) {
    [number, step] = [number / 1000, step + 1];
  }
  return [number, units[step] ?? ''];
}

/** So many significant digits at most, never an exponent, no zeros at the end; whole numbers stay whole. */
function significant(value: number, digits: number): string {
  if (value === 0) {
    return '0';
  }
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  return grouped(withoutZeros(value.toFixed(Math.min(100, Math.max(0, decimals)))));
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A plain number with the language's mark for its decimals. */
function pointed(digits: string): string {
  return digits.replace('.', marksInUse().decimal);
}

/** The same, its thousands separated. */
function grouped(digits: string): string {
  const { group, decimal } = marksInUse();
  const [whole = '', fraction] = digits.split('.');
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
  return fraction === undefined ? separated : `${separated}${decimal}${fraction}`;
}

/** A number in US dollars, their sign where the language has it: `$0.25`, `0,25 $`. */
function dollars(number: string): string {
  return marksInUse().dollars.join(number);
}

function perCent(number: string): string {
  return marksInUse().perCent.join(number);
}

/** The marks of a language in numbers. */
interface Marks {
  /** Between thousands. */
  readonly group: string;
  /** Before decimals. */
  readonly decimal: string;
  /** Before and behind an amount of US dollars. */
  readonly dollars: Around;
  /** Before and behind per cent. */
  readonly perCent: Around;
}

type Around = readonly [string, string];

const marksByLanguage = new Map<string, Marks>();

function marksInUse(): Marks {
  const { language } = translationsInUse();
  const marks = marksByLanguage.get(language) ?? marksOf(language);
  marksByLanguage.set(language, marks);
  return marks;
}

/** Those of English where the language is not known here, such as that of a pseudo-translation. */
function marksOf(language: string): Marks {
  const written = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(isKnown(language) ? language : 'en', {
      ...options,
      numberingSystem: 'latn',
    }).formatToParts(1_234_567.5);
  const parts = written({});
  const mark = (kind: 'group' | 'decimal') => parts.find(({ type }) => type === kind)?.value ?? '';
  return {
    group: mark('group'),
    decimal: mark('decimal'),
    dollars: around(written({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' })),
    perCent: around(written({ style: 'percent' })),
  };
}

/** The parts of a written number before its first digit and behind its last. */
function around(parts: readonly Intl.NumberFormatPart[]): Around {
  const ofNumber = new Set(['integer', 'group', 'decimal', 'fraction']);
  const isOfNumber = ({ type }: Intl.NumberFormatPart) => ofNumber.has(type);
  const text = (some: readonly Intl.NumberFormatPart[]) => some.map(({ value }) => value).join('');
  return [
    text(parts.slice(0, parts.findIndex(isOfNumber))),
    text(parts.slice(parts.findLastIndex(isOfNumber) + 1)),
  ];
}

function isKnown(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    // This is not even the form of a language's tag.
    return false;
  }
}

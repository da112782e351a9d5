import { isNoAmount, splitAmount, type DecimalSign } from './amountText';
import { readDate, type DateOrder } from './dateText';

const MAX_DISTINCT = 1000;

/** The evidence that the values of one column give, added up value by value in bounded memory. */
export class ColumnFacts {
  filled = 0;
  /** Cells that say that there is no amount, empty ones not counted. */
  withoutAmount = 0;
  amounts = 0;
  percents = 0;
  fractions = 0;
  /** Whole numbers that look like ids: long, or with zeros in front. */
  ids = 0;
  dates = 0;
  bareDates = 0;
  months = 0;
  /** Dates as plain as a database writes them. */
  isoDates = 0;
  /** Amounts as plain as a program writes them. */
  plainAmounts = 0;
  tags = 0;
  jsonTags = 0;
  readonly currencies = new Map<string, number>();
  readonly distinct = new Set<string>();
  readonly days = new Set<string>();
  /** Amounts by the decimal sign that they prove, and one of each. */
  readonly signs = new Map<DecimalSign | 'either', { count: number; readonly example: string }>();
  /** Dates by the order that they prove, and one of each. */
  readonly orders = new Map<DateOrder | 'either', { count: number; readonly example: string }>();

  constructor(readonly name: string) {}

  /** Takes the next cell. */
  add(cell: string): void {
    const value = cell.trim();
    if (value === '') {
      return;
    }
    this.filled += 1;
    if (this.distinct.size < MAX_DISTINCT) {
      this.distinct.add(value.slice(0, 200));
    }
    if (isNoAmount(value)) {
      this.withoutAmount += 1;
      return;
    }
    this.addAmount(value);
    this.addDate(value);
    if (/^\{[^]*\}$/.test(value) || /^"?[\w.:/-]+"?\s*[:=][^]*$/.test(value)) {
      this.tags += 1;
      this.jsonTags += isJsonObject(value) ? 1 : 0;
    }
  }

  /** The share of its filled cells that hold amounts. */
  get amountShare(): number {
    const counted = this.filled - this.withoutAmount;
    return counted === 0 ? 0 : this.amounts / counted;
  }

  /** The share of its filled cells that hold dates. */
  get dateShare(): number {
    const counted = this.filled - this.withoutAmount;
    return counted === 0 ? 0 : this.dates / counted;
  }

  private addAmount(value: string): void {
    if (PLAIN.test(value)) {
      this.plainAmounts += 1;
    }
    if (/^[-+]?[\d.,\s]+%$/.test(value)) {
      this.percents += 1;
      return;
    }
    const amount = splitAmount(value);
    if (amount === undefined) {
      return;
    }
    this.amounts += 1;
    if (amount.currency !== undefined) {
      this.currencies.set(amount.currency, (this.currencies.get(amount.currency) ?? 0) + 1);
    }
    if (amount.sign !== undefined) {
      count(this.signs, amount.sign, value);
      this.fractions += 1;
    } else if (/^(?:0\d+|\d{9,})$/.test(value)) {
      this.ids += 1;
    }
  }

  private addDate(value: string): void {
    const date = readDate(value);
    if (date === undefined) {
      return;
    }
    this.dates += 1;
    this.bareDates += date.bare ? 1 : 0;
    this.months += date.precision === 'month' ? 1 : 0;
    this.isoDates += ISO.test(value) ? 1 : 0;
    const { dayFirst, monthFirst } = date;
    if (this.days.size < MAX_DISTINCT) {
      this.days.add((dayFirst ?? monthFirst ?? '').slice(0, 10));
    }
    if (dayFirst !== monthFirst) {
      count(
        this.orders,
        monthFirst === undefined ? 'dayFirst' : dayFirst === undefined ? 'monthFirst' : 'either',
        value,
      );
    }
  }
}

const PLAIN = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?)?$/;

function count<K>(
  counts: Map<K, { count: number; readonly example: string }>,
  key: K,
  example: string,
): void {
  const known = counts.get(key);
  if (known === undefined) {
    counts.set(key, { count: 1, example: example.slice(0, 40) });
  } else {
    known.count += 1;
  }
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

import { TextEncoder } from 'node:util';

/** A bill that was made, in a dialect of its own, and what must be read of it. */
export interface MadeBill {
  readonly bytes: Buffer;
  readonly total: string;
  readonly byDay: Readonly<Record<string, string>>;
  readonly byService: Readonly<Record<string, string>>;
  /** How it was written, for people. */
  readonly dialect: string;
}

/** Random whole numbers from a seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  /** One of several. */
  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) {
      throw new RangeError('There is nothing to choose from.');
    }
    return chosen;
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}

const SERVICES = [
  'AmazonEC2',
  'Amazon S3',
  'AWS Lambda',
  'Compute, shared',
  'Support "Gold"',
  'Büro & Netz',
  'Total Security',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Row {
  readonly day: string;
  readonly service: string;
  /** In units of 10^-decimals. */
  readonly units: bigint;
}

type DayForm = (day: string) => string;

const two = (value: number) => String(value).padStart(2, '0');
const parts = (day: string) => day.split('-').map(Number) as [number, number, number];
const dayForms: Readonly<Record<string, DayForm>> = {
  iso: (day) => day,
  instant: (day) => `${day}T00:00:00Z`,
  minutes: (day) => `${day} 10:30`,
  offset: (day) => `${day}T12:00:00+02:00`,
  slashes: (day) => day.replaceAll('-', '/'),
  compact: (day) => day.replaceAll('-', ''),
  'day/month': (day) => `${two(parts(day)[2])}/${two(parts(day)[1])}/${parts(day)[0]}`,
  'month/day': (day) => `${parts(day)[1]}/${parts(day)[2]}/${parts(day)[0]}`,
  'month/day short': (day) => `${parts(day)[1]}/${parts(day)[2]}/${String(parts(day)[0]).slice(2)}`,
  'day.month': (day) => `${two(parts(day)[2])}.${two(parts(day)[1])}.${parts(day)[0]}`,
  'day-month': (day) => `${two(parts(day)[2])}-${two(parts(day)[1])}-${parts(day)[0]}`,
  named: (day) => `${parts(day)[2]}-${MONTHS[parts(day)[1] - 1] ?? ''}-${String(parts(day)[0]).slice(2)}`,
  'long name': (day) => `${MONTHS[parts(day)[1] - 1] ?? ''} ${parts(day)[2]}, ${parts(day)[0]}`,
};

/** Whole units of the last place as a decimal. */
export function decimal(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const rest = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${units < 0n ? '-' : ''}${whole}${rest}`;
}

/** An exact decimal without zeros at its end. */
export function trimmed(amount: string): string {
  const text = amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
  return text === '-0' || text === '' ? '0' : text;
}

/** Makes a bill. */
export function makeBill(seed: number): MadeBill {
  const dice = new Dice(seed);
  const decimals = dice.of([0, 2, 2, 2, 3, 4, 10]);
  const rows = makeRows(dice, decimals);
  const sign = dice.of(['.', '.', ',']);
  const delimiter = sign === ',' ? dice.of([';', ';', '\t', '|', ',']) : dice.of([',', ',', ';', '\t', '|']);
  const group = dice.of(['', '', sign === '.' ? ',' : '.', "'", ' ']);
  const negative = dice.of(['-', '-', '()', 'behind']);
  const currency = dice.of(['', '', '', '$', '€', 'USD ', ' EUR']);
  const [form, writeDay] = dice.of(Object.entries(dayForms));
  const money = (units: bigint) => writeAmount(units, decimals, { sign, group, negative, currency });
  const total = rows.reduce((sum, { units }) => sum + units, 0n);
  const totals = dice.of(['', '', '', 'Total', 'Grand Total', 'total:', 'Summe', 'TOTAL']);
  const withSubtotals = dice.once(6);
  const extra = extraColumns(dice);
  const names = headerNames(dice, form, currency);
  const columns = shuffled(dice, ['service', 'day', 'cost', ...extra.map(({ name }) => name)]);
  const cellsOf = (given: Readonly<Record<string, string>>) => columns.map((column) => given[column] ?? '');
  const lines: string[][] = [columns.map((column) => names[column] ?? column)];
  const totalLine = (label: string, units: bigint) => cellsOf({ service: label, cost: money(units) });
  const atTop = totals !== '' && dice.once(5);
  if (atTop) {
    lines.push(totalLine(totals, total));
  }
  const sorted = withSubtotals ? rows.toSorted((one, other) => (one.service < other.service ? -1 : 1)) : rows;
  for (const [at, row] of sorted.entries()) {
    const beside = Object.fromEntries(extra.map(({ name, value }) => [name, value(at)]));
    lines.push(cellsOf({ ...beside, service: row.service, day: writeDay(row.day), cost: money(row.units) }));
    const last = sorted[at + 1]?.service !== row.service;
    if (withSubtotals && last) {
      const group = sorted.filter(({ service }) => service === row.service);
      lines.push(
        totalLine(
          'Subtotal',
          group.reduce((sum, { units }) => sum + units, 0n),
        ),
      );
    }
  }
  if (totals !== '' && !atTop) {
    lines.push(totalLine(totals, total));
  }
  const remarks = dice.of([[], [], [], ['Cost report of Acme'], ['Acme', '', '# made on Monday']]);
  const end = dice.of(['\n', '\n', '\r\n', '\r\r\n', '\r']);
  const quoteAll = dice.once(3);
  const padded = dice.once(8) ? ' ' : '';
  const sep = dice.once(10) && remarks.length === 0 ? [`sep=${delimiter}`] : [];
  const written = lines.map((cells) =>
    cells.map((cell) => `${padded}${quoted(cell, delimiter, quoteAll)}${padded}`).join(delimiter),
  );
  const text = [...sep, ...remarks, ...written].join(end) + (dice.once(4) ? '' : end);
  const encoding = dice.of(['utf-8', 'utf-8', 'utf-8', 'bom', 'utf-16le', 'windows-1252']);
  return {
    bytes: encode(text, encoding),
    total: trimmed(decimal(total, decimals)),
    byDay: sums(rows, ({ day }) => day, decimals),
    byService: sums(rows, ({ service }) => service, decimals),
    dialect: JSON.stringify({
      decimals,
      sign,
      delimiter,
      group,
      negative,
      currency,
      form,
      totals,
      withSubtotals,
      remarks,
      end,
      padded,
      sep,
      encoding,
    }),
  };
}

function makeRows(dice: Dice, decimals: number): Row[] {
  const count = 2 + dice.below(30);
  const first = Date.UTC(2024, dice.below(12), 1 + dice.below(20));
  const small = dice.once(2);
  return Array.from({ length: count }, () => {
    const day = new Date(first + dice.below(60) * 86_400_000).toISOString().slice(0, 10);
    const whole = BigInt(1 + dice.below(small ? 90 : 2_000_000));
    const rest = decimals === 0 ? 0n : BigInt(dice.below(1_000_000)) % 10n ** BigInt(decimals);
    const units = whole * 10n ** BigInt(decimals) + rest;
    return { day, service: dice.of(SERVICES), units: dice.once(12) ? -units : units };
  });
}

/** How an amount is written. */
export interface AmountForm {
  readonly sign: string;
  readonly group: string;
  readonly negative: string;
  readonly currency: string;
}

/** An amount in a form. */
export function writeAmount(
  units: bigint,
  decimals: number,
  { sign, group, negative, currency }: AmountForm,
): string {
  const [whole = '', rest] = decimal(units < 0n ? -units : units, decimals).split('.');
  const grouped = group === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  const digits = `${grouped}${rest === undefined ? '' : `${sign}${rest}`}`;
  const text = currency.startsWith(' ') ? `${digits}${currency}` : `${currency}${digits}`;
  if (units >= 0n) {
    return text;
  }
  return negative === '()' ? `(${text})` : negative === 'behind' && currency === '' ? `${text}-` : `-${text}`;
}

function extraColumns(dice: Dice): { readonly name: string; readonly value: (at: number) => string }[] {
  const all = [
    { name: 'account', value: () => '123456789012' },
    { name: 'quantity', value: (at: number) => String(at * 3 + 1) },
    { name: 'center', value: (at: number) => String(4000 + (at % 2)) },
    { name: 'tokens', value: (at: number) => String(1000 + at * 17) },
    { name: 'region', value: (at: number) => (at % 2 === 0 ? 'us-east-1' : 'eu-west-1') },
    { name: 'owner', value: (at: number) => (at % 3 === 0 ? '' : 'web') },
  ];
  return all.filter(() => dice.once(3));
}

function headerNames(dice: Dice, form: string, currency: string): Record<string, string> {
  return {
    service: dice.of(['service', 'Service', 'ServiceName', 'Product', 'Dienst']),
    day:
      form === 'compact'
        ? dice.of(['date', 'usage_date'])
        : dice.of(['date', 'Day', 'usage_start_date', 'Datum', 'Usage Date']),
    cost: dice.of([
      'cost',
      'Cost',
      'amount',
      'Total Cost',
      'Kosten',
      'Betrag',
      currency === '' ? 'cost_usd' : 'Spend',
    ]),
    account: dice.of(['AccountId', 'Account ID', 'Linked Account']),
    quantity: dice.of(['UsageQuantity', 'Hours', 'Qty']),
    center: 'CostCenter',
    tokens: 'Total Tokens',
    region: 'Region',
    owner: 'Owner',
  };
}

function shuffled<T>(dice: Dice, items: readonly T[]): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(dice.below(rest.length), 1)[0] as T);
}

function quoted(cell: string, delimiter: string, all: boolean): string {
  const needs = all || cell.includes(delimiter) || cell.includes('"');
  return needs ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Bytes of a text. */
export function encode(text: string, encoding: string): Buffer {
  switch (encoding) {
    case 'bom':
      return Buffer.from(`\uFEFF${text}`);
    case 'utf-16le':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'windows-1252':
      // Of what is written here, only this sign has another place than in Latin 1.
      return Buffer.from(text.replaceAll('€', '\x80'), 'latin1');
    default:
      return Buffer.from(new TextEncoder().encode(text));
  }
}

function sums(rows: readonly Row[], keyOf: (row: Row) => string, decimals: number): Record<string, string> {
  const groups = new Map<string, bigint>();
  for (const row of rows) {
    groups.set(keyOf(row), (groups.get(keyOf(row)) ?? 0n) + row.units);
  }
  return Object.fromEntries([...groups].map(([key, units]) => [key, trimmed(decimal(units, decimals))]));
}

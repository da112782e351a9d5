import { Dice, encode, decimal, trimmed, writeAmount } from './bills';

/** A table whose columns are groups, days or months, and what must be read of it. */
export interface MadeTable {
  readonly bytes: Buffer;
  readonly total: string;
  readonly byDay: Readonly<Record<string, string>>;
  /** By service or account, whichever the table has. */
  readonly byGroup: Readonly<Record<string, string>>;
  readonly role: 'byService' | 'byAccount';
  readonly hasWrongTotal: boolean;
  /** How it was written, for people. */
  readonly dialect: string;
}

const GROUPS = {
  Service: [
    'EC2-Instances',
    'S3',
    'AWS Lambda',
    'EC2-Other',
    'Compute, shared',
    'Total Security',
    'Büro & Netz',
  ],
  Account: ['acme-prod', 'acme-dev', 'Acme, Shop', 'Ärzte Süd', 'Total Wine', 'sandbox'],
} as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONG = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const two = (value: number) => String(value).padStart(2, '0');
const dayForms: Readonly<Record<string, (year: number, month: number, day: number) => string>> = {
  iso: (year, month, day) => `${year}-${two(month)}-${two(day)}`,
  instant: (year, month, day) => `${year}-${two(month)}-${two(day)}T00:00:00Z`,
  named: (year, month, day) => `${day}-${MONTHS[month - 1] ?? ''}-${year}`,
  slashes: (year, month, day) => `${year}/${two(month)}/${two(day)}`,
};
const monthForms: Readonly<Record<string, (year: number, month: number) => string>> = {
  'first day': (year, month) => `${year}-${two(month)}-01`,
  month: (year, month) => `${year}-${two(month)}`,
  'Jan-2026': (year, month) => `${MONTHS[month - 1] ?? ''}-${year}`,
  'Jan 2026': (year, month) => `${MONTHS[month - 1] ?? ''} ${year}`,
  'January 2026': (year, month) => `${LONG[month - 1] ?? ''} ${year}`,
  'Jan-26': (year, month) => `${MONTHS[month - 1] ?? ''}-${String(year).slice(2)}`,
  '01/2026': (year, month) => `${two(month)}/${year}`,
};

/** Makes a table. */
export function makeTable(seed: number): MadeTable {
  const dice = new Dice(seed);
  const isTurned = dice.once(2);
  const isMonthly = dice.once(2);
  const dimension = dice.of(['Service', 'Account'] as const);
  const decimals = dice.of([0, 2, 2, 2, 4, 10]);
  const sign = dice.of(['.', '.', ',']);
  const group = dice.of(['', '', sign === '.' ? ',' : '.']);
  const delimiter = sign === ',' ? dice.of([';', '\t']) : dice.of([',', ',', ';', '\t']);
  // Groups as columns have units behind their names: else nothing tells them from counts.
  const unit = dice.of(isTurned ? ['', '', '($)', ' ($)', '(€)'] : ['($)', ' ($)', '(€)', '(USD)']);
  const names = pick(dice, GROUPS[dimension], 1 + dice.below(5));
  const [form, days] = daysOf(dice, isMonthly);
  const amounts = names.map(() =>
    days.map(() =>
      dice.once(10) ? 0n : BigInt(1 + dice.below(dice.once(3) ? 90 : 2_000_000)) * (dice.once(15) ? -1n : 1n),
    ),
  );
  const sums = (of: readonly bigint[]) => of.reduce((all, one) => all + one, 0n);
  const byGroup = amounts.map(sums);
  const byDay = days.map((_, at) => sums(amounts.map((row) => row[at] ?? 0n)));
  const total = sums(byGroup);
  const money = (units: bigint, mayBeEmpty = false) =>
    mayBeEmpty && units === 0n && dice.once(2)
      ? ''
      : writeAmount(units, decimals, { sign, group, negative: dice.of(['-', '()']), currency: '' });
  const totalName = dice.of(['Total', 'Total costs', 'Grand Total', 'Summe', 'TOTAL', 'total']);
  const hasTotalColumn = dice.once(2);
  const totalRow = dice.of(['', '', 'last', 'first']);
  const hasWrongTotal = totalRow !== '' && total !== 0n && dice.once(8);
  const off = hasWrongTotal ? 10n ** BigInt(decimals) * 7n : 0n;
  const rowNames = isTurned ? names : days.map(({ text }) => text);
  const columnNames = isTurned ? days.map(({ text }) => text) : names;
  const cellAt = (row: number, column: number) =>
    (isTurned ? amounts[row]?.[column] : amounts[column]?.[row]) ?? 0n;
  const rowSums = isTurned ? byGroup : byDay;
  const columnSums = isTurned ? byDay : byGroup;
  const header = [
    dimension === 'Account' && !isTurned ? 'Linked account' : dimension,
    ...columnNames.map((name) => `${name}${unit}`),
    ...(hasTotalColumn ? [`${totalName}${unit}`] : []),
  ];
  const rows = rowNames.map((name, at) => [
    name,
    ...columnNames.map((_, column) => money(cellAt(at, column), true)),
    ...(hasTotalColumn ? [money(rowSums[at] ?? 0n)] : []),
  ]);
  const label = isTurned ? totalName : dice.of([`${dimension} total`, totalName]);
  const sumRow = [
    label,
    ...columnSums.map((sum, at) => money(at === 0 ? sum + off : sum)),
    ...(hasTotalColumn ? [money(total + off)] : []),
  ];
  const body = totalRow === 'first' ? [sumRow, ...rows] : totalRow === 'last' ? [...rows, sumRow] : rows;
  const remarks = dice.of([[], [], [], ['Cost report of Acme'], ['Acme', '', 'Currency: USD']]);
  const end = dice.of(['\n', '\r\n']);
  const quoteAll = dice.once(3);
  const lines = [header, ...body].map((cells) =>
    cells
      .map((cell) => (quoteAll || cell.includes(delimiter) || cell.includes('"') ? `"${cell}"` : cell))
      .join(delimiter),
  );
  return {
    bytes: encode([...remarks, ...lines].join(end) + end, dice.of(['utf-8', 'bom', 'utf-16le'])),
    total: trimmed(decimal(total, decimals)),
    byDay: named(
      days.map(({ iso }) => iso),
      byDay,
      decimals,
    ),
    byGroup: named(names, byGroup, decimals),
    role: dimension === 'Service' ? 'byService' : 'byAccount',
    hasWrongTotal,
    dialect: `${JSON.stringify({ isTurned, isMonthly, form, unit, decimals, sign, group, delimiter, totalName, hasTotalColumn, totalRow, hasWrongTotal })}\n${[...remarks, ...lines].join('\n')}`,
  };
}

function daysOf(dice: Dice, isMonthly: boolean): [string, { readonly iso: string; readonly text: string }[]] {
  const count = 2 + dice.below(isMonthly ? 11 : 20);
  const year = 2023 + dice.below(4);
  const month = 1 + dice.below(12);
  const [form, write] = dice.of<[string, (year: number, month: number, day: number) => string]>(
    Object.entries(isMonthly ? monthForms : dayForms),
  );
  const days = Array.from({ length: count }, (_, at) => {
    const date = new Date(Date.UTC(year, month - 1 + (isMonthly ? at : 0), isMonthly ? 1 : 1 + at));
    const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const;
    return { iso: date.toISOString().slice(0, 10), text: write(...parts) };
  });
  return [form, days];
}

function pick<T>(dice: Dice, items: readonly T[], count: number): T[] {
  const rest = [...items];
  return Array.from({ length: count }, () => rest.splice(dice.below(rest.length), 1)[0] as T);
}

function named(names: readonly string[], sums: readonly bigint[], decimals: number): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const amount = trimmed(decimal(sums[at] ?? 0n, decimals));
      return amount === '0' ? [] : [[name, amount] as const];
    }),
  );
}

import { trimAmount } from '../amounts';

/** Rows are held that could be totals until all are known. */
export interface HeldRow {
  readonly line: number;
  readonly label: string;
  readonly cells: readonly string[];
  /** How surely its words say that it is a total. */
  readonly says: 'surely' | 'perhaps' | 'nothing';
  /** Nothing else is in it but the label and numbers. */
  readonly bare: boolean;
  readonly amount: bigint;
  /** The decimals that its amount is written with. */
  readonly decimals: number;
  /** The sum and the number of the rows before it. */
  readonly before: bigint;
  readonly rowsBefore: number;
}

/** The judgment of a row that was held. */
export interface JudgedRow {
  readonly row: HeldRow;
  readonly isTotal: boolean;
  /** Whether it is the sum of other rows. */
  readonly fits: boolean;
}

const SURE =
  /^(?:(?:grand|overall|sub|report|invoice|statement|account|all|net|gross|running|final)[ -]?)?totals?(?: +(?:costs?|amount|charges?|spend|usage|usd|eur|gbp|general|général|geral|generale))?:?$/i;
const SURE_WORDS =
  /^(?:sum|summe|gesamt(?:summe|betrag|kosten)?|zwischensumme|insgesamt|endsumme|somme|sous-total|totale|totaal|suma|total général|合計|小計|総計|总计|合计|小计|합계|총계|소계|celkem|celkom|razem|łącznie|ogółem|summa|totalt|i alt|yhteensä|összesen|skupaj|ukupno|toplam|jumlah|итого|всего|σύνολο|tổng cộng)\s*:?$/i;
const PERHAPS =
  /^(?:(?:sub ?)?total(?: of| for)?\b.*|.*\b(?:sub)?totals?:?|(?:zwischen)?summe .*|gesamt .*|sous-total .*|totale .*|(?:suma|soma) .*)$/i;

/** The words of totals as regular expressions, whose letters are of either case. */
export const totalPatterns: readonly string[] = [SURE, SURE_WORDS, PERHAPS].map(({ source }) => source);

/** What the words of a cell say of its row's being a total. */
export function totalWords(cell: string): HeldRow['says'] {
  const text = cell.trim().replace(/^\*+|\*+$/g, '');
  if (text.length > 120) {
    return 'nothing';
  }
  const plain = text.replace(/\s*\([^()]*\)$/, '');
  if (SURE.test(plain) || SURE_WORDS.test(plain)) {
    return 'surely';
  }
  return PERHAPS.test(text) ? 'perhaps' : 'nothing';
}

/** A decimal number as whole units of 10^-24; undefined where it is none. */
export function unitsOf(decimal: string): bigint | undefined {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/.exec(decimal);
  if (!match) {
    return undefined;
  }
  const [, sign, whole = '', part = '', exponent = '0'] = match;
  const shift = 24 + Number(exponent) - part.length;
  const digits = `${whole}${part}` || '0';
  const units = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : BigInt(digits) / 10n ** BigInt(-shift);
  return sign === '-' ? -units : units;
}

/** Units of 10^-24 as a decimal number, without zeros at its end. */
export function unitsText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(25, '0');
  return `${units < 0n ? '-' : ''}${trimAmount(`${digits.slice(0, -24)}.${digits.slice(-24)}`)}`;
}

/** Half of the last place of an amount with so many decimals, in units of 10^-24. */
export function half(decimals: number): bigint {
  return decimals >= 24 ? 0n : 10n ** BigInt(24 - decimals) / 2n;
}

/** Rows that are counted become parts of the sums by which the others are judged, so often. */
const ROUNDS = 4;

/** Decides of the rows that were held which are totals: by their words and by the sums of the other rows. */
export function judgeTotals(
  held: readonly HeldRow[],
  sum: bigint,
  rows: number,
  decimals: number,
): JudgedRow[] {
  let judged = judge(held, new Set(), sum, rows, decimals);
  for (let round = 0; round < ROUNDS; round += 1) {
    const counted = new Set(judged.flatMap(({ row, isTotal }) => (isTotal ? [] : [row])));
    const next = judge(held, counted, sum, rows, decimals);
    const isSame = next.every(({ isTotal }, at) => isTotal === judged[at]?.isTotal);
    judged = next;
    if (isSame) {
      break;
    }
  }
  return judged;
}

/** Judges each row as if those that are counted were as any other. */
function judge(
  held: readonly HeldRow[],
  counted: ReadonlySet<HeldRow>,
  sum: bigint,
  rows: number,
  decimals: number,
): JudgedRow[] {
  let more = { sum: 0n, rows: 0 };
  const placed = held.map((row) => {
    const before = { sum: row.before + more.sum, rows: row.rowsBefore + more.rows };
    if (counted.has(row)) {
      more = { sum: more.sum + row.amount, rows: more.rows + 1 };
    }
    return { row, before };
  });
  const all = { sum: sum + more.sum, rows: rows + more.rows };
  const borders = placed.filter(({ row }) => !counted.has(row));
  return placed.map(({ row, before }) => {
    if (counted.has(row)) {
      return { row, isTotal: false, fits: false };
    }
    const at = borders.findIndex((one) => one.row === row);
    const previous = borders[at - 1]?.before ?? { sum: 0n, rows: 0 };
    const next = borders[at + 1]?.before ?? all;
    const parts = [
      all,
      before,
      { sum: before.sum - previous.sum, rows: before.rows - previous.rows },
      { sum: next.sum - before.sum, rows: next.rows - before.rows },
    ];
    const fitting = parts.filter((part) => part.rows > 0 && isClose(row, part.sum, part.rows, decimals));
    const fits = fitting.length > 0;
    const most = Math.max(0, ...fitting.map((part) => part.rows));
    const isTotal =
      row.says === 'surely'
        ? row.bare || fits
        : row.says === 'perhaps'
          ? most > 1
          : row.bare && most > 1 && most === all.rows;
    return { row, isTotal, fits };
  });
}

/** Whether an amount is a sum, as far as either was rounded. */
function isClose(row: HeldRow, sum: bigint, rows: number, decimals: number): boolean {
  const difference = row.amount > sum ? row.amount - sum : sum - row.amount;
  const rounded = row.decimals < decimals ? half(row.decimals) : 0n;
  const parts = row.decimals > decimals ? half(decimals) * BigInt(rows) : 0n;
  // Sums that programs made of doubles differ in the last places.
  const noise = (sum < 0n ? -sum : sum) / 10n ** 12n;
  return difference <= rounded + parts + noise;
}

/** Of a row with a day, "Total Security" is a name. */
export function wordsWith(cell: string, dated: boolean): HeldRow['says'] {
  const says = totalWords(cell);
  return says === 'perhaps' && dated && !/totals?:?$|^(?:sub ?)?total (?:of|for)\b/i.test(cell)
    ? 'nothing'
    : says;
}

/** Digits behind the point of a decimal. */
export function decimalsOf(decimal: string): number {
  return /\.(\d+)/.exec(decimal)?.[1]?.length ?? 0;
}

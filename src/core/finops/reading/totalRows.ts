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
  /^(?:sum|summe|gesamt(?:summe|betrag|kosten)?|zwischensumme|insgesamt|endsumme|somme|sous-total|totale|totaal|suma|total général|合計|小計|総計|总计|合计|小计)\s*:?$/i;
const PERHAPS = /^(?:(?:sub ?)?total(?: of| for)?\b.*|.*\b(?:sub)?totals?:?)$/i;

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

/** Decides of the rows that were held which are totals: by their words and by the sums of the other rows. */
export function judgeTotals(
  held: readonly HeldRow[],
  sum: bigint,
  rows: number,
  decimals: number,
): JudgedRow[] {
  return held.map((row, at) => {
    const previous = held[at - 1];
    const next = held[at + 1];
    const parts = [
      { sum, rows },
      { sum: row.before - (previous?.before ?? 0n), rows: row.rowsBefore - (previous?.rowsBefore ?? 0) },
      { sum: (next?.before ?? sum) - row.before, rows: (next?.rowsBefore ?? rows) - row.rowsBefore },
    ];
    const fitting = parts.filter((part) => part.rows > 0 && isClose(row, part.sum, part.rows, decimals));
    const fits = fitting.length > 0;
    const most = Math.max(0, ...fitting.map((part) => part.rows));
    const isTotal =
      row.says === 'surely'
        ? row.bare || fits
        : row.says === 'perhaps'
          ? most > 1
          : row.bare && most > 1 && most === rows;
    return { row, isTotal, fits };
  });
}

/** Whether an amount is a sum, as far as either was rounded. */
function isClose(row: HeldRow, sum: bigint, rows: number, decimals: number): boolean {
  const half = (places: number) => (places >= 24 ? 0n : 10n ** BigInt(24 - places) / 2n);
  const difference = row.amount > sum ? row.amount - sum : sum - row.amount;
  const rounded = row.decimals < decimals ? half(row.decimals) : 0n;
  const parts = row.decimals > decimals ? half(decimals) * BigInt(rows) : 0n;
  // Sums that programs made of doubles differ in the last places.
  const noise = (sum < 0n ? -sum : sum) / 10n ** 12n;
  return difference <= rounded + parts + noise;
}

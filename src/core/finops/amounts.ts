/** Digits behind the point that sums keep; more than any column of money has. */
const DECIMALS = 40;

/** The exact sum of decimal numbers as text. */
export function addAmounts(amounts: readonly string[]): string {
  return fromUnits(amounts.reduce((sum, amount) => sum + toUnits(amount), 0n));
}

/** The exact difference of two decimal numbers as text. */
export function subtractAmounts(from: string, amount: string): string {
  return fromUnits(toUnits(from) - toUnits(amount));
}

/** Compares two decimal numbers as text, as `sort` wants it. */
export function compareAmounts(a: string, b: string): number {
  const difference = toUnits(a) - toUnits(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether a decimal number as text is below zero. */
export function isNegative(amount: string): boolean {
  return toUnits(amount) < 0n;
}

function toUnits(amount: string): bigint {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(amount);
  if (!match) {
    throw new RangeError(`“${amount}” is no decimal number`);
  }
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(`${whole || '0'}${fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0')}`);
  return sign === '-' ? -units : units;
}

function fromUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(DECIMALS + 1, '0');
  const text = withoutZeros(`${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
  return units < 0n ? `-${text}` : text;
}

/** A decimal without the zeros at its end. */
export function trimAmount(amount: string): string {
  if (!amount.includes('.')) {
    return amount === '-0' ? '0' : amount;
  }
  const trimmed = withoutZeros(amount);
  return trimmed === '-0' || trimmed === '' ? '0' : trimmed;
}

/** A number with a point in it, without the zeros at its end: from there, for there may be many in its midst. */
function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') {
    end -= 1;
  }
  if (text[end - 1] === '.') {
    end -= 1;
  }
  return text.slice(0, end);
}

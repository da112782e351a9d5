import * as l10n from '@vscode/l10n';
import { currencyOf, decimalText, splitAmount } from './amountText';
import type { ColumnFacts } from './columnFacts';
import { costNamePoints, costWord, roleNames, wordsOfName } from './roleNames';

/** A column that could have a role: the more points, the more likely, and why. */
export interface Candidate {
  readonly column: string;
  readonly points: number;
  readonly reason: string;
}

/** Fewer points than this are no money. */
export const LEAST_COST_POINTS = 0;

/** The columns of numbers, the likeliest cost first. Rows are some of the table's, to see what adds up to what. */
export function costCandidates(
  columns: readonly ColumnFacts[],
  rows: readonly (readonly string[])[],
): Candidate[] {
  const numeric = columns.flatMap((facts, at) => (isNumeric(facts) ? [{ facts, at }] : []));
  const numbers = numeric.slice(0, 40).map(({ at }) => rows.map((row) => numberOf(row[at] ?? '')));
  const rated = numeric.map(({ facts }) => rate(facts, rows.length));
  const names = numeric.map(({ facts }) => facts.name);
  const shifts = namedShifts(names, columns);
  const partsByColumn = numeric.map((_, at) => (at < numbers.length ? partsOf(at, numbers, numeric) : []));
  const related = numeric.map(({ facts }, at): Candidate => {
    const { points: own = 0, reason = '' } = rated[at] ?? {};
    const points = own + (shifts[at] ?? 0);
    const parts = partsByColumn[at] ?? [];
    if (parts.length > 0) {
      const sum = parts
        .map((part) => `${signOf(part, numbers, numeric) < 0 ? '−' : '+'} ${names[part] ?? ''}`)
        .join(' ')
        .replace(/^\+ /, '');
      return {
        column: facts.name,
        points: points + 15,
        reason: l10n.t('{0} In each row it is {1}.', reason, sum),
      };
    }
    const isOpen = numbers[at] !== undefined && points >= 0 && !isBeforeDiscount(facts.name);
    const factors = isOpen ? factorsOf(at, numbers, numeric) : undefined;
    return factors === undefined
      ? { column: facts.name, points, reason }
      : {
          column: facts.name,
          points: points + 30,
          reason: l10n.t('{0} In each row it is {1}.', reason, factors),
        };
  });
  return aboveParts(related, partsByColumn).toSorted((one, other) => other.points - one.points);
}

/** Sums come before their parts, and the sums of sums before them. */
function aboveParts(candidates: readonly Candidate[], parts: readonly (readonly number[])[]): Candidate[] {
  let raised = [...candidates];
  for (let round = 0; round < 2; round += 1) {
    raised = raised.map((candidate, at) => {
      const most = Math.max(-Infinity, ...(parts[at] ?? []).map((part) => raised[part]?.points ?? 0));
      return most + 15 > candidate.points ? { ...candidate, points: most + 15 } : candidate;
    });
  }
  return raised;
}

const NET = /^(?:net|netto|payable|due)$/;
const BEFORE_DISCOUNT = /^(?:gross|list|before|original|retail|public|catalog|undiscounted)$/;
const GROSS = /^(?:gross|brutto)$/;
const TAX = /^(?:tax|taxes|vat|gst|mwst|ust|steuer|umsatzsteuer|tva|iva|btw|消費税|税额)$/;

/** Whether a name says that something is still to be taken off. */
function isBeforeDiscount(name: string): boolean {
  return wordsOfName(name).some((word) => BEFORE_DISCOUNT.test(word));
}

/**
 * What names say beside each other. Net beside gross is what is paid, after discounts; beside a tax it is what the
 * tax is added to. Of two amounts the one whose currency is known can be read, where nothing says that of the other.
 */
function namedShifts(names: readonly string[], columns: readonly ColumnFacts[]): number[] {
  const has = (pattern: RegExp, name: string) => wordsOfName(name).some((word) => pattern.test(word));
  const isMoney = (name: string) => costWord(name) || has(NET, name) || has(GROSS, name);
  const isTaxed = columns.some(({ name }) => has(TAX, name));
  const money = names.filter(isMoney);
  const hasBoth = money.some((name) => has(NET, name)) && money.some((name) => has(GROSS, name));
  const isSaid = columns.some(
    ({ name, distinct }) =>
      roleNames.currency.some((pattern) => pattern.test(wordsOfName(name).join(' '))) ||
      (distinct.size > 0 && [...distinct].every((value) => currencyOf(value) !== undefined)),
  );
  const isNamed = (name: string) => wordsOfName(name).some((word) => currencyOf(word) !== undefined);
  return names.map((name) => {
    const [up, down] = isTaxed ? [GROSS, NET] : [NET, GROSS];
    const net = !hasBoth || !isMoney(name) ? 0 : has(up, name) ? 12 : has(down, name) ? -12 : 0;
    return net + (!isSaid && isNamed(name) && costWord(name) ? 12 : 0);
  });
}

/** Whether a column holds numbers that could be amounts. */
export function isNumeric(facts: ColumnFacts): boolean {
  const dated = facts.dates - facts.bareDates > facts.amounts / 2;
  // A cell in four may be a word; in a column of money by its name more of them.
  const least = costNamePoints(facts.name) >= 20 ? 0.4 : 0.75;
  return facts.amounts > 0 && facts.amountShare >= least && !dated;
}

function rate(facts: ColumnFacts, rows: number): { points: number; reason: string } {
  const byName = costNamePoints(facts.name);
  const signs = facts.currencies.size > 0;
  const byValues =
    (facts.fractions > 0 ? 8 : 0) +
    (signs ? 25 : 0) -
    (facts.ids > facts.amounts / 2 ? 60 : 0) -
    (facts.fractions === 0 && facts.distinct.size === 1 && rows > 2 ? 15 : 0);
  const points = byName + byValues;
  const named = byName >= 20 ? l10n.t('Its name speaks of money.') : '';
  const other = byName < 0 ? l10n.t('Its name speaks of something other than the cost.') : '';
  const valued = signs
    ? l10n.t('Its values have signs of a currency.')
    : facts.ids > facts.amounts / 2
      ? l10n.t('Its values are ids.')
      : facts.fractions > 0
        ? l10n.t('Its values are numbers with decimals.')
        : l10n.t('Its values are whole numbers.');
  return { points, reason: [named, other, valued].filter((part) => part !== '').join(' ') };
}

function numberOf(cell: string): number {
  const amount = splitAmount(cell);
  const text = amount && decimalText(amount, '.');
  return text === undefined ? NaN : Number(text);
}

type Numeric = readonly { readonly facts: ColumnFacts }[];

/** Positive amounts of these are no parts of a sum but are taken off it. */
const TAKEN_OFF =
  /discount|credit|saving|refund|rebate|rabatt|remise|gutschrift|reduc|nachlass|abzug|descuento|desconto|sconto|korting|优惠|優惠|抵扣|割引/i;

function signOf(part: number, numbers: readonly (readonly number[])[], numeric: Numeric): 1 | -1 {
  const isTakenOff = TAKEN_OFF.test(numeric[part]?.facts.name ?? '');
  return isTakenOff && numbers[part]?.some((value) => value > 0) === true ? -1 : 1;
}

/** The other columns of money that a column is the sum of, in each row; none where there are no such. */
function partsOf(at: number, numbers: readonly (readonly number[])[], numeric: Numeric): number[] {
  const nameOf = (one: number) => numeric[one]?.facts.name ?? '';
  if (!costWord(nameOf(at)) && !/total|sum|gesamt/i.test(nameOf(at))) {
    return [];
  }
  const money = numbers.flatMap((_, other) =>
    other !== at && costNamePoints(nameOf(other)) > -40 ? [other] : [],
  );
  const named = money.filter((other) => costNamePoints(nameOf(other)) >= 15);
  const isTaxed = (parts: readonly number[]) =>
    parts.some((part) => wordsOfName(nameOf(part)).some((word) => TAX.test(word)));
  const isSum = (parts: readonly number[]) =>
    parts.length > 1 &&
    (!isBeforeDiscount(nameOf(at)) || isTaxed(parts)) &&
    holds(numbers[at] ?? [], (row) =>
      parts.reduce((sum, part) => sum + signOf(part, numbers, numeric) * valueAt(numbers, part, row), 0),
    );
  return [money, named].find(isSum) ?? [];
}

/** `a × b` where a column is a product of two others in each row. */
function factorsOf(
  at: number,
  numbers: readonly (readonly number[])[],
  numeric: Numeric,
): string | undefined {
  for (let one = 0; one < numbers.length; one += 1) {
    for (let other = one + 1; other < numbers.length; other += 1) {
      const varied = new Set(numbers[other]).size > 1 || new Set(numbers[one]).size > 1;
      const fits =
        one !== at &&
        other !== at &&
        varied &&
        holds(numbers[at] ?? [], (row) => valueAt(numbers, one, row) * valueAt(numbers, other, row));
      if (
        fits &&
        numbers[at]?.some(
          (value, row) => value !== valueAt(numbers, one, row) && value !== valueAt(numbers, other, row),
        ) === true
      ) {
        return `${numeric[one]?.facts.name ?? ''} × ${numeric[other]?.facts.name ?? ''}`;
      }
    }
  }
  return undefined;
}

function valueAt(numbers: readonly (readonly number[])[], column: number, row: number): number {
  const value = numbers[column]?.[row] ?? NaN;
  return Number.isNaN(value) ? 0 : value;
}

/** Whether values are as they are computed in each of at least two rows that are not zero. */
function holds(values: readonly number[], compute: (row: number) => number): boolean {
  let seen = 0;
  for (const [row, value] of values.entries()) {
    const other = compute(row);
    if (Math.abs((Number.isNaN(value) ? 0 : value) - other) > 1e-6 * Math.max(1, Math.abs(other))) {
      return false;
    }
    seen += value === 0 || Number.isNaN(value) ? 0 : 1;
  }
  return seen > 1;
}

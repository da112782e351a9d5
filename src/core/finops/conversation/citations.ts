import type { AskedQuery, Citation, Citations } from '../../../protocol/costConversation';
import type { Cell, CostSummary } from '../../../protocol/finops';

/** A number as text may have it: 1,234.50 or 1.234,50 or -12 or 43.2 %. */
const NUMBER = /(?<![\w.,:/-])[-−]?\d+(?:[.,]\d+)*(?![\w:/]|[-.,]\d)(\s?%)?/g;

/** How languages group and point numbers; a model answers in the language that it was asked in. */
const NOTATIONS = [
  { form: /^-?\d+(?:,\d{3})*(?:\.\d+)?$/, group: ',', decimal: '.' },
  { form: /^-?\d+(?:\.\d{3})*(?:,\d+)?$/, group: '.', decimal: ',' },
];

/** Numbers up to this count things, such as the days of a month. */
const MAX_INCIDENTAL = 31;

/** More different numbers in an answer are not looked up. */
const MAX_NUMBERS = 300;
/** Cells are looked through so far: those of the newest results. */
const MAX_CELLS = 60_000;

interface StatedNumber {
  readonly text: string;
  /** One for each notation that it fits: 1.234 is little in English, and much in German. */
  readonly readings: readonly Reading[];
}

interface Reading {
  readonly value: number;
  readonly decimals: number;
  readonly percent: boolean;
}

/** Where a number can come from: each cell of a result, and how many rows it has. */
interface Origin {
  readonly value: number;
  readonly queryId: string;
  readonly cell: Citation['cell'];
}

/**
 * Says of each number in an answer which query gave it: the same number, or one that rounds to it. Results of the
 * answer's own queries come first, those asked last before those asked earlier. Small whole numbers, such as “the 3
 * highest”, and years are cited where a result has them, and not missed otherwise. Of an answer beyond measure the first
 * numbers are looked up, and of results the newest.
 */
export function citeNumbers(
  messageId: string,
  markdown: string,
  queries: readonly AskedQuery[],
  summary: Pick<CostSummary, 'rows' | 'total'>,
): Citations {
  const origins: Origin[] = [];
  for (const query of queries.toReversed()) {
    if (origins.length >= MAX_CELLS) {
      break;
    }
    for (const origin of originsOf(query)) {
      origins.push(origin);
    }
  }
  origins.push(...summaryOrigins(summary));
  const cited: Citation[] = [];
  const uncited: string[] = [];
  for (const number of numbersIn(markdown)) {
    const origin = originOf(number, origins);
    if (origin !== undefined) {
      cited.push({ text: number.text, queryId: origin.queryId, cell: origin.cell });
    } else if (!number.readings.every(isIncidental)) {
      uncited.push(number.text);
    }
  }
  return { messageId, cited, uncited };
}

function originOf({ readings }: StatedNumber, origins: readonly Origin[]): Origin | undefined {
  for (const reading of readings) {
    const gives = giverOf(reading);
    // A small number is not how many rows there are, unless it says so by accident.
    const cellsAlone = isIncidental(reading);
    const origin = origins.find(({ value, cell }) => gives(value) && !(cellsAlone && cell === null));
    if (origin !== undefined) {
      return origin;
    }
  }
  return undefined;
}

/** Each number once; code is left out, as it is not said but quoted. */
function numbersIn(markdown: string): StatedNumber[] {
  const words = markdown.replaceAll(/```[\s\S]*?(```|$)/g, ' ').replaceAll(/`[^`\n]*`/g, ' ');
  const found = new Map<string, StatedNumber>();
  // The numbers of a list are its order and nothing else.
  for (const [match, percent] of words.replaceAll(/^[ \t]*\d+[.)]\s/gm, ' ').matchAll(NUMBER)) {
    if (found.size >= MAX_NUMBERS) {
      break;
    }
    const text = percent === undefined ? match : match.slice(0, -percent.length);
    const readings = readingsOf(text, percent !== undefined);
    if (readings.length > 0) {
      found.set(text, { text, readings });
    }
  }
  return [...found.values()];
}

/** None for what is no number, such as 1.2.3. */
function readingsOf(text: string, percent: boolean): Reading[] {
  const signed = text.replace('−', '-');
  const plain = NOTATIONS.filter(({ form }) => form.test(signed)).map(({ group, decimal }) =>
    signed.replaceAll(group, '').replace(decimal, '.'),
  );
  return [...new Set(plain)].map((number) => ({
    value: Number(number),
    decimals: number.split('.')[1]?.length ?? 0,
    percent,
  }));
}

function originsOf({ id, outcome }: AskedQuery): Origin[] {
  if (outcome.state === 'failed') {
    return [];
  }
  const { rows, rowCount } = outcome.result;
  const cells = rows.flatMap((row, at) =>
    row.flatMap((cell, column): Origin[] => {
      const value = numberOf(cell);
      return value === undefined ? [] : [{ value, queryId: id, cell: { row: at, column } }];
    }),
  );
  return [...cells, { value: rowCount, queryId: id, cell: null }];
}

function summaryOrigins({ total, rows }: Pick<CostSummary, 'rows' | 'total'>): Origin[] {
  return [Number(total), rows].map((value) => ({ value, queryId: 'data', cell: null }));
}

function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'number') {
    return cell;
  }
  return typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
}

/** Tells whether a value is the number that was stated, or rounds to it. A credit may be stated without its sign. */
function giverOf({ value: stated, decimals, percent }: Reading): (value: number) => boolean {
  const amount = Math.abs(stated);
  // A small whole number is too easily met by accident.
  const exactly = decimals === 0 && !percent && amount <= MAX_INCIDENTAL;
  const off = exactly ? 0 : 0.5 * 10 ** -decimals * (1 + 1e-9);
  const rounds = (value: number) => Math.abs(Math.abs(value) - amount) <= off;
  return (value) => rounds(value) || (percent && Math.abs(value) <= 1 && rounds(value * 100));
}

function isIncidental({ value, decimals, percent }: Reading): boolean {
  const year = decimals === 0 && value >= 1990 && value <= 2100;
  // One decimal is as good as none: versions of models have it.
  return !percent && (year || (decimals <= 1 && Math.abs(value) <= MAX_INCIDENTAL));
}

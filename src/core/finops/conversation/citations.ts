import type { AskedQuery, Citation, Citations } from '../../../protocol/costConversation';
import type { Cell, CostSummary } from '../../../protocol/finops';

/** A number as text has it: 1,234.50 or -12 or 43.2 %. */
const NUMBER = /(?<![\w.,:/-])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[-.,]\d)(\s?%)?/g;

/** Numbers up to this count things, such as the days of a month. */
const MOST_INCIDENTAL = 31;

interface StatedNumber {
  readonly text: string;
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
 * highest”, and years are cited where a result has them, and not missed otherwise.
 */
export function citeNumbers(
  messageId: string,
  markdown: string,
  queries: readonly AskedQuery[],
  summary: Pick<CostSummary, 'rows' | 'total'>,
): Citations {
  const origins = [...queries.toReversed().flatMap(originsOf), ...summaryOrigins(summary)];
  const cited: Citation[] = [];
  const uncited: string[] = [];
  for (const number of numbersIn(markdown)) {
    const origin = origins.find(
      // A small number is not how many rows there are, unless it says so by accident.
      (one) => (one.cell !== null || !isIncidental(number)) && gives(one.value, number),
    );
    if (origin !== undefined) {
      cited.push({ text: number.text, queryId: origin.queryId, cell: origin.cell });
    } else if (!isIncidental(number)) {
      uncited.push(number.text);
    }
  }
  return { messageId, cited, uncited };
}

/** Each number once; code is left out, as it is not said but quoted. */
function numbersIn(markdown: string): StatedNumber[] {
  const words = markdown.replaceAll(/```[\s\S]*?(```|$)/g, ' ').replaceAll(/`[^`\n]*`/g, ' ');
  const found = new Map<string, StatedNumber>();
  // The numbers of a list are its order and nothing else.
  for (const [match, percent] of words.replaceAll(/^\s*\d+[.)]\s/gm, ' ').matchAll(NUMBER)) {
    const text = percent === undefined ? match : match.slice(0, -percent.length);
    const plain = text.replaceAll(',', '').replace('−', '-');
    const decimals = plain.split('.')[1]?.length ?? 0;
    found.set(text, { text, value: Number(plain), decimals, percent: percent !== undefined });
  }
  return [...found.values()];
}

function originsOf({ id, outcome }: AskedQuery): Origin[] {
  if (outcome.state === 'failed') return [];
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
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
}

/** Whether a value is the number that was stated, or rounds to it. A credit may be stated without its sign. */
function gives(value: number, { value: stated, decimals, percent }: StatedNumber): boolean {
  const rounds = (one: number) => {
    // A small whole number is too easily met by accident.
    const exactly = decimals === 0 && !percent && Math.abs(stated) <= MOST_INCIDENTAL;
    const off = exactly ? 0 : 0.5 * 10 ** -decimals;
    return Math.abs(Math.abs(one) - Math.abs(stated)) <= off * (1 + 1e-9);
  };
  return rounds(value) || (percent && Math.abs(value) <= 1 && rounds(value * 100));
}

function isIncidental({ value, decimals, percent }: StatedNumber): boolean {
  const year = decimals === 0 && value >= 1990 && value <= 2100;
  // One decimal is as good as none: versions of models have it.
  return !percent && (year || (decimals <= 1 && Math.abs(value) <= MOST_INCIDENTAL));
}

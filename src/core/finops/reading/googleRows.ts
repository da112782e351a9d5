import * as l10n from '@vscode/l10n';
import type { FormatColumns } from '../formatPlace';
import type { Made, RowMaker } from './rowMaker';

/** Columns of a row that say the same again of its credits. */
const OF_USAGE = /^(?:usage|price|cost|list|credits|currency_conversion)\b|^cost_at|_cost$/i;

/** Makes rows of a row of Google Cloud's export: its credits, which are a list beside its cost, become rows. */
export class GoogleRows implements RowMaker {
  private readonly cost: number;
  private readonly credits: number;
  private readonly creditType: number;
  private readonly costType: number;
  private rows = 0;
  private unread = 0;
  private example = '';

  constructor(
    private readonly columns: readonly string[],
    place: FormatColumns,
  ) {
    const at = (name: string | undefined) =>
      columns.findIndex((column) => column.trim().toLowerCase() === name?.toLowerCase());
    this.cost = at(place.measures[0]?.names[0]);
    this.credits = at('credits');
    this.creditType = at('credit type');
    this.costType = [at('cost_type'), at('cost type')].find((found) => found >= 0) ?? -1;
  }

  /** The row itself, and a row for each credit. */
  made(cells: readonly string[]): Made {
    const text = (at: number) => cells[at]?.trim() ?? '';
    const kind = text(this.creditType) === '' ? kindOf(text(this.costType)) : 'Credit';
    const credits = creditsIn(text(this.credits));
    if (credits === undefined) {
      this.unread += 1;
      this.example ||= text(this.credits).slice(0, 60);
    }
    this.rows += credits?.length ?? 0;
    const rows = (credits ?? []).map((amount) => ({
      kind: 'Credit',
      cells: cells.map((cell, at) =>
        at === this.cost ? amount : OF_USAGE.test(this.columns[at] ?? '') ? '' : cell,
      ),
    }));
    return { rows: [{ cells, kind }, ...rows] };
  }

  /** Sentences about the credits. */
  notices(): string[] {
    return [
      ...(this.rows === 0
        ? []
        : [
            l10n.t(
              'Credits stand beside the costs in this export: each was read as a row of its own, and is taken off.',
            ),
          ]),
      ...(this.unread === 0
        ? []
        : [
            l10n.t(
              'The credits of {0} rows cannot be read and are not taken off, such as “{1}”.',
              this.unread,
              this.example,
            ),
          ]),
    ];
  }
}

function kindOf(costType: string): string {
  switch (costType.toLowerCase()) {
    case '':
    case 'regular':
      return 'Usage';
    default:
      return costType;
  }
}

/** The amounts of a list of credits in JSON; undefined where it is none. */
function creditsIn(text: string): string[] | undefined {
  if (/^(?:|\[\]|null)$/i.test(text)) {
    return [];
  }
  const parsed = parse(text) ?? parse(text.replaceAll("'", '"'));
  if (!Array.isArray(parsed)) {
    return undefined;
  }
  const amounts = parsed.map((credit: unknown) => {
    const amount: unknown =
      typeof credit === 'object' && credit !== null && 'amount' in credit ? credit.amount : undefined;
    return typeof amount === 'number' || typeof amount === 'string' ? String(amount) : undefined;
  });
  return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import * as l10n from '@vscode/l10n';
import { formatCount } from '../../../shared/format';
import { splitAmount } from './amountText';
import type { FileReading } from './fileReading';
import type { NormalShape } from './normalShape';
import type { RowLog } from './rowLog';
import { type HeldRow, decimalsOf, judgeTotals, totalWords, wordsWith } from './totalRows';

const MAX_HELD = 10_000;

/** A row with an amount, and the sum and the number of those before it. */
export interface AmountRow {
  readonly cells: readonly string[];
  readonly line: number;
  readonly amount: bigint;
  /** Its instant, or nothing. */
  readonly start: string;
  readonly sum: bigint;
  readonly rows: number;
}

/** Holds rows that could be totals back until all others are known, and says what became of them. */
export class HeldRows {
  private readonly rows: HeldRow[] = [];
  private readonly texts: string[] = [];
  private beyond = 0;

  constructor(
    private readonly reading: FileReading,
    private readonly shape: NormalShape,
  ) {}

  /** Takes a row that could be a total, with its text; false where nothing speaks for it. */
  hold(row: AmountRow, text: string): boolean {
    const { keepTotals, explorer } = this.reading;
    const held = keepTotals || explorer !== undefined ? undefined : this.asHeld(row);
    if (held === undefined) {
      return false;
    }
    this.rows.push(held);
    this.texts.push(text);
    return true;
  }

  /** Decides of each row what it is; those that are no totals are written. Gives sentences for the user. */
  end(
    { sum, rows, decimals }: { readonly sum: bigint; readonly rows: number; readonly decimals: number },
    log: RowLog,
    write: (text: string, amount: bigint) => void,
  ): string[] {
    const notices: string[] = [];
    const counted: HeldRow[] = [];
    const totals: HeldRow[] = [];
    for (const [at, { row, isTotal, fits }] of judgeTotals(this.rows, sum, rows, decimals).entries()) {
      if (!isTotal) {
        write(this.texts[at] ?? '', row.amount);
        if (row.says === 'surely' || (row.says === 'perhaps' && row.bare)) {
          counted.push(row);
        }
        continue;
      }
      if (row.says === 'nothing') {
        log.leave(l10n.t('the sum of the others'), row.line, 'total');
      } else {
        totals.push(row);
      }
      if (!fits) {
        notices.push(
          l10n.t(
            'The row “{0}” (line {1}) is left out as a total, but is not the sum of the rows above it or of all.',
            row.label,
            row.line,
          ),
        );
      }
    }
    for (const { line } of totals) {
      log.leave(totalText(totals), line, 'total');
    }
    return [...notices, ...countedNotice(counted), ...this.beyondNotice()];
  }

  /** The row as one that may be a total; undefined where nothing speaks for it. */
  private asHeld({ cells, line, amount, start, sum, rows }: AmountRow): HeldRow | undefined {
    const { shape } = this;
    const texts = cells.flatMap((cell, at) =>
      cell === '' ||
      shape.money.includes(at) ||
      at === shape.currency ||
      (splitAmount(cell) !== undefined && at !== shape.date)
        ? []
        : [{ at, cell }],
    );
    const dated = shape.date >= 0 && start !== '';
    // In formats with a scheme of their own only a row without a day can be a stranger.
    if (dated && this.reading.format !== 'generic') {
      return undefined;
    }
    const rated = texts.map(({ cell, at }) => ({ at, cell, says: wordsWith(cell, dated) }));
    const label = rated.find(({ says }) => says === 'surely') ?? rated.find(({ says }) => says === 'perhaps');
    const others = texts.filter(({ at }) => at !== label?.at);
    const bare = !dated && others.every(({ cell }) => totalWords(cell) !== 'nothing');
    if (label === undefined && (texts.length > 0 || shape.labels === 0)) {
      return undefined;
    }
    if (this.rows.length >= MAX_HELD) {
      this.beyond += 1;
      return undefined;
    }
    return {
      line,
      label: label?.cell ?? '',
      cells,
      says: label?.says ?? 'nothing',
      bare,
      amount,
      decimals: decimalsOf(cells[shape.primary] ?? ''),
      before: sum,
      rowsBefore: rows,
    };
  }

  private beyondNotice(): string[] {
    return this.beyond === 0
      ? []
      : [
          l10n.t(
            '{0} further rows could be totals by their words. There are too many to tell; they are counted.',
            formatCount(this.beyond),
          ),
        ];
  }
}

function countedNotice(counted: readonly HeldRow[]): string[] {
  const [first] = counted;
  if (first === undefined) {
    return [];
  }
  return [
    counted.length === 1
      ? l10n.t('The row “{0}” (line {1}) is counted: it is not the sum of others.', first.label, first.line)
      : l10n.t(
          '{0} rows are counted though their names speak of totals, such as “{1}” (line {2}): they are not the sums of others.',
          formatCount(counted.length),
          first.label,
          first.line,
        ),
  ];
}

function totalText(totals: readonly HeldRow[]): string {
  const label = totals[0]?.label ?? '';
  return totals.length === 1 ? l10n.t('a total, “{0}”', label) : l10n.t('totals, such as “{0}”', label);
}

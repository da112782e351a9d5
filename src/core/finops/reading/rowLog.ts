import * as l10n from '@vscode/l10n';
import type { LeftOut } from '../../../protocol/costReading';
import type { SkippedRow } from '../../../protocol/finops';
import { formatCount } from '../../../shared/format';

const MAX_SHOWN = 100;
const MAX_EXAMPLE = 60;

/** A row that could not be read: where and why. */
export type UnreadRow = Omit<SkippedRow, 'file'>;

/** What of a file's rows is in no figure, and why: rows left out, rows that cannot be read, values that are missing. */
export class RowLog {
  /** The first of them. */
  readonly skipped: UnreadRow[] = [];
  skippedRows = 0;
  private readonly reasons = new Map<
    string,
    { rows: number; readonly line: number; readonly totals: boolean }
  >();
  private readonly unread = new Map<string, { count: number; readonly example: string }>();

  /** A row that is right, and no row of data; a total is one as long as the user says nothing else. */
  leave(why: string, line: number, kind: 'total' | 'other' = 'other'): void {
    const known = this.reasons.get(why);
    if (known === undefined) {
      this.reasons.set(why, { rows: 1, line, totals: kind === 'total' });
    } else {
      known.rows += 1;
    }
  }

  /** A row that cannot be read. */
  reject(line: number, column: string | null, reason: string): void {
    this.skippedRows += 1;
    if (this.skipped.length < MAX_SHOWN) {
      this.skipped.push({ line, column, reason });
    }
  }

  /** A value that cannot be read, of a row that is counted all the same. */
  missing(column: string, value: string): void {
    const known = this.unread.get(column);
    if (known === undefined) {
      this.unread.set(column, { count: 1, example: value.slice(0, MAX_EXAMPLE) });
    } else {
      known.count += 1;
    }
  }

  get leftOut(): LeftOut[] {
    return [...this.reasons].map(([why, known]) => ({ why, ...known }));
  }

  leftOutNotices(): string[] {
    return this.leftOut.map(({ why, rows, line }) =>
      rows === 1
        ? l10n.t('1 row is left out: {1} (line {0}).', line, why)
        : l10n.t('{0} rows are left out: {2} (the first in line {1}).', formatCount(rows), line, why),
    );
  }

  missingNotices(): string[] {
    return [...this.unread].map(([column, { count, example }]) =>
      count === 1
        ? l10n.t('1 value of {0} cannot be read and is missing: “{1}”.', column, example)
        : l10n.t(
            '{0} values of {1} cannot be read and are missing, such as “{2}”.',
            formatCount(count),
            column,
            example,
          ),
    );
  }
}

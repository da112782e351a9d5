import * as l10n from '@vscode/l10n';
import type { Cell } from '../../protocol/finops';
import { finopsError } from './finopsError';
import { formatCount } from '../../shared/format';

/** Text in one cell beyond this is cut, with a mark. */
const MAX_CELL = 10_000;
/** A result with more columns is read by nobody: `SELECT *, *` a few times over itself has ten thousands. */
export const MAX_RESULT_COLUMNS = 500;
/** A result with more characters than this is no answer to anybody. */
const MAX_RESULT = 8 * 1024 * 1024;
/** A cell takes so much room at least, however short its text is. */
const MIN_CELL = 8;

/** Cuts long text. */
export function boundedCell(cell: Cell): Cell {
  return typeof cell === 'string' && cell.length > MAX_CELL ? `${cell.slice(0, MAX_CELL)}…` : cell;
}

/** @throws FinopsError where a result has too many columns */
export function refuseManyColumns(count: number): void {
  if (count <= MAX_RESULT_COLUMNS) {
    return;
  }
  const message = l10n.t(
    'The result has {0} columns; no more than {1} are read. Name the columns that are needed.',
    formatCount(count),
    formatCount(MAX_RESULT_COLUMNS),
  );
  throw finopsError('memory', message);
}

/** Keeps count of how large a result is. */
export class ResultSize {
  private characters = 0;

  /** @throws FinopsError where the cells make the result too large */
  add(cells: readonly Cell[]): void {
    for (const cell of cells) {
      this.characters += typeof cell === 'string' ? Math.max(MIN_CELL, cell.length) : MIN_CELL;
    }
    if (this.characters > MAX_RESULT) {
      throw finopsError(
        'memory',
        l10n.t('The result is too large to be shown. Ask for fewer rows or columns, or group first.'),
      );
    }
  }
}

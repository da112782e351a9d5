import * as l10n from '@vscode/l10n';
import type { AskedResult } from '../../../protocol/costConversation';
import type { Cell, QueryResult } from '../../../protocol/finops';
import { formatCount } from '../../../shared/format';

/** Text in one cell is kept so far, in characters. */
const MAX_CELL = 1_000;
/** A result is kept so far, in characters of JSON. */
const MAX_RESULT = 1_000_000;

/**
 * The kept part of a result, for the user, for charts and for the model: as many of its rows as fit, with texts cut. Says
 * what is missing.
 * @throws Error where the names of its columns alone are too much.
 */
export function keptResult({ columns, rows, rowCount, truncated, elapsedMs }: QueryResult): AskedResult {
  let room = MAX_RESULT - JSON.stringify(columns).length;
  const kept: Cell[][] = [];
  let cutCells = 0;
  for (const row of rows) {
    const cells = row.map((cell) => {
      if (typeof cell !== 'string' || cell.length <= MAX_CELL) {
        return cell;
      }
      cutCells += 1;
      return `${cell.slice(0, MAX_CELL)}…`;
    });
    room -= JSON.stringify(cells).length + 1;
    if (room < 0) {
      break;
    }
    kept.push(cells);
  }
  const cutRows = kept.length < rows.length;
  if (kept.length === 0 && room < 0) {
    throw new Error(
      l10n.t('The result is too wide to be kept: ask for fewer columns, or for shorter texts.'),
    );
  }
  const notes = [
    ...(cutRows ? [keptText(kept.length)] : []),
    ...(cutCells > 0 ? [l10n.t('Texts are cut to {0} characters.', formatCount(MAX_CELL))] : []),
  ];
  return {
    columns,
    rows: kept,
    rowCount: cutRows ? kept.length : rowCount,
    truncated: truncated || cutRows,
    elapsedMs,
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
  };
}

function keptText(rows: number): string {
  return rows === 1
    ? l10n.t('It is too large: only its first row is kept.')
    : l10n.t('It is too large: only its first {0} rows are kept.', formatCount(rows));
}

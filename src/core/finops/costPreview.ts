import type { DataSet } from '../../protocol/finops';
import type { CostView } from '../../protocol/finopsView';
import type { CostEngine } from './costEngine';
import { FinopsError } from './finopsError';
import { MAX_RESULT_COLUMNS } from './resultBounds';
import { identifier } from './sql';

const PREVIEW_ROWS = 20;

/** The preview of data of which no rows are shown. */
export const NO_PREVIEW: CostView['preview'] = { columns: [], rows: [] };

/** The first rows of files, with their own columns. */
export async function previewOf(
  engine: Pick<CostEngine, 'query'>,
  { id, columns, format }: DataSet,
  signal: AbortSignal,
): Promise<CostView['preview']> {
  // A table of Cost Explorer is three columns, however wide its file is.
  const all = format === 'cost-explorer' || columns.length <= MAX_RESULT_COLUMNS;
  const list = all ? '*' : columns.slice(0, MAX_RESULT_COLUMNS).map(identifier).join(', ');
  try {
    const sql = `SELECT ${list} FROM source LIMIT ${PREVIEW_ROWS}`;
    return await engine.query(id, sql, { maxRows: PREVIEW_ROWS, signal });
  } catch (error) {
    // The figures are worth as much without rows that are too large to be shown.
    if (error instanceof FinopsError && error.problem.reason === 'memory') {
      return NO_PREVIEW;
    }
    throw error;
  }
}

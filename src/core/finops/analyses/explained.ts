import type { Cell, QueryResult } from '../../../protocol/finops';

/** The rows of a result, by the names of their columns. */
export function cellsOf({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): Record<string, Cell>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
}

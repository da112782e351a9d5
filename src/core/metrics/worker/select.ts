import type { MetricsFilter } from '../../../protocol/metrics';
import type { Columns, TextColumn } from './columns';

/** The columns that the search looks in. */
const SEARCHED: readonly TextColumn[] = ['model_id', 'error_code', 'surface', 'outcome', 'conversation_id'];

/** The numbers of the rows from `first` on that a filter and a search leave, in the order they came. */
export function select(columns: Columns, filter: MetricsFilter, search = '', first = 0): Uint32Array {
  const { timeMs, texts, count } = columns;
  const from = filter.fromMs ?? -Infinity;
  const to = filter.toMs ?? Infinity;
  const conditions = [
    condition(columns, 'model_id', filter.models),
    condition(columns, 'surface', filter.surfaces),
    condition(columns, 'outcome', filter.outcomes),
  ].filter((one) => one !== undefined);
  const chosen = new Uint32Array(count - first);
  let length = 0;
  for (let row = first; row < count; row += 1) {
    const time = timeMs[row] ?? 0;
    if (time < from || time >= to) {
      continue;
    }
    chosen[length] = row;
    length += 1;
  }
  let rows = chosen.subarray(0, length);
  for (const { codes, mask } of conditions) {
    rows = keep(rows, (row) => mask[codes[row] ?? 0] === 1);
  }
  const needle = search.trim().toLowerCase();
  if (needle === '') {
    return rows;
  }
  const searched = SEARCHED.map((name) => ({
    codes: texts[name],
    mask: columns.dictionaries[name].mask((text) => text?.toLowerCase().includes(needle) ?? false),
  }));
  return keep(rows, (row) => searched.some(({ codes, mask }) => mask[codes[row] ?? 0] === 1));
}

function condition(columns: Columns, name: TextColumn, meant: readonly string[]) {
  if (meant.length === 0) {
    return undefined;
  }
  const mask = columns.dictionaries[name].mask((text) => text !== null && meant.includes(text));
  return { codes: columns.texts[name], mask };
}

function keep(rows: Uint32Array<ArrayBuffer>, isKept: (row: number) => boolean): Uint32Array<ArrayBuffer> {
  let length = 0;
  for (const row of rows) {
    if (!isKept(row)) {
      continue;
    }
    rows[length] = row;
    length += 1;
  }
  return rows.subarray(0, length);
}

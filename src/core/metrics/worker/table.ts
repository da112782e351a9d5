import type { MetricsFilter, Rows, RowsRequest, SortColumn } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { select } from './select';

/** The raw table: rows in any order, from any place of it, at the same price. */
export class Table {
  private orders = new Map<SortColumn, Uint32Array>();
  private view: { readonly key: string; readonly rows: Uint32Array } | undefined;
  private columns: Columns | undefined;
  private generation = -1;

  /** One stretch of the table. */
  rows(columns: Columns, request: RowsRequest): Rows {
    const ordered = this.ordered(columns, request);
    const stretch = ordered.subarray(request.offset, request.offset + request.limit);
    return { total: ordered.length, rows: Array.from(stretch, (row) => columns.row(row)) };
  }

  private ordered(columns: Columns, { filter, search, sort }: RowsRequest): Uint32Array {
    if (this.columns !== columns || this.generation !== columns.generation) {
      this.columns = columns;
      this.generation = columns.generation;
      this.orders = new Map();
      this.view = undefined;
    }
    const key = JSON.stringify([filter, search, sort]);
    if (this.view?.key !== key) {
      this.view = { key, rows: this.order(columns, filter, search, sort) };
    }
    return this.view.rows;
  }

  private order(
    columns: Columns,
    filter: MetricsFilter,
    search: string,
    { column, descending }: RowsRequest['sort'],
  ): Uint32Array {
    const order = this.orderOf(columns, column);
    const chosen = new Uint8Array(columns.count);
    const selected = select(columns, filter, search);
    for (const row of selected) {
      chosen[row] = 1;
    }
    const rows = new Uint32Array(selected.length);
    let length = 0;
    for (const row of order) {
      if (chosen[row] === 1) {
        rows[length++] = row;
      }
    }
    // Of rows that are alike the newest come first when descending, the oldest when not.
    return descending ? rows.reverse() : rows;
  }

  private orderOf(columns: Columns, column: SortColumn): Uint32Array {
    let order = this.orders.get(column);
    if (order === undefined) {
      const byTime = this.orders.get('timestamp') ?? orderedByTime(columns);
      this.orders.set('timestamp', byTime);
      order = column === 'timestamp' ? byTime : sortedBy(keysOf(columns, column), byTime);
      this.orders.set(column, order);
    }
    return order;
  }
}

/** Calls are mostly recorded in the order of their times, and then there is nothing to sort. */
function orderedByTime({ timeMs, count }: Columns): Uint32Array {
  const rows = identity(count);
  for (let row = 1; row < count; row += 1) {
    if ((timeMs[row] ?? 0) < (timeMs[row - 1] ?? 0)) {
      return sortedBy(timeMs, rows);
    }
  }
  return rows;
}

/** The sort key of a column; unknown comes before everything. */
function keysOf(columns: Columns, column: Exclude<SortColumn, 'timestamp'>): ArrayLike<number> {
  switch (column) {
    case 'model_id':
    case 'surface':
    case 'outcome': {
      const { texts } = columns.dictionaries[column];
      const ranks = new Float64Array(texts.length);
      [...texts.keys()]
        .sort((a, b) => (texts[a] ?? '').localeCompare(texts[b] ?? ''))
        .forEach((code, rank) => (ranks[code] = rank));
      return columns.texts[column].subarray(0, columns.count).map((code) => ranks[code] ?? 0);
    }
    case 'cost_usd':
      return columns.costUsd.subarray(0, columns.count).map((cost) => (Number.isNaN(cost) ? -1 : cost));
    default:
      return columns.counts[column];
  }
}

const DIGIT = 65536;

/** Sorts rows by their keys, lowest first, keeping the order of equals: a radix sort of doubles by their bits. */
function sortedBy(keys: ArrayLike<number>, rows: Uint32Array): Uint32Array {
  const count = rows.length;
  const bits = new Uint32Array(count * 2);
  const doubles = new Float64Array(bits.buffer);
  for (let row = 0; row < count; row += 1) {
    doubles[row] = (keys[row] ?? 0) + 0;
  }
  for (let row = 0; row < count; row += 1) {
    // Makes the order of the bits the order of the numbers: negative ones reversed, and below the others.
    const high = bits[row * 2 + 1] ?? 0;
    const isNegative = high >>> 31 === 1;
    bits[row * 2 + 1] = isNegative ? ~high : high | 0x80000000;
    if (isNegative) {
      bits[row * 2] = ~(bits[row * 2] ?? 0);
    }
  }
  let from = rows;
  for (let digit = 0; digit < 4; digit += 1) {
    const word = digit >> 1;
    const shift = (digit & 1) * 16;
    const starts = new Uint32Array(DIGIT);
    for (let row = 0; row < count; row += 1) {
      const value = ((bits[row * 2 + word] ?? 0) >>> shift) & 0xffff;
      starts[value] = (starts[value] ?? 0) + 1;
    }
    if (starts.includes(count)) {
      continue;
    }
    let total = 0;
    for (let value = 0; value < DIGIT; value += 1) {
      const next = total + (starts[value] ?? 0);
      starts[value] = total;
      total = next;
    }
    const to = new Uint32Array(count);
    for (const row of from) {
      const value = ((bits[row * 2 + word] ?? 0) >>> shift) & 0xffff;
      const at = starts[value] ?? 0;
      to[at] = row;
      starts[value] = at + 1;
    }
    from = to;
  }
  return from;
}

function identity(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) {
    rows[row] = row;
  }
  return rows;
}

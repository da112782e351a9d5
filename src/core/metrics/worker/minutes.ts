import type { MetricsFilter } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { percentileOfSorted, sortStretch } from './percentiles';
import { select } from './select';
import { failures, inputTokensOf, known } from './tokens';

export const MINUTE = 60_000;
/** Eight years of minutes; calls that lie further apart are added up one by one. */
const MAX_SPAN = 4_194_304;
/** Minutes times models, of which each has a sum. */
const MAX_COSTS = 4_194_304;

/** Minutes that follow one another in {@link Minutes}, the end not included. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
}

/** The selection of a filter: whole minutes, and rows besides them. */
export interface Chosen {
  readonly whole: Stretch;
  readonly rows: Uint32Array;
}

/** The selection of a filter: by minutes where they are added up and all of their calls are meant, else row by row. */
export function choose(columns: Columns, filter: MetricsFilter, minutes: Minutes | undefined): Chosen {
  const { fromMs, toMs, models, surfaces, outcomes } = filter;
  if (minutes === undefined || models.length + surfaces.length + outcomes.length > 0) {
    return { whole: { first: 0, end: 0 }, rows: select(columns, filter) };
  }
  const { whole, rows } = minutes.between(fromMs ?? -Infinity, toMs ?? Infinity, columns.timeMs);
  const later = select(columns, filter, '', minutes.rows);
  const all = new Uint32Array(rows.length + later.length);
  all.set(rows);
  all.set(later, rows.length);
  return { whole, rows: all };
}

/**
 * The first rows of the store, added up minute by minute, so that a question about whole minutes need not
 * look at each row: a month of a million calls has 43,200 minutes. Only minutes with calls are there.
 */
export class Minutes {
  /** Rows from this number on are not in it. */
  readonly rows: number;
  /** When each minute begins, in milliseconds since 1970, oldest first. */
  readonly startMs: Float64Array;
  /** Where the latencies of each minute begin; one more at the end. */
  readonly starts: Uint32Array;
  /** Minute by minute, in order within each. */
  readonly latencies: Int32Array;
  /** In the places of their minutes, in no order; -1 where no token came. */
  readonly firstTokens: Int32Array;
  /** In the same places, the numbers of the rows, in no order. */
  readonly order: Uint32Array;
  readonly p50: Float64Array;
  readonly p95: Float64Array;
  readonly p99: Float64Array;
  readonly latencySums: Float64Array;
  readonly errors: Float64Array;
  readonly inputTokens: Float64Array;
  readonly cacheReadTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly unpriced: Float64Array;
  /** So many models are told apart in {@link costs}. */
  readonly models: number;
  /** For each minute the cost of each model, by its number. */
  readonly costs: Float64Array;

  /** All rows there are; undefined where there are none, or they are too far apart for it. */
  static of(columns: Columns): Minutes | undefined {
    const { timeMs, count } = columns;
    let min = Infinity;
    let max = -Infinity;
    for (let row = 0; row < count; row += 1) {
      const minute = Math.floor((timeMs[row] ?? 0) / MINUTE);
      if (minute < min) {
        min = minute;
      }
      if (minute > max) {
        max = minute;
      }
    }
    const span = max - min + 1;
    if (count === 0 || span > MAX_SPAN) {
      return undefined;
    }
    const sizes = new Uint32Array(span);
    const offsets = new Uint32Array(count);
    for (let row = 0; row < count; row += 1) {
      const offset = Math.floor((timeMs[row] ?? 0) / MINUTE) - min;
      offsets[row] = offset;
      sizes[offset] = (sizes[offset] ?? 0) + 1;
    }
    const models = columns.dictionaries.model_id.texts.length;
    const length = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
    if (length * models > MAX_COSTS) {
      return undefined;
    }
    return new Minutes(columns, min, sizes, offsets, length, models);
  }

  private constructor(
    columns: Columns,
    min: number,
    sizes: Uint32Array,
    /** For each row its minute, counted from the first one. */
    offsets: Uint32Array,
    length: number,
    models: number,
  ) {
    const { count } = columns;
    this.rows = count;
    this.models = models;
    this.startMs = new Float64Array(length);
    this.starts = new Uint32Array(length + 1);
    const numbers = new Uint32Array(sizes.length);
    let number = 0;
    let total = 0;
    for (let offset = 0; offset < sizes.length; offset += 1) {
      const size = sizes[offset] ?? 0;
      if (size === 0) {
        continue;
      }
      numbers[offset] = number;
      this.startMs[number] = (min + offset) * MINUTE;
      total += size;
      number += 1;
      this.starts[number] = total;
    }
    const sums = () => new Float64Array(length);
    [this.p50, this.p95, this.p99] = [sums(), sums(), sums()];
    [this.latencySums, this.errors, this.unpriced] = [sums(), sums(), sums()];
    [this.inputTokens, this.cacheReadTokens, this.outputTokens] = [sums(), sums(), sums()];
    this.costs = new Float64Array(length * models);
    this.latencies = new Int32Array(count);
    this.firstTokens = new Int32Array(count);
    this.order = new Uint32Array(count);
    const numberOf = offsets.map((offset) => numbers[offset] ?? 0);
    this.fill(columns, numberOf);
    this.sum(columns, numberOf);
    this.sortLatencies();
  }

  /** The minutes that lie whole between two instants, and the rows of those that do so in part. */
  between(fromMs: number, toMs: number, timeMs: Float64Array): Chosen {
    const beginOf = (instant: number): number => Math.floor(instant / MINUTE) * MINUTE;
    const [touched, touchedEnd] = [this.indexOf(beginOf(fromMs)), this.indexOf(toMs)];
    const first = this.indexOf(fromMs);
    const end = Math.max(first, this.indexOf(beginOf(toMs)));
    const rows: number[] = [];
    for (let at = touched; at < touchedEnd; at += 1) {
      // Over the whole ones there is nothing to look at.
      if (at === first) {
        at = end;
      }
      if (at >= touchedEnd) {
        break;
      }
      for (const row of this.order.subarray(this.starts[at], this.starts[at + 1])) {
        const time = timeMs[row] ?? 0;
        if (time >= fromMs && time < toMs) {
          rows.push(row);
        }
      }
    }
    return { whole: { first, end }, rows: Uint32Array.from(rows) };
  }

  /** The number of the first minute that begins at this instant or later. */
  private indexOf(instant: number): number {
    let [low, high] = [0, this.startMs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.startMs[middle] ?? 0) < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private fill({ counts }: Columns, numberOf: Uint32Array): void {
    const ends = this.starts.slice();
    for (let row = 0; row < numberOf.length; row += 1) {
      const number = numberOf[row] ?? 0;
      const at = ends[number] ?? 0;
      ends[number] = at + 1;
      this.order[at] = row;
      this.latencies[at] = counts.latency_ms[row] ?? 0;
      this.firstTokens[at] = counts.time_to_first_token_ms[row] ?? -1;
    }
  }

  private sum(columns: Columns, numberOf: Uint32Array): void {
    const { counts, costUsd, texts } = columns;
    const failed = failures(columns);
    for (let row = 0; row < numberOf.length; row += 1) {
      const at = numberOf[row] ?? 0;
      add(this.latencySums, at, counts.latency_ms[row] ?? 0);
      add(this.errors, at, failed[texts.outcome[row] ?? 0] ?? 0);
      add(this.inputTokens, at, inputTokensOf(counts, row));
      add(this.cacheReadTokens, at, known(counts.cache_read_tokens[row]));
      add(this.outputTokens, at, known(counts.output_tokens[row]));
      const cost = costUsd[row] ?? NaN;
      if (Number.isNaN(cost)) {
        add(this.unpriced, at, 1);
      } else {
        add(this.costs, at * this.models + (texts.model_id[row] ?? 0), cost);
      }
    }
  }

  private sortLatencies(): void {
    const { starts, latencies } = this;
    for (let at = 0; at < this.startMs.length; at += 1) {
      const [start, end] = [starts[at] ?? 0, starts[at + 1] ?? 0];
      sortStretch(latencies, start, end);
      this.p50[at] = percentileOfSorted(latencies, start, end, 0.5);
      this.p95[at] = percentileOfSorted(latencies, start, end, 0.95);
      this.p99[at] = percentileOfSorted(latencies, start, end, 0.99);
    }
  }
}

function add(array: Float64Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}

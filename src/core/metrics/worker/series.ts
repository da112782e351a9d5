import type { MetricsFilter, MetricsSeries } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { choose, MINUTE, type Chosen, type Minutes } from './minutes';
import { percentileOfSorted, sortStretch } from './percentiles';
import { failures, inputTokensOf, known } from './tokens';

type Curve = MetricsSeries['requests'];

const DAY = 24 * 60 * MINUTE;
/** Widths of a bucket; beyond the last they double. */
const WIDTHS = [MINUTE, 5 * MINUTE, 60 * MINUTE, DAY, 7 * DAY];
/** Models with a cost curve of their own. */
const MAX_MODELS = 25;

/** The calls that a filter leaves, and where their figures are. */
interface Calls extends Chosen {
  readonly columns: Columns;
  readonly minutes: Minutes | undefined;
}

interface Buckets {
  readonly bucketMs: number;
  /** Start of the first one. */
  readonly startMs: number;
  readonly length: number;
}

/**
 * The curves of the rows that a filter leaves, in at most `maxPoints` buckets, which begin at round times in
 * UTC; `minutes` are the first rows, added up.
 */
export function seriesOf(
  columns: Columns,
  filter: MetricsFilter,
  maxPoints: number,
  minutes?: Minutes,
): MetricsSeries {
  const chosen: Calls = { columns, minutes, ...choose(columns, filter, minutes) };
  const buckets = bucketsOf(chosen, filter, maxPoints);
  const { bucketMs, length } = buckets;
  const sums = new Sums(length);
  const bucketOf = sumRows(chosen, buckets, sums);
  // What has rows besides its minutes has its percentiles from all of them.
  const mixed = new Uint8Array(length);
  for (let index = 0; index < bucketOf.length; index += 1) {
    mixed[bucketOf[index] ?? 0] = 1;
  }
  const minuteBuckets = sumMinutes(chosen, buckets, sums);
  const { requests, errors, latencies, inputTokens, outputTokens } = sums;
  return {
    bucketMs,
    startMs: starts(buckets),
    requests,
    latencyAvgMs: means(latencies, requests),
    ...percentiles(chosen, buckets, { requests, mixed, bucketOf, minuteBuckets }),
    errorRate: means(errors, requests),
    inputTokens,
    outputTokens,
    ...costByModel(chosen, length, bucketOf, minuteBuckets),
  };
}

class Sums {
  readonly requests: Curve;
  readonly errors: Curve;
  readonly latencies: Curve;
  readonly inputTokens: Curve;
  readonly outputTokens: Curve;

  constructor(length: number) {
    this.requests = new Float64Array(length);
    this.errors = new Float64Array(length);
    this.latencies = new Float64Array(length);
    this.inputTokens = new Float64Array(length);
    this.outputTokens = new Float64Array(length);
  }
}

/** Adds up rows; gives for each its bucket. */
function sumRows({ columns, rows }: Calls, { startMs, bucketMs }: Buckets, sums: Sums): Uint32Array {
  const { timeMs, counts, texts } = columns;
  const failed = failures(columns);
  const bucketOf = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const bucket = Math.floor(((timeMs[row] ?? 0) - startMs) / bucketMs);
    bucketOf[index] = bucket;
    add(sums.requests, bucket, 1);
    add(sums.latencies, bucket, counts.latency_ms[row] ?? 0);
    add(sums.errors, bucket, failed[texts.outcome[row] ?? 0] ?? 0);
    add(sums.inputTokens, bucket, inputTokensOf(counts, row));
    add(sums.outputTokens, bucket, known(counts.output_tokens[row]));
  }
  return bucketOf;
}

/** Adds up minutes; gives for each its bucket. */
function sumMinutes({ minutes, whole }: Calls, { startMs, bucketMs }: Buckets, sums: Sums): Uint32Array {
  const { first, end } = whole;
  const bucketOf = new Uint32Array(end - first);
  if (minutes === undefined) {
    return bucketOf;
  }
  for (let at = first; at < end; at += 1) {
    const bucket = Math.floor(((minutes.startMs[at] ?? 0) - startMs) / bucketMs);
    bucketOf[at - first] = bucket;
    add(sums.requests, bucket, (minutes.starts[at + 1] ?? 0) - (minutes.starts[at] ?? 0));
    add(sums.latencies, bucket, minutes.latencySums[at] ?? 0);
    add(sums.errors, bucket, minutes.errors[at] ?? 0);
    add(sums.inputTokens, bucket, minutes.inputTokens[at] ?? 0);
    add(sums.outputTokens, bucket, minutes.outputTokens[at] ?? 0);
  }
  return bucketOf;
}

/** Which bucket has how many requests, and what lies in it. */
interface Filling {
  readonly requests: Curve;
  readonly mixed: Uint8Array;
  readonly bucketOf: Uint32Array;
  readonly minuteBuckets: Uint32Array;
}

/** A minute's percentiles are known already; for what is wider or mixed, latencies are laid out and put in order. */
function percentiles(
  { columns, minutes, whole, rows }: Calls,
  { bucketMs, length }: Buckets,
  { requests, mixed, bucketOf, minuteBuckets }: Filling,
): Pick<MetricsSeries, 'latencyP50Ms' | 'latencyP95Ms' | 'latencyP99Ms'> {
  const isKnown = (bucket: number): boolean => bucketMs === MINUTE && mixed[bucket] === 0;
  const ends = new Uint32Array(length);
  let total = 0;
  for (let bucket = 0; bucket < length; bucket += 1) {
    ends[bucket] = total;
    if (!isKnown(bucket)) {
      total += requests[bucket] ?? 0;
    }
  }
  const latencies = new Int32Array(total);
  const column = columns.counts.latency_ms;
  for (let index = 0; index < rows.length; index += 1) {
    const bucket = bucketOf[index] ?? 0;
    const at = ends[bucket] ?? 0;
    latencies[at] = column[rows[index] ?? 0] ?? 0;
    ends[bucket] = at + 1;
  }
  const latencyP50Ms = new Float64Array(length).fill(NaN);
  const latencyP95Ms = new Float64Array(length).fill(NaN);
  const latencyP99Ms = new Float64Array(length).fill(NaN);
  for (let index = 0; index < minuteBuckets.length && minutes !== undefined; index += 1) {
    const bucket = minuteBuckets[index] ?? 0;
    const at = whole.first + index;
    if (isKnown(bucket)) {
      latencyP50Ms[bucket] = minutes.p50[at] ?? NaN;
      latencyP95Ms[bucket] = minutes.p95[at] ?? NaN;
      latencyP99Ms[bucket] = minutes.p99[at] ?? NaN;
      continue;
    }
    const stretch = minutes.latencies.subarray(minutes.starts[at], minutes.starts[at + 1]);
    latencies.set(stretch, ends[bucket]);
    ends[bucket] = (ends[bucket] ?? 0) + stretch.length;
  }
  for (let bucket = 0; bucket < length; bucket += 1) {
    if (isKnown(bucket)) {
      continue;
    }
    const end = ends[bucket] ?? 0;
    const start = end - (requests[bucket] ?? 0);
    sortStretch(latencies, start, end);
    latencyP50Ms[bucket] = percentileOfSorted(latencies, start, end, 0.5);
    latencyP95Ms[bucket] = percentileOfSorted(latencies, start, end, 0.95);
    latencyP99Ms[bucket] = percentileOfSorted(latencies, start, end, 0.99);
  }
  return { latencyP50Ms, latencyP95Ms, latencyP99Ms };
}

function costByModel(
  { columns, minutes, whole, rows }: Calls,
  length: number,
  bucketOf: Uint32Array,
  minuteBuckets: Uint32Array,
): Pick<MetricsSeries, 'costByModel' | 'modelsWithCost'> {
  const { costUsd, texts, dictionaries } = columns;
  const { texts: names } = dictionaries.model_id;
  const codes = texts.model_id;
  const totals = new Float64Array(names.length);
  // Index loops: going through a million rows by an iterator takes several times as long.
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const cost = costUsd[row] ?? NaN;
    if (cost > 0) {
      add(totals, codes[row] ?? 0, cost);
    }
  }
  const models = minutes?.models ?? 0;
  for (let minute = whole.first; minute < whole.end && minutes !== undefined; minute += 1) {
    const first = minute * models;
    for (let code = 0; code < models; code += 1) {
      add(totals, code, minutes.costs[first + code] ?? 0);
    }
  }
  const costly = [...totals.keys()]
    .filter((code) => (totals[code] ?? 0) > 0)
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
  const top = costly.slice(0, MAX_MODELS);
  const curves = new Map(top.map((code) => [code, new Float64Array(length)]));
  const byCode = names.map((_, code) => curves.get(code));
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const curve = byCode[codes[row] ?? 0];
    const cost = costUsd[row] ?? NaN;
    if (curve && cost > 0) {
      add(curve, bucketOf[index] ?? 0, cost);
    }
  }
  for (const [code, curve] of curves) {
    if (code >= models || minutes === undefined) {
      continue;
    }
    for (let index = 0; index < minuteBuckets.length; index += 1) {
      add(curve, minuteBuckets[index] ?? 0, minutes.costs[(whole.first + index) * models + code] ?? 0);
    }
  }
  return {
    costByModel: [...curves].map(([code, curve]) => ({
      model: dictionaries.model_id.text(code) ?? '',
      costUsd: curve,
      totalUsd: totals[code] ?? 0,
    })),
    modelsWithCost: costly.length,
  };
}

function bucketsOf(
  { columns, minutes, whole, rows }: Calls,
  filter: MetricsFilter,
  maxPoints: number,
): Buckets {
  let min = Infinity;
  let max = -Infinity;
  const { timeMs } = columns;
  for (let index = 0; index < rows.length; index += 1) {
    const time = timeMs[rows[index] ?? 0] ?? 0;
    if (time < min) {
      min = time;
    }
    if (time > max) {
      max = time;
    }
  }
  if (minutes !== undefined && whole.end > whole.first) {
    min = Math.min(min, minutes.startMs[whole.first] ?? min);
    max = Math.max(max, (minutes.startMs[whole.end - 1] ?? max) + MINUTE - 1);
  }
  const from = filter.fromMs ?? min;
  const to = filter.toMs ?? max + 1;
  if (!(from < to) || !Number.isFinite(from) || !Number.isFinite(to)) {
    return { bucketMs: MINUTE, startMs: 0, length: 0 };
  }
  const count = (width: number): number => Math.ceil(to / width) - Math.floor(from / width);
  let bucketMs = WIDTHS.find((width) => count(width) <= maxPoints) ?? 14 * DAY;
  // What lies on both sides of 1970 never fits into one.
  while (count(bucketMs) > Math.max(maxPoints, from < 0 ? 2 : 1)) {
    bucketMs *= 2;
  }
  return { bucketMs, startMs: Math.floor(from / bucketMs) * bucketMs, length: count(bucketMs) };
}

function starts({ startMs, bucketMs, length }: Buckets): Curve {
  const curve = new Float64Array(length);
  for (let bucket = 0; bucket < length; bucket += 1) {
    curve[bucket] = startMs + bucket * bucketMs;
  }
  return curve;
}

/** NaN where there are no requests. */
function means(sums: Curve, requests: Curve): Curve {
  const curve = new Float64Array(sums.length);
  for (let bucket = 0; bucket < sums.length; bucket += 1) {
    curve[bucket] = (sums[bucket] ?? 0) / (requests[bucket] ?? 0);
  }
  return curve;
}

function add(array: Float64Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}

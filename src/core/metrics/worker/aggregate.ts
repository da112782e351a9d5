import type { MetricsFilter, MetricsSeries, MetricsSummary } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { percentileOf, percentileOfSorted, sortStretch } from './percentiles';
import { select } from './select';

type Curve = MetricsSeries['requests'];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Widths of a bucket; beyond the last they double. */
const WIDTHS = [MINUTE, 5 * MINUTE, 60 * MINUTE, DAY, 7 * DAY];
/** Models with a cost curve of their own. */
const MAX_MODELS = 25;

/** The figures of the rows that a filter leaves. */
export function summarize(columns: Columns, filter: MetricsFilter): MetricsSummary {
  const rows = select(columns, filter);
  const { counts, costUsd, texts } = columns;
  const failed = failures(columns);
  const latencies = new Int32Array(rows.length);
  const firstTokens = new Int32Array(rows.length);
  let answered = 0;
  let errors = 0;
  let latencySum = 0;
  let cost = 0;
  let priced = 0;
  const tokens = { input: 0, read: 0, written: 0, output: 0 };
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const latency = counts.latency_ms[row] ?? 0;
    latencies[index] = latency;
    latencySum += latency;
    errors += failed[texts.outcome[row] ?? 0] ?? 0;
    const firstToken = counts.time_to_first_token_ms[row] ?? -1;
    if (firstToken >= 0) firstTokens[answered++] = firstToken;
    tokens.input += known(counts.input_tokens[row]);
    tokens.read += known(counts.cache_read_tokens[row]);
    tokens.written += known(counts.cache_write_tokens[row]);
    tokens.output += known(counts.output_tokens[row]);
    const price = costUsd[row] ?? NaN;
    if (Number.isNaN(price)) continue;
    cost += price;
    priced += 1;
  }
  return {
    requests: rows.length,
    errorRate: rows.length === 0 ? null : errors / rows.length,
    latencyAvgMs: rows.length === 0 ? null : latencySum / rows.length,
    latencyP95Ms: orNull(percentileOf(latencies, 0.95)),
    timeToFirstTokenP50Ms: orNull(percentileOf(firstTokens.subarray(0, answered), 0.5)),
    inputTokens: tokens.input + tokens.read + tokens.written,
    cacheReadTokens: tokens.read,
    outputTokens: tokens.output,
    costUsd: priced === 0 ? null : cost,
    unpricedCalls: rows.length - priced,
  };
}

/** The curves of the rows that a filter leaves, in at most `maxPoints` buckets, which begin at round times in UTC. */
export function seriesOf(columns: Columns, filter: MetricsFilter, maxPoints: number): MetricsSeries {
  const rows = select(columns, filter);
  const { bucketMs, startMs, length } = buckets(columns, rows, filter, maxPoints);
  const zeroes = (): Curve => new Float64Array(length);
  const requests = zeroes();
  const errors = zeroes();
  const latencySums = zeroes();
  const inputTokens = zeroes();
  const outputTokens = zeroes();
  const { timeMs, counts, texts } = columns;
  const failed = failures(columns);
  const bucketOf = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const bucket = Math.floor(((timeMs[row] ?? 0) - startMs) / bucketMs);
    bucketOf[index] = bucket;
    add(requests, bucket, 1);
    add(latencySums, bucket, counts.latency_ms[row] ?? 0);
    add(errors, bucket, failed[texts.outcome[row] ?? 0] ?? 0);
    const input =
      known(counts.input_tokens[row]) +
      known(counts.cache_read_tokens[row]) +
      known(counts.cache_write_tokens[row]);
    add(inputTokens, bucket, input);
    add(outputTokens, bucket, known(counts.output_tokens[row]));
  }
  return {
    bucketMs,
    startMs: Float64Array.from({ length }, (_, bucket) => startMs + bucket * bucketMs),
    requests,
    latencyAvgMs: latencySums.map((sum, bucket) => sum / (requests[bucket] ?? 0)),
    ...latencyPercentiles(columns, rows, bucketOf, requests),
    errorRate: errors.map((sum, bucket) => sum / (requests[bucket] ?? 0)),
    inputTokens,
    outputTokens,
    costByModel: costByModel(columns, rows, bucketOf, length),
  };
}

/** Latencies are laid out bucket by bucket, and each bucket is put in order. */
function latencyPercentiles(
  columns: Columns,
  rows: Uint32Array,
  bucketOf: Uint32Array,
  requests: Curve,
): Pick<MetricsSeries, 'latencyP50Ms' | 'latencyP95Ms' | 'latencyP99Ms'> {
  const length = requests.length;
  const ends = new Uint32Array(length);
  let total = 0;
  for (let bucket = 0; bucket < length; bucket += 1) {
    ends[bucket] = total;
    total += requests[bucket] ?? 0;
  }
  const latencies = new Int32Array(rows.length);
  const column = columns.counts.latency_ms;
  for (let index = 0; index < rows.length; index += 1) {
    const bucket = bucketOf[index] ?? 0;
    const at = ends[bucket] ?? 0;
    latencies[at] = column[rows[index] ?? 0] ?? 0;
    ends[bucket] = at + 1;
  }
  const latencyP50Ms = new Float64Array(length);
  const latencyP95Ms = new Float64Array(length);
  const latencyP99Ms = new Float64Array(length);
  for (let bucket = 0; bucket < length; bucket += 1) {
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
  columns: Columns,
  rows: Uint32Array,
  bucketOf: Uint32Array,
  length: number,
): MetricsSeries['costByModel'] {
  const { costUsd, texts, dictionaries } = columns;
  const codes = texts.model_id;
  const totals = new Float64Array(dictionaries.model_id.texts.length);
  // Index loops: going through a million rows by an iterator takes several times as long.
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const cost = costUsd[row] ?? NaN;
    if (cost > 0) add(totals, codes[row] ?? 0, cost);
  }
  const top = [...totals.keys()]
    .filter((code) => (totals[code] ?? 0) > 0)
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
    .slice(0, MAX_MODELS);
  const curves = new Map(top.map((code) => [code, new Float64Array(length)]));
  const byCode = dictionaries.model_id.texts.map((_, code) => curves.get(code));
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const curve = byCode[codes[row] ?? 0];
    const cost = costUsd[row] ?? NaN;
    if (curve && cost > 0) add(curve, bucketOf[index] ?? 0, cost);
  }
  return [...curves].map(([code, curve]) => ({
    model: dictionaries.model_id.text(code) ?? '',
    costUsd: curve,
    totalUsd: totals[code] ?? 0,
  }));
}

function buckets(columns: Columns, rows: Uint32Array, filter: MetricsFilter, maxPoints: number) {
  let min = Infinity;
  let max = -Infinity;
  const { timeMs } = columns;
  for (let index = 0; index < rows.length; index += 1) {
    const time = timeMs[rows[index] ?? 0] ?? 0;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  const from = filter.fromMs ?? min;
  const to = filter.toMs ?? max + 1;
  if (!(from < to) || !Number.isFinite(from) || !Number.isFinite(to)) {
    return { bucketMs: MINUTE, startMs: 0, length: 0 };
  }
  const count = (width: number): number => Math.ceil(to / width) - Math.floor(from / width);
  let bucketMs = WIDTHS.find((width) => count(width) <= maxPoints) ?? 14 * DAY;
  // What lies on both sides of 1970 never fits into one.
  while (count(bucketMs) > Math.max(maxPoints, from < 0 ? 2 : 1)) bucketMs *= 2;
  return { bucketMs, startMs: Math.floor(from / bucketMs) * bucketMs, length: count(bucketMs) };
}

/** For each number of an outcome, 1 if it counts as a failure of the service. */
function failures(columns: Columns): Uint8Array {
  return columns.dictionaries.outcome.mask((outcome) => outcome === 'error' || outcome === 'throttled');
}

function add(array: Float64Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}

function known(count: number | undefined): number {
  return count === undefined || count < 0 ? 0 : count;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

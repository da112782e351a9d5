import type { MetricsFilter, MetricsSummary } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { choose, type Minutes } from './minutes';
import { percentileOf } from './percentiles';
import { failures, inputTokensOf, known } from './tokens';

/** The figures of the rows that a filter leaves; `minutes` are the first rows, added up. */
export function summarize(columns: Columns, filter: MetricsFilter, minutes?: Minutes): MetricsSummary {
  const { whole, rows } = choose(columns, filter, minutes);
  const { counts, costUsd, texts } = columns;
  const failed = failures(columns);
  const latencies = new Int32Array(rows.length);
  const firstTokens = new Int32Array(rows.length);
  const sums = { errors: 0, latency: 0, cost: 0, unpriced: 0, input: 0, read: 0, output: 0 };
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const latency = counts.latency_ms[row] ?? 0;
    latencies[index] = latency;
    firstTokens[index] = counts.time_to_first_token_ms[row] ?? -1;
    sums.latency += latency;
    sums.errors += failed[texts.outcome[row] ?? 0] ?? 0;
    sums.input += inputTokensOf(counts, row);
    sums.read += known(counts.cache_read_tokens[row]);
    sums.output += known(counts.output_tokens[row]);
    const cost = costUsd[row] ?? NaN;
    if (Number.isNaN(cost)) {
      sums.unpriced += 1;
    } else {
      sums.cost += cost;
    }
  }
  const parts: Record<'latencies' | 'firstTokens', Int32Array[]> = {
    latencies: [latencies],
    firstTokens: [firstTokens],
  };
  let requests = rows.length;
  if (minutes !== undefined) {
    const { first, end } = whole;
    const [from, to] = [minutes.starts[first] ?? 0, minutes.starts[end] ?? 0];
    requests += to - from;
    sums.latency += sumOf(minutes.latencySums, first, end);
    sums.errors += sumOf(minutes.errors, first, end);
    sums.input += sumOf(minutes.inputTokens, first, end);
    sums.read += sumOf(minutes.cacheReadTokens, first, end);
    sums.output += sumOf(minutes.outputTokens, first, end);
    sums.unpriced += sumOf(minutes.unpriced, first, end);
    sums.cost += sumOf(minutes.costs, first * minutes.models, end * minutes.models);
    parts.latencies.push(minutes.latencies.subarray(from, to));
    parts.firstTokens.push(minutes.firstTokens.subarray(from, to));
  }
  return {
    requests,
    errorRate: requests === 0 ? null : sums.errors / requests,
    latencyAvgMs: requests === 0 ? null : sums.latency / requests,
    latencyP95Ms: orNull(percentileOf(parts.latencies, 0.95)),
    timeToFirstTokenP50Ms: orNull(percentileOf(parts.firstTokens, 0.5)),
    inputTokens: sums.input,
    cacheReadTokens: sums.read,
    outputTokens: sums.output,
    costUsd: sums.unpriced === requests ? null : sums.cost,
    unpricedCalls: sums.unpriced,
  };
}

function sumOf(values: Float64Array, first: number, end: number): number {
  let sum = 0;
  for (let at = first; at < end; at += 1) {
    sum += values[at] ?? 0;
  }
  return sum;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

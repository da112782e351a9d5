import { writeFile } from 'node:fs/promises';
import { Emitter } from '../../../src/core/util/emitter';
import type { Invocation } from '../../../src/protocol/invocation';
import type {
  ExportFormat,
  MetricsFilter,
  MetricsSeries,
  MetricsSummary,
  Rows,
  RowsRequest,
} from '../../../src/protocol/metrics';

const MINUTE = 60_000;
const BUCKETS = [1, 5, 60, 24 * 60].map((minutes) => minutes * MINUTE);

/** A metrics store that holds its invocations in memory and works its figures out one by one. */
export class MemoryMetrics {
  /** Makes every question fail with this. */
  failure: Error | undefined;
  /** Every question waits for it. */
  delay: Promise<void> = Promise.resolve();
  /** The requests by method. */
  readonly asked: string[] = [];
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.on;

  constructor(public invocations: Invocation[] = []) {}

  /** A call ended, in whichever window. */
  add(...invocations: Invocation[]): void {
    this.invocations = [...this.invocations, ...invocations];
    this.changed.fire();
  }

  async summary(filter: MetricsFilter): Promise<MetricsSummary> {
    await this.begin('summary');
    const rows = this.filtered(filter);
    const priced = rows.flatMap(({ cost_usd }) => cost_usd ?? []);
    return {
      requests: rows.length,
      errorRate: rows.length === 0 ? null : rows.filter(isError).length / rows.length,
      latencyAvgMs: mean(rows.map(({ latency_ms }) => latency_ms)),
      latencyP95Ms: percentile(
        rows.map(({ latency_ms }) => latency_ms),
        0.95,
      ),
      timeToFirstTokenP50Ms: percentile(
        rows.flatMap(({ time_to_first_token_ms: ms }) => ms ?? []),
        0.5,
      ),
      inputTokens: sum(rows.map(allInput)),
      cacheReadTokens: sum(rows.map(({ cache_read_tokens }) => cache_read_tokens ?? 0)),
      outputTokens: sum(rows.map(({ output_tokens }) => output_tokens ?? 0)),
      costUsd: priced.length === 0 ? null : sum(priced),
      unpricedCalls: rows.length - priced.length,
    };
  }

  async series(filter: MetricsFilter, maxPoints: number): Promise<MetricsSeries> {
    await this.begin('series');
    const rows = this.filtered(filter);
    const times = rows.map(({ timestamp }) => Date.parse(timestamp));
    const from = filter.fromMs ?? Math.min(Date.now(), ...times);
    const to = filter.toMs ?? Math.max(from, ...times) + 1;
    const bucketMs = BUCKETS.find((ms) => (to - from) / ms + 1 <= maxPoints) ?? 24 * 60 * MINUTE;
    const first = Math.floor(from / bucketMs) * bucketMs;
    const starts = Array.from(
      { length: Math.ceil((to - first) / bucketMs) },
      (_, at) => first + at * bucketMs,
    );
    const buckets = starts.map((start) =>
      rows.filter((_, at) => times[at]! >= start && times[at]! < start + bucketMs),
    );
    const each = (value: (bucket: Invocation[]) => number | null) =>
      Float64Array.from(buckets, (bucket) => value(bucket) ?? NaN);
    const latencies = (bucket: Invocation[]) => bucket.map(({ latency_ms }) => latency_ms);
    const models = [
      ...new Set(rows.filter(({ cost_usd }) => cost_usd !== null).map(({ model_id }) => model_id)),
    ];
    return {
      bucketMs,
      startMs: Float64Array.from(starts),
      requests: each(({ length }) => length),
      latencyAvgMs: each((bucket) => mean(latencies(bucket))),
      latencyP50Ms: each((bucket) => percentile(latencies(bucket), 0.5)),
      latencyP95Ms: each((bucket) => percentile(latencies(bucket), 0.95)),
      latencyP99Ms: each((bucket) => percentile(latencies(bucket), 0.99)),
      errorRate: each((bucket) =>
        bucket.length === 0 ? null : bucket.filter(isError).length / bucket.length,
      ),
      inputTokens: each((bucket) => sum(bucket.map(allInput))),
      outputTokens: each((bucket) => sum(bucket.map(({ output_tokens }) => output_tokens ?? 0))),
      costByModel: models.map((model) => {
        const cost = (bucket: Invocation[]) =>
          sum(bucket.filter(({ model_id }) => model_id === model).map(({ cost_usd }) => cost_usd ?? 0));
        return { model, costUsd: each(cost), totalUsd: cost(rows) };
      }),
      modelsWithCost: models.length,
    };
  }

  async rows({ filter, search, sort, offset, limit }: RowsRequest): Promise<Rows> {
    await this.begin('rows');
    const wanted = search.toLowerCase();
    const found = this.filtered(filter).filter((row) =>
      [row.model_id, row.error_code, row.surface, row.outcome, row.conversation_id].some((text) =>
        (text ?? '').toLowerCase().includes(wanted),
      ),
    );
    const direction = sort.descending ? -1 : 1;
    found.sort((a, b) => direction * compare(a[sort.column], b[sort.column]));
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  }

  async models(): Promise<string[]> {
    await this.begin('models');
    return [...new Set(this.invocations.map(({ model_id }) => model_id))].sort();
  }

  async export(
    filter: MetricsFilter,
    search: string,
    _format: ExportFormat,
    path: string,
  ): Promise<{ rows: number }> {
    const sort = { column: 'timestamp', descending: true } as const;
    const { rows } = await this.rows({ filter, search, sort, offset: 0, limit: 1_000_000 });
    await writeFile(path, JSON.stringify(rows));
    return { rows: rows.length };
  }

  async deleteAll(): Promise<void> {
    this.invocations = [];
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async begin(method: string): Promise<void> {
    this.asked.push(method);
    await this.delay;
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  private filtered({ fromMs, toMs, models, surfaces, outcomes }: MetricsFilter): Invocation[] {
    return this.invocations.filter(({ timestamp, model_id, surface, outcome }) => {
      const ms = Date.parse(timestamp);
      return (
        ms >= (fromMs ?? -Infinity) &&
        ms < (toMs ?? Infinity) &&
        (models.length === 0 || models.includes(model_id)) &&
        (surfaces.length === 0 || surfaces.includes(surface)) &&
        (outcomes.length === 0 || outcomes.includes(outcome))
      );
    });
  }
}

function isError({ outcome }: Invocation): boolean {
  return outcome === 'error' || outcome === 'throttled';
}

function allInput(row: Invocation): number {
  return (row.input_tokens ?? 0) + (row.cache_read_tokens ?? 0) + (row.cache_write_tokens ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function percentile(values: readonly number[], share: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

function compare(a: string | number | null, b: string | number | null): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a < b ? -1 : Number(a > b);
  }
  return Number(a ?? -Infinity) - Number(b ?? -Infinity) || 0;
}

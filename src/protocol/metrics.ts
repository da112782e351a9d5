import * as v from 'valibot';
import { invocationSchema, outcomeSchema, surfaceSchema } from './invocation';

/** Which invocations are meant. Instants are milliseconds since 1970; empty lists mean all. */
export const metricsFilterSchema = v.object({
  fromMs: v.nullable(v.number()),
  /** Exclusive. */
  toMs: v.nullable(v.number()),
  models: v.array(v.string()),
  surfaces: v.array(surfaceSchema),
  outcomes: v.array(outcomeSchema),
});
export type MetricsFilter = v.InferOutput<typeof metricsFilterSchema>;

/** The figures on top of the dashboard. Null means that nothing is known, which is not zero. */
export const metricsSummarySchema = v.object({
  requests: v.number(),
  /** Errors and throttles over requests, from 0 to 1; cancelled calls are no errors. Null without requests. */
  errorRate: v.nullable(v.number()),
  latencyAvgMs: v.nullable(v.number()),
  latencyP95Ms: v.nullable(v.number()),
  timeToFirstTokenP50Ms: v.nullable(v.number()),
  /** All input: plain, read from the cache and written to it. */
  inputTokens: v.number(),
  cacheReadTokens: v.number(),
  outputTokens: v.number(),
  /** Of the calls whose price is known; null when none is. */
  costUsd: v.nullable(v.number()),
  /** Calls whose price is not known. */
  unpricedCalls: v.number(),
});
export type MetricsSummary = v.InferOutput<typeof metricsSummarySchema>;

/** This month's money, all windows together, and what the month comes to. */
export const spendingOutlookSchema = v.object({
  monthUsd: v.number(),
  /** US dollars a day so far. */
  perDayUsd: v.number(),
  projectedUsd: v.number(),
  /** The savings of the prompt cache; below zero when it cost more. */
  savedUsd: v.number(),
  unpricedCalls: v.number(),
});
export type SpendingOutlook = v.InferOutput<typeof spendingOutlookSchema>;

const numbers = v.instance(Float64Array);

/** One value a bucket, oldest bucket first; NaN where nothing is known (a gap), 0 where nothing happened. */
export const metricsSeriesSchema = v.object({
  bucketMs: v.number(),
  /** Start of each bucket, milliseconds since 1970. */
  startMs: numbers,
  requests: numbers,
  latencyAvgMs: numbers,
  latencyP50Ms: numbers,
  latencyP95Ms: numbers,
  latencyP99Ms: numbers,
  errorRate: numbers,
  inputTokens: numbers,
  outputTokens: numbers,
  /** Cost by model: the costliest models, each with one value a bucket. */
  costByModel: v.array(v.object({ model: v.string(), costUsd: numbers, totalUsd: v.number() })),
  /** How many models have a cost, those without a curve of their own included. */
  modelsWithCost: v.number(),
});
export type MetricsSeries = v.InferOutput<typeof metricsSeriesSchema>;

/** The columns of the raw table that it can be sorted by. */
export const sortColumnSchema = v.picklist([
  'timestamp',
  'latency_ms',
  'time_to_first_token_ms',
  'model_id',
  'surface',
  'outcome',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'attempts',
]);
export type SortColumn = v.InferOutput<typeof sortColumnSchema>;

/** A stretch of the raw table. */
export const rowsRequestSchema = v.object({
  filter: metricsFilterSchema,
  /** Found in model, error code, surface, outcome or conversation; empty for all. */
  search: v.pipe(v.string(), v.maxLength(200)),
  sort: v.object({ column: sortColumnSchema, descending: v.boolean() }),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
});
export type RowsRequest = v.InferOutput<typeof rowsRequestSchema>;

export const rowsSchema = v.object({
  /** Rows in all that the filter and the search leave. */
  total: v.number(),
  rows: v.array(invocationSchema),
});
export type Rows = v.InferOutput<typeof rowsSchema>;

/** Formats that the filtered rows can be exported to. */
export const exportFormatSchema = v.picklist(['csv', 'json', 'sqlite']);
export type ExportFormat = v.InferOutput<typeof exportFormatSchema>;

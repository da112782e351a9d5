import * as v from 'valibot';
import { dailyUsageSchema } from './reconciliation';
import {
  exportFormatSchema,
  metricsFilterSchema,
  metricsSeriesSchema,
  metricsSummarySchema,
  rowsRequestSchema,
  rowsSchema,
} from './metrics';

/** Start-up options of the metrics store's worker. */
export const metricsWorkerDataSchema = v.object({
  /** `metrics` under the extension's storage. */
  directory: v.string(),
  /** `sql-wasm.wasm`, read when a database is. */
  wasmPath: v.string(),
});

/** One question to the worker; `id` comes back with its answer. */
export const metricsRequestSchema = v.variant('method', [
  v.object({ id: v.number(), method: v.literal('summary'), filter: metricsFilterSchema }),
  v.object({
    id: v.number(),
    method: v.literal('series'),
    filter: metricsFilterSchema,
    maxPoints: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  }),
  v.object({ id: v.number(), method: v.literal('rows'), request: rowsRequestSchema }),
  v.object({ id: v.number(), method: v.literal('models') }),
  v.object({ id: v.number(), method: v.literal('dailyUsage'), filter: metricsFilterSchema }),
  v.object({
    id: v.number(),
    method: v.literal('export'),
    filter: metricsFilterSchema,
    search: v.string(),
    format: exportFormatSchema,
    path: v.string(),
  }),
  v.object({ id: v.number(), method: v.literal('fold') }),
  v.object({ id: v.number(), method: v.literal('deleteAll') }),
  v.object({ id: v.number(), method: v.literal('applyRetention'), days: v.pipe(v.number(), v.gtValue(0)) }),
  /** The worker's memory; for measurements. */
  v.object({ id: v.number(), method: v.literal('memory') }),
]);
export type MetricsRequest = v.InferOutput<typeof metricsRequestSchema>;
export type MetricsMethod = MetricsRequest['method'];

/** The answer to each question. */
export const metricsResultSchemas = {
  summary: metricsSummarySchema,
  series: metricsSeriesSchema,
  rows: rowsSchema,
  models: v.array(v.string()),
  dailyUsage: v.array(dailyUsageSchema),
  export: v.object({ rows: v.number() }),
  fold: v.object({ rows: v.number() }),
  deleteAll: v.null(),
  applyRetention: v.object({ rows: v.number() }),
  memory: v.object({ bytes: v.number() }),
};
export type MetricsResults = {
  [Method in MetricsMethod]: v.InferOutput<(typeof metricsResultSchemas)[Method]>;
};

/** Why the store could not do what was asked. */
export const metricsFailureSchema = v.picklist([
  /** Another window holds the store for too long; nothing is lost, ask again later. */
  'busy',
  /** The storage refuses to be written: full, read-only, no permission. */
  'storage',
  /** A later release wrote the database; this one only reads it. */
  'newer',
  'unexpected',
]);
export type MetricsFailure = v.InferOutput<typeof metricsFailureSchema>;

/** Messages of the worker: answers, and what it wants logged. */
export const metricsReplySchema = v.variant('type', [
  v.object({ type: v.literal('result'), id: v.number(), value: v.unknown() }),
  v.object({ type: v.literal('error'), id: v.number(), reason: metricsFailureSchema, message: v.string() }),
  v.object({
    type: v.literal('notice'),
    level: v.picklist(['info', 'warn', 'error']),
    message: v.string(),
    fields: v.record(v.string(), v.union([v.string(), v.number()])),
  }),
  /** A later release wrote the database, with this schema version: it is only read. */
  v.object({ type: v.literal('newer'), version: v.number() }),
  /** The database was damaged, is kept under this name, and was rebuilt with so many rows. */
  v.object({ type: v.literal('damaged'), path: v.string(), rows: v.number() }),
]);
export type MetricsReply = v.InferOutput<typeof metricsReplySchema>;

import * as v from 'valibot';
import { readingAnswersSchema } from './costReading';
import {
  columnMappingSchema,
  costScopeSchema,
  costSummarySchema,
  dataSetSchema,
  finopsProblemSchema,
  inspectionSchema,
  loadProgressSchema,
  queryResultSchema,
} from './finops';

/** Start-up options of the cost engine's process, as the first message. */
export const engineOptionsSchema = v.object({
  /** The folder of this process: stored data, and what does not fit into memory. */
  directory: v.string(),
  memoryLimitMb: v.pipe(v.number(), v.integer(), v.minValue(64)),
  /** The most that may lie on the disk of what does not fit into memory; by what is free there unless given. */
  maxSpillMb: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type EngineOptions = v.InferOutput<typeof engineOptionsSchema>;

const id = v.number();

/** One question to the engine; `id` comes back with its answer. */
export const engineRequestSchema = v.variant('method', [
  v.object({ id, method: v.literal('start'), options: engineOptionsSchema }),
  v.object({
    id,
    method: v.literal('inspect'),
    paths: v.array(v.string()),
    answers: v.optional(readingAnswersSchema),
  }),
  v.object({
    id,
    method: v.literal('load'),
    paths: v.array(v.string()),
    mapping: v.optional(columnMappingSchema),
    answers: v.optional(readingAnswersSchema),
    dataSetId: v.string(),
  }),
  /** Takes up what an earlier process stored. */
  v.object({ id, method: v.literal('reopen'), dataSetId: v.string() }),
  v.object({ id, method: v.literal('close'), dataSetId: v.string() }),
  v.object({ id, method: v.literal('summary'), dataSetId: v.string(), scope: v.optional(costScopeSchema) }),
  v.object({
    id,
    method: v.literal('query'),
    dataSetId: v.string(),
    sql: v.string(),
    scope: v.optional(costScopeSchema),
    maxRows: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
    timeoutMs: v.pipe(v.number(), v.minValue(1)),
  }),
  /** Judges a statement that is to be run elsewhere, by what a query may be here, and by the tables that it may read. */
  v.object({ id, method: v.literal('check'), sql: v.string(), tables: v.array(v.string()) }),
  /** Stops the work on another question, which then fails with `cancelled`. */
  v.object({ id, method: v.literal('cancel'), target: v.number() }),
]);
export type EngineRequest = v.InferOutput<typeof engineRequestSchema>;
export type EngineMethod = EngineRequest['method'];

/** The answer to each question. */
export const engineResultSchemas = {
  start: v.null(),
  inspect: inspectionSchema,
  load: dataSetSchema,
  reopen: v.null(),
  close: v.null(),
  summary: costSummarySchema,
  query: queryResultSchema,
  /** Whether the statement says itself how many rows it gives at most. */
  check: v.object({ limited: v.boolean() }),
  cancel: v.null(),
};
export type EngineResults = {
  [Method in EngineMethod]: v.InferOutput<(typeof engineResultSchemas)[Method]>;
};

/** Messages of the engine. */
export const engineReplySchema = v.variant('type', [
  v.object({ type: v.literal('result'), id, value: v.unknown() }),
  v.object({
    type: v.literal('error'),
    id,
    problem: finopsProblemSchema,
    /** The process ends with this word: what else it was asked is lost. */
    ends: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal('progress'), id, progress: loadProgressSchema }),
]);
export type EngineReply = v.InferOutput<typeof engineReplySchema>;

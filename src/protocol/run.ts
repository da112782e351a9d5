import * as v from 'valibot';
import { batchEventSchemas } from './batch';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.pipe(v.string(), v.isoTimestamp());

/** The cost of an attempt in all, in US dollars; absent where it is the result's cost, or nothing. */
const spentUsd = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)));

/** The result of a step's model call. Durations are milliseconds. */
export const stepResultSchema = v.object({
  text: v.string(),
  modelId: v.string(),
  modelLabel: v.string(),
  /** The record of the call in the metrics store. */
  invocationId: v.string(),
  inputTokens: count,
  outputTokens: count,
  /** Null means unknown, which is not the same as free. */
  costUsd: v.nullable(v.number()),
  latencyMs: count,
  stopReason: v.nullable(v.string()),
  /** The failed expectations of the answer, a sentence each. */
  failedChecks: v.array(v.string()),
});
export type StepResult = v.InferOutput<typeof stepResultSchema>;

/** A prompt of a run, with its variables filled in; the text itself stays in the prompt file. */
export const plannedStepSchema = v.object({
  /** Unique in its run: the prompt's id and, where a table fills it in, the row's number. */
  id: v.string(),
  /** Says what is asked: see `stepKey`. */
  key: v.string(),
  /** As the user chose it; empty for the automatic one. */
  model: v.string(),
  /** The beginning of the prompt, for lists. */
  title: v.string(),
});
export type PlannedStep = v.InferOutput<typeof plannedStepSchema>;

/**
 * A line of a run's journal. What happened is only ever appended; the state of a run is what its lines
 * add up to.
 */
export const runEventSchema = v.variant('type', [
  v.object({
    type: v.literal('run'),
    version: v.literal(1),
    id: v.pipe(v.string(), v.ulid()),
    /** The prompt file's path. */
    file: v.string(),
    /** Path of the results without extension. */
    output: v.string(),
    /** The folder that the results may not lead out of; the file's own in journals that do not say. */
    folder: v.optional(v.string()),
    at: instant,
    steps: v.array(plannedStepSchema),
  }),
  /** The unfinished steps are taken up again, some of them perhaps changed since. */
  v.object({ type: v.literal('resumed'), at: instant, steps: v.array(plannedStepSchema) }),
  v.object({ type: v.literal('attempt'), step: v.string(), attempt: count, at: instant }),
  /** A call is about to be sent; where its end is not told, it has cost so much. */
  v.object({
    type: v.literal('callReserved'),
    step: v.string(),
    at: instant,
    maxCostUsd: v.pipe(v.number(), v.finite(), v.minValue(0)),
  }),
  v.object({
    type: v.literal('attemptFailed'),
    step: v.string(),
    attempt: count,
    at: instant,
    code: v.string(),
    message: v.string(),
    /** When it is tried again; null when it is not. */
    retryAt: v.nullable(instant),
    spentUsd,
  }),
  v.object({
    type: v.literal('completed'),
    step: v.string(),
    at: instant,
    /** The run whose result this is, where the step was not run again. */
    cachedFrom: v.nullable(v.string()),
    result: stepResultSchema,
    spentUsd,
  }),
  v.object({ type: v.literal('cancelled'), step: v.string(), at: instant, spentUsd }),
  ...batchEventSchemas,
  v.object({
    type: v.literal('ended'),
    at: instant,
    state: v.picklist(['Completed', 'Failed', 'Cancelled']),
    /** Why it was cancelled, when not by the user. */
    reason: v.nullable(v.string()),
  }),
]);
export type RunEvent = v.InferOutput<typeof runEventSchema>;
export type RunHead = Extract<RunEvent, { type: 'run' }>;

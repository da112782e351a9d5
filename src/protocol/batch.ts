import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.pipe(v.string(), v.isoTimestamp());

/** A batch job that a run means to make; everything that making it takes, so that it can be made again the same. */
export const batchPlannedSchema = v.object({
  type: v.literal('batchPlanned'),
  at: instant,
  /** The job's client request token: with it, AWS makes one job however often it is asked. */
  token: v.pipe(v.string(), v.ulid()),
  jobName: v.string(),
  model: v.object({
    id: v.string(),
    modelId: v.string(),
    inferenceProfile: v.nullable(v.string()),
    copyOf: v.exactOptional(v.string()),
    label: v.string(),
  }),
  region: v.string(),
  roleArn: v.string(),
  inputUri: v.string(),
  /** The job writes below this, under its own id. */
  outputUri: v.string(),
  /** Ids of the steps whose prompts are in it. */
  steps: v.array(v.string()),
  /** The expectations of answers, by step, as the prompt file says it. */
  checks: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
  /** The most that the job may cost in US dollars, null when unknown; absent where a version wrote it that noted no requests. */
  maxCostUsd: v.optional(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)))),
});
export type BatchPlan = v.InferOutput<typeof batchPlannedSchema>;

/** How a job stands, in AWS's own words; the enumeration is open. */
export const batchStatusSchema = v.object({
  type: v.literal('batchStatus'),
  at: instant,
  status: v.string(),
  /** AWS's message, where it has one. */
  message: v.nullable(v.string()),
  processed: v.nullable(count),
  total: v.nullable(count),
});
export type BatchStatus = v.InferOutput<typeof batchStatusSchema>;

/** The lines of a run's journal of its batch jobs; each line is about the job that was planned last. */
export const batchEventSchemas = [
  batchPlannedSchema,
  /** AWS is about to be asked for the job: from here on there may be one. */
  v.object({ type: v.literal('batchRequested'), at: instant }),
  v.object({ type: v.literal('batchCreated'), at: instant, jobArn: v.string() }),
  batchStatusSchema,
  /** The user wants no more of the job, whoever looks after it from now on. */
  v.object({ type: v.literal('batchStopWanted'), at: instant }),
  /** Something worth knowing that changes nothing. */
  v.object({ type: v.literal('batchNote'), at: instant, text: v.string() }),
  /** Nothing more is to be had from the job. */
  v.object({ type: v.literal('batchEnded'), at: instant }),
] as const;

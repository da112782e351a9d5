import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.pipe(v.string(), v.isoTimestamp());

/** The id of a run. */
export const runIdSchema = v.pipe(v.string(), v.ulid());

/** A run of a prompt file in a few figures. */
export const runRowSchema = v.object({
  id: runIdSchema,
  /** The prompt file's path. */
  file: v.string(),
  state: v.picklist([
    'Pending',
    'Running',
    'Retrying',
    'Completed',
    'Cached',
    'Failed',
    'Cancelled',
    'Crashed',
  ]),
  startedAt: instant,
  /** Null while it is under way, and where nobody wrote when it ended. */
  endedAt: v.nullable(instant),
  steps: count,
  /** Steps with a result, taken from earlier runs included. */
  done: count,
  failed: count,
  tokens: count,
  /** Without the steps whose price is unknown. */
  costUsd: v.number(),
  /** How many steps have a price that is unknown, which is not the same as free. */
  unpriced: count,
});
export type RunRow = v.InferOutput<typeof runRowSchema>;

/** The last runs, newest first, and the end of the newest one's log. */
export const runHistorySchema = v.object({
  /** How many there are in all. */
  total: count,
  rows: v.array(runRowSchema),
  /** Oldest line first. */
  log: v.array(v.string()),
});
export type RunHistory = v.InferOutput<typeof runHistorySchema>;

import * as v from 'valibot';
import { feedbackSchema, invocationSchema } from './invocation';

/** The version of the lines that this release writes; a reader leaves lines of a newer one alone. */
export const JOURNAL_VERSION = 1;

const version = v.literal(JOURNAL_VERSION);

/** What every journal line has, of whatever version: enough to tell "newer than this release" from damage. */
export const journalEnvelopeSchema = v.object({ v: v.pipe(v.number(), v.integer()), type: v.string() });

/**
 * One line of the metrics journal. An `invocation` line is the record of a model call with its fields
 * side by side; a `feedback` line says what a person thought of one, null when they took it back.
 */
export const journalEntrySchema = v.variant('type', [
  v.object({ v: version, type: v.literal('invocation'), ...invocationSchema.entries }),
  v.object({
    v: version,
    type: v.literal('feedback'),
    /** A ULID of the line itself. */
    id: v.pipe(v.string(), v.ulid()),
    /** The instant of the feedback, ISO 8601 in UTC. */
    timestamp: v.pipe(v.string(), v.isoTimestamp()),
    invocation_id: v.pipe(v.string(), v.ulid()),
    feedback: v.nullable(feedbackSchema),
  }),
]);
export type JournalEntry = v.InferOutput<typeof journalEntrySchema>;

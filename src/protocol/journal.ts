import * as v from 'valibot';
import { feedbackSchema, invocationSchema, startedCallSchema } from './invocation';
import { processIdentitySchema } from './processIdentity';

/** The newest version of lines that this release knows; a reader leaves lines of a newer one alone. */
export const JOURNAL_VERSION = 2;

/** The fields of every journal line, of whatever version: enough to tell "newer than this release" from damage. */
export const journalEnvelopeSchema = v.object({ v: v.pipe(v.number(), v.integer()), type: v.string() });

/**
 * One line of the metrics journal. A `started` line says that a model call began, and in which process; the
 * `invocation` line with the same id is its record, with its fields side by side; a `feedback` line says what
 * a user thought of one, null when they took it back. Each type keeps the version that it came with, so that
 * an older release goes on reading those it knows and keeps the others aside.
 */
export const journalEntrySchema = v.variant('type', [
  v.object({
    v: v.literal(2),
    type: v.literal('started'),
    ...startedCallSchema.entries,
    process: processIdentitySchema,
  }),
  v.object({ v: v.literal(1), type: v.literal('invocation'), ...invocationSchema.entries }),
  v.object({
    v: v.literal(1),
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
/** The line that a call begins with. */
export type StartedEntry = Extract<JournalEntry, { type: 'started' }>;

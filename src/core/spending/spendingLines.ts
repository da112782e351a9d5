import * as v from 'valibot';
import { cacheSumsSchema } from '../../protocol/promptCache';
import { addSums, type CacheSums } from '../bedrock/cache/cacheSums';
import { readJsonAs } from '../util/readAs';

/** Calls and money of a stretch of time. */
export interface Spending {
  readonly calls: number;
  /** US dollars of the calls whose price is known. */
  readonly usd: number;
  /** Calls whose price is not. */
  readonly unpriced: number;
  /** US dollars that the prompt cache saved; below zero when it cost more than it saved. */
  readonly savedUsd: number;
  /** How calls fared with the prompt cache; undefined where none used it. */
  readonly cache?: CacheSums | undefined;
}

/** Nothing spent. */
export const noSpending: Spending = { calls: 0, usd: 0, unpriced: 0, savedUsd: 0 };

const money = v.pipe(v.number(), v.finite(), v.minValue(0));
const instant = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const saved = v.pipe(v.number(), v.finite());
/** Left out by releases that did not count it. */
const cache = v.optional(cacheSumsSchema);
const spendingSchema = v.object({ calls: count, usd: money, unpriced: count, savedUsd: saved, cache });
const reservationSchema = v.object({
  id: v.string(),
  at: instant,
  usd: money,
  /** Until then it counts on each day on which it is open, and not on that of its beginning alone. */
  until: v.optional(instant),
});

/** All that a batch job is known to have come to so far, and when that was counted. */
const jobSchema = v.object({ id: v.string(), at: instant, ...spendingSchema.entries });

const lineSchema = v.variant('type', [
  /** A call is about to be sent and may come to so much. */
  v.object({ type: v.literal('reserve'), ...reservationSchema.entries }),
  /** It came to nothing, or is noted for itself. */
  v.object({
    type: v.literal('release'),
    id: v.string(),
    /** Also where other files, or other months', say that it is reserved. */
    everywhere: v.optional(v.boolean(), false),
  }),
  /** A call has ended; with the id of its reservation, which it closes, and the instant of that. */
  v.object({
    type: v.literal('call'),
    id: v.optional(v.string()),
    at: instant,
    usd: v.nullable(money),
    savedUsd: v.optional(saved, 0),
    cache,
  }),
  /** A batch job has come to so much in all; of several such lines, in whatever files, the largest counts. */
  v.object({ type: v.literal('job'), ...jobSchema.entries }),
  /** All that the window has spent in the month, in place of every line before: something happened to them. */
  v.object({
    type: v.literal('carry'),
    days: v.record(v.pipe(v.string(), v.regex(/^\d{4,}-\d{2}-\d{2}$/)), spendingSchema),
    reserved: v.array(reservationSchema),
    endedElsewhere: v.optional(v.array(v.string()), []),
    jobs: v.optional(v.array(jobSchema), []),
  }),
]);

/** A line of the log of spending. */
export type SpendingLine = v.InferOutput<typeof lineSchema>;

/** The most that a call under way may cost, and when it began, in milliseconds since 1970. */
export type Reservation = v.InferOutput<typeof reservationSchema>;

/** The cost of a batch job, and when that was counted, in milliseconds since 1970. */
export type JobSpending = v.InferOutput<typeof jobSchema>;

/** Reads a line; undefined for what is none. */
export function parseSpendingLine(text: string): SpendingLine | undefined {
  // A parser's error takes much longer to make than a look at what is no object.
  return text.startsWith('{') ? readJsonAs(lineSchema, text) : undefined;
}

/** The sum of a file's lines. */
export class SpendingTally {
  /** Calls under way, and those whose window was killed: they may have been billed. */
  readonly reserved = new Map<string, Reservation>();
  /** Reservations that were made in another file and ended in this one. */
  readonly endedElsewhere = new Set<string>();
  /** The cost of batch jobs, apart from all other calls: another window may have counted the same. */
  readonly jobs = new Map<string, JobSpending>();
  /** By the day of the user's clock, `2026-11-20`, on which calls began. */
  days = new Map<string, Spending>();
  /** Whether its window has said all of it anew. */
  private isWhole = false;

  apply(line: SpendingLine): void {
    switch (line.type) {
      case 'reserve':
        this.reserved.set(line.id, { id: line.id, at: line.at, usd: line.usd, until: line.until });
        return;
      case 'release':
        this.end(line.id);
        if (line.everywhere) {
          this.endedElsewhere.add(line.id);
        }
        return;
      case 'call': {
        if (line.id !== undefined) {
          this.end(line.id);
        }
        const { usd, savedUsd, cache } = line;
        const day = dayOf(line.at);
        const call = { calls: 1, usd: usd ?? 0, unpriced: usd === null ? 1 : 0, savedUsd, cache };
        this.days.set(day, addUp(this.days.get(day) ?? noSpending, call));
        return;
      }
      case 'job': {
        const { type: _type, ...job } = line;
        this.jobs.set(job.id, larger(job, this.jobs.get(job.id) ?? job));
        return;
      }
      case 'carry':
        this.days = new Map(Object.entries(line.days));
        this.reserved.clear();
        for (const reservation of line.reserved) {
          this.reserved.set(reservation.id, reservation);
        }
        for (const id of line.endedElsewhere) {
          this.endedElsewhere.add(id);
        }
        for (const job of line.jobs) {
          this.jobs.set(job.id, job);
        }
        this.isWhole = true;
    }
  }

  /** All of it in one line. */
  carry(): SpendingLine {
    return {
      type: 'carry',
      days: Object.fromEntries(this.days),
      reserved: [...this.reserved.values()],
      endedElsewhere: [...this.endedElsewhere],
      jobs: [...this.jobs.values()],
    };
  }

  /** Takes over what an earlier look at the same file knew and this one does not: money once seen stays counted. */
  remember(earlier: SpendingTally): void {
    for (const [day, usage] of earlier.days) {
      this.days.set(day, larger(usage, this.days.get(day) ?? noSpending));
    }
    for (const [id, job] of earlier.jobs) {
      this.jobs.set(id, larger(job, this.jobs.get(id) ?? job));
    }
    for (const id of earlier.endedElsewhere) {
      this.endedElsewhere.add(id);
    }
    for (const [id, reservation] of earlier.reserved) {
      if (!this.isWhole && !this.endedElsewhere.has(id)) {
        this.reserved.set(id, reservation);
      }
    }
  }

  private end(id: string): void {
    if (!this.reserved.delete(id)) {
      this.endedElsewhere.add(id);
    }
  }
}

/** Of both together. */
export function addUp(one: Spending, other: Spending): Spending {
  const cache = one.cache && other.cache ? addSums(one.cache, other.cache) : (one.cache ?? other.cache);
  return {
    calls: one.calls + other.calls,
    usd: one.usd + other.usd,
    unpriced: one.unpriced + other.unpriced,
    savedUsd: one.savedUsd + other.savedUsd,
    ...(cache === undefined ? {} : { cache }),
  };
}

/** The one that cost more. */
export function larger<Of extends Spending>(one: Of, other: Of): Of {
  return one.usd > other.usd || (one.usd === other.usd && one.calls > other.calls) ? one : other;
}

/** `2026-11`, by the user's clock; of milliseconds since 1970. */
export function monthOf(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

/** `2026-11-20`, by the user's clock; of milliseconds since 1970. */
export function dayOf(ms: number): string {
  return `${monthOf(ms)}-${String(new Date(ms).getDate()).padStart(2, '0')}`;
}

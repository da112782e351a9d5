/** What a call takes of a quota. */
export interface MeterEntry {
  amount: number;
}

/** A second more than AWS's minute: what leaves here at a steady pace does not arrive at one. */
const MINUTE_MS = 61_000;

/**
 * What is left of one quota of a minute, as a bucket that fills up all the time; what a call turns out to count beyond
 * what is left is a debt, to be paid before the next one. AWS does not say how it counts a minute: where it refuses what
 * would fit here, the bucket is taken for empty, and all goes on at the pace of its filling.
 */
export class QuotaMeter {
  /** What the bucket lacks of being full, at the instant beside it. */
  private backlog = 0;
  private countedAtMs = 0;
  private limit: number | undefined;
  private refusedAtMs = -Infinity;

  /** Learns the quota; undefined while nobody knows it. */
  setLimit(limit: number | undefined, nowMs: number): void {
    this.drain(nowMs);
    if (this.limit === undefined && limit !== undefined) {
      // AWS told before the quota was known that it is used up.
      this.backlog = Math.max(0, limit * (1 - (nowMs - this.refusedAtMs) / MINUTE_MS));
    }
    this.limit = limit;
  }

  /** The time until so much fits, as far as is known now; what is larger than the quota has to have it to itself. */
  waitMs(amount: number, nowMs: number): number {
    const { limit } = this;
    // A quota of nothing will never have room: AWS has the last word.
    if (limit === undefined || limit <= 0) {
      return 0;
    }
    this.drain(nowMs);
    const excess = this.backlog + Math.min(amount, limit) - limit;
    // Sums of decimals end a hair beside what they come to.
    return excess <= limit * 1e-9 ? 0 : Math.ceil((excess / limit) * MINUTE_MS);
  }

  /** Takes so much. */
  add(amount: number, nowMs: number): MeterEntry {
    this.correct({ amount: 0 }, amount, nowMs);
    return { amount };
  }

  /** What was taken turned out to be more, or less. */
  correct(entry: MeterEntry, amount: number, nowMs: number): void {
    this.drain(nowMs);
    this.backlog = Math.max(0, this.backlog + amount - entry.amount);
    entry.amount = amount;
  }

  /** AWS had no room for what was taken last: others ask as well. */
  refused(nowMs: number): void {
    this.drain(nowMs);
    this.refusedAtMs = nowMs;
    this.backlog = Math.max(this.backlog, this.limit ?? 0);
  }

  /** While no quota is known, nothing is left to be paid for. */
  private drain(nowMs: number): void {
    const passedMs = nowMs - this.countedAtMs;
    this.countedAtMs = nowMs;
    const { limit } = this;
    this.backlog = limit === undefined ? 0 : Math.max(0, this.backlog - (limit * passedMs) / MINUTE_MS);
  }
}

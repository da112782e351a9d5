/** What a call takes of a quota. */
export interface MeterEntry {
  amount: number;
  readonly atMs: number;
}

/*
 * A second more than AWS's minute: what leaves here at a steady pace does not arrive at one.
 */
const MINUTE_MS = 61_000;

/**
 * What is taken of one quota of a minute. AWS does not say how it counts one: by a bucket that fills up all the time, or
 * by whole or sliding minutes. What is let through here fits into all of them: no 60 seconds hold more than the quota,
 * and a debt of one minute is paid in the next ones.
 */
export class QuotaMeter {
  private entries: MeterEntry[] = [];
  /** What a bucket lacks of being full, at the instant beside it. */
  private backlog = 0;
  private countedAtMs = 0;
  private known: number | undefined;

  /** The quota; undefined while nobody knows it. */
  get limit(): number | undefined {
    return this.known;
  }

  /** Learns the quota. What was taken before counts. */
  setLimit(limit: number | undefined, nowMs: number): void {
    if (this.known === undefined && limit !== undefined) {
      this.backlog = this.used(nowMs);
      this.countedAtMs = nowMs;
    }
    this.known = limit;
  }

  /** Taken in the last minute. */
  used(nowMs: number): number {
    this.forget(nowMs);
    return this.entries.reduce((sum, { amount }) => sum + amount, 0);
  }

  /** The time until so much fits, as far as is known now; what is larger than the quota has to have it to itself. */
  waitMs(amount: number, nowMs: number): number {
    const { known: limit } = this;
    // A quota of nothing will never have room: AWS has the last word.
    if (limit === undefined || limit <= 0) {
      return 0;
    }
    this.drain(nowMs);
    const wanted = Math.min(amount, limit);
    const bucketMs = ((this.backlog + wanted - limit) / limit) * MINUTE_MS;
    let excess = this.used(nowMs) + wanted - limit;
    let minuteMs = 0;
    for (const entry of this.entries) {
      if (excess <= 0) {
        break;
      }
      excess -= entry.amount;
      minuteMs = entry.atMs + MINUTE_MS - nowMs;
    }
    return Math.max(0, Math.ceil(Math.max(bucketMs, minuteMs)));
  }

  /** Takes so much. */
  add(amount: number, nowMs: number): MeterEntry {
    this.drain(nowMs);
    this.backlog += amount;
    const entry = { amount, atMs: nowMs };
    this.entries.push(entry);
    return entry;
  }

  /** What was taken turned out to be more, or less. */
  correct(entry: MeterEntry, amount: number, nowMs: number): void {
    this.drain(nowMs);
    const more = amount - entry.amount;
    this.backlog = Math.max(0, this.backlog + more);
    if (more > 0) {
      // It is counted when it becomes known.
      this.entries.push({ amount: more, atMs: nowMs });
    } else {
      entry.amount = amount;
    }
  }

  /** AWS had no room for what was taken last: others ask as well. */
  refused(nowMs: number): void {
    this.drain(nowMs);
    this.backlog = Math.max(this.backlog, this.known ?? 0);
  }

  private drain(nowMs: number): void {
    const passedMs = nowMs - this.countedAtMs;
    this.countedAtMs = nowMs;
    this.backlog = Math.max(0, this.backlog - ((this.known ?? 0) * passedMs) / MINUTE_MS);
  }

  private forget(nowMs: number): void {
    // Entries are in the order of their time.
    const first = this.entries.findIndex(({ atMs }) => atMs > nowMs - MINUTE_MS);
    this.entries = first === -1 ? [] : this.entries.slice(first);
  }
}

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheSums } from '../../protocol/promptCache';
import { JournalWatcher } from '../metrics/journalWatcher';
import type { Disposable } from '../util/disposable';
import {
  addUp,
  dayOf,
  larger,
  monthOf,
  noSpending,
  type JobSpending,
  type Reservation,
  type Spending,
} from './spendingLines';
import { isSpendingFile, SpendingReader } from './spendingReader';
import { SpendingWriter } from './spendingWriter';

/** The spending of all windows by the days and months of the user's clock. */
export interface SpendingTotals {
  readonly today: Spending;
  readonly month: Spending;
  /** This month's days with calls, such as `2026-11-20`. */
  readonly days: ReadonlyMap<string, Spending>;
  /** The start of this month's first day with a call, milliseconds since 1970. */
  readonly sinceMs: number | null;
  /** US dollars that calls of today may come to that are under way, or whose window was killed. */
  readonly reservedTodayUsd: number;
  /** The same of this month's calls. */
  readonly reservedMonthUsd: number;
  /** Lines and files that could not be read: the sums may be too low. */
  readonly unreadable: number;
}

/** The clock's zone may change by so much at most, so that a file's month is another one than a call's. */
const ZONES_MS = 26 * 60 * 60_000;
/** A reservation of more than a day counts for this long at most. */
const LASTING_MS = 10 * 24 * 60 * 60_000;
/** Months whose files are kept, whatever the clock says. */
const KEPT_MONTHS = 3;

/**
 * The cost of calls over all windows, cheap enough to be asked before each call: an append-only file for each
 * window and month, of which only what is new is read. A call counts on the day on which it began, at what it may
 * cost until it has ended; what is dated in the future, by a clock that was wrong, counts today.
 */
export class SpendingLog implements Disposable {
  private readonly watcher: JournalWatcher;
  private readonly own: SpendingWriter;
  private readonly others: SpendingReader;
  private readonly watching: Disposable;
  /** Reading goes on where it ended, one after another. */
  private reading: Promise<unknown> = Promise.resolve();
  /** Another window, or this one, has used something. */
  readonly onDidChange: (listener: () => void) => Disposable;

  constructor(
    private readonly directory: string,
    windowId: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.own = new SpendingWriter(directory, windowId);
    this.others = new SpendingReader(directory);
    this.watcher = new JournalWatcher(directory);
    this.onDidChange = this.watcher.on;
    // What was removed is there again for the other windows before they ask.
    this.watching = this.watcher.on(() => this.restore());
  }

  /**
   * Notes what a call that began at an instant may come to; until another instant it counts on each day, also
   * in other months.
   * @throws the file system's error; it counts in this window all the same, as everything noted does
   */
  reserve(id: string, usd: number, at = this.now().getTime(), until?: number): void {
    this.own.append({ type: 'reserve', id, at, usd: known(usd) ?? 0, until }, at);
  }

  /**
   * A call of this window has come to nothing more; `everywhere` where another window, or this one before, may have
   * reserved for it too. @throws the file system's error
   */
  release(id: string, everywhere = false): void {
    const at = this.own.reservation(id)?.at ?? this.now().getTime();
    this.own.append({ type: 'release', id, everywhere }, at);
  }

  /** The reservation of this window for a call that has not ended. */
  reservation(id: string): Reservation | undefined {
    return this.own.reservation(id);
  }

  /**
   * Notes a call that has ended; null when its price is not known, and then as much as was reserved counts.
   * With the id of its reservation it counts when that was made. @throws the file system's error
   */
  add(usd: number | null, savedUsd = 0, id?: string, cache?: CacheSums): void {
    const reserved = id === undefined ? undefined : this.own.reservation(id);
    const at = reserved?.at ?? this.now().getTime();
    const spent = known(usd) ?? (reserved?.usd || null);
    const call = {
      type: 'call',
      at,
      usd: spent,
      savedUsd: Number.isFinite(savedUsd) ? savedUsd : 0,
      ...(cache === undefined ? {} : { cache }),
    } as const;
    this.own.append(reserved === undefined ? call : { ...call, id: reserved.id }, at);
  }

  /**
   * Notes all that a batch job has come to so far. Whoever counts its records again, as the window that began was
   * killed, counts none twice. @throws the file system's error
   */
  addJob(id: string, usage: Spending): void {
    const at = this.now().getTime();
    this.own.append({ type: 'job', id, at, ...usage }, at);
  }

  /** The spending of all windows in the day and month of an instant, in milliseconds since 1970. Never rejects. */
  totals(at?: number): Promise<SpendingTotals> {
    const totals = this.reading.then(() => this.read(at ?? this.now().getTime()));
    this.reading = totals.catch(() => undefined);
    return totals;
  }

  /** Removes the files of long ago: the metrics store has their calls. Never rejects. */
  async tidy(): Promise<void> {
    const names = (await readdir(this.directory).catch(() => [])).filter(isSpendingFile);
    // By the months there are and not by the clock alone, which may be a year ahead today.
    const kept = [...new Set(names.map((name) => name.slice(0, 7)))].sort().slice(-KEPT_MONTHS);
    const oldest = [...kept, monthOf(this.now().getTime())].sort()[0] ?? '';
    const old = names.filter((name) => name.slice(0, 7) < oldest);
    await Promise.all(
      old.map((name) => rm(join(this.directory, name), { force: true }).catch(() => undefined)),
    );
  }

  dispose(): void {
    this.watching.dispose();
    this.watcher.dispose();
  }

  private restore(): void {
    try {
      this.own.restore();
    } catch {
      // It counts here, and whoever writes next hears of what is wrong with the disk.
    }
  }

  private async read(at: number): Promise<SpendingTotals> {
    const [day, month] = [dayOf(at), monthOf(at)];
    const from = monthOf(at - ZONES_MS - LASTING_MS);
    this.restore();
    await this.others.read(from, (name) => this.own.owns(name));
    const tallies = [...this.own.tallies, ...this.others.tallies];
    const ended = new Set(tallies.flatMap(({ endedElsewhere }) => [...endedElsewhere]));
    let [today, all, reservedTodayUsd, reservedMonthUsd] = [noSpending, noSpending, 0, 0];
    let first: string | undefined;
    const days = new Map<string, Spending>();
    const open = new Map<string, Reservation>();
    const jobs = new Map<string, JobSpending>();
    for (const job of tallies.flatMap((tally) => [...tally.jobs.values()])) {
      jobs.set(job.id, larger(job, jobs.get(job.id) ?? job));
    }
    const ofJobs = [...jobs.values()].map((job) => [dayOf(job.at), job] as const);
    for (const [date, usage] of [...tallies.flatMap(({ days }) => [...days]), ...ofJobs]) {
      today = date >= day ? addUp(today, usage) : today;
      if (date < month) {
        continue;
      }
      all = addUp(all, usage);
      days.set(date, addUp(days.get(date) ?? noSpending, usage));
      first = first === undefined || date < first ? date : first;
    }
    for (const reservation of tallies.flatMap(({ reserved }) => [...reserved.values()])) {
      open.set(reservation.id, covering(reservation, open.get(reservation.id)));
    }
    for (const { id, at: began, usd, until = 0 } of open.values()) {
      if (ended.has(id)) {
        continue;
      }
      const isOpen = at < until;
      reservedTodayUsd += isOpen || dayOf(began) >= day ? usd : 0;
      reservedMonthUsd += isOpen || monthOf(began) >= month ? usd : 0;
    }
    // Without an offset it would be taken for UTC's day.
    const sinceMs = first === undefined ? null : new Date(`${first}T00:00`).getTime();
    const unreadable = this.others.unreadable(this.now().getTime());
    return { today, month: all, days, sinceMs, reservedTodayUsd, reservedMonthUsd, unreadable };
  }
}

/** Of two reservations for one call, by two windows one after the other, what covers both. */
function covering(one: Reservation, other: Reservation = one): Reservation {
  return {
    id: one.id,
    at: Math.max(one.at, other.at),
    usd: Math.max(one.usd, other.usd),
    until: Math.max(one.until ?? 0, other.until ?? 0),
  };
}

/** An amount that can be. */
function known(usd: number | null): number | null {
  return usd !== null && Number.isFinite(usd) && usd >= 0 ? usd : null;
}

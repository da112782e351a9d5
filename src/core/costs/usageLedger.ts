import { appendFileSync, mkdirSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { JournalWatcher } from '../metrics/journalWatcher';
import type { Disposable } from '../util/disposable';

/** Calls and money of a stretch of time. */
export interface Usage {
  readonly calls: number;
  /** US dollars of the calls whose price is known. */
  readonly usd: number;
  /** Calls whose price is not. */
  readonly unpriced: number;
  /** US dollars that the prompt cache saved; below zero when it cost more than it saved. */
  readonly savedUsd: number;
}

/** What all windows have used, by the days and months of the person's clock. */
export interface UsageTotals {
  readonly today: Usage;
  readonly month: Usage;
  /** The start of this month's first day with a call, milliseconds since 1970. */
  readonly sinceMs: number | null;
  /** US dollars that calls under way may come to. */
  readonly reservedUsd: number;
}

const lineSchema = v.variant('type', [
  v.object({ type: v.literal('reserve'), id: v.string(), at: v.number(), usd: v.number() }),
  v.object({ type: v.literal('release'), id: v.string() }),
  v.object({
    type: v.literal('call'),
    at: v.number(),
    usd: v.nullable(v.number()),
    savedUsd: v.optional(v.number(), 0),
  }),
]);
type Line = v.InferOutput<typeof lineSchema>;

/** What has been read of one window's file. */
interface Read {
  offset: number;
  readonly reserved: Map<string, { readonly at: number; readonly usd: number }>;
  readonly days: Map<string, Usage>;
}

/** A call that takes longer was the call of a window that is gone. */
const RESERVATION_MS = 60 * 60_000;
const none: Usage = { calls: 0, usd: 0, unpriced: 0, savedUsd: 0 };

/**
 * What calls cost, over all windows, cheap enough to be asked before each call: an append-only file for each
 * window and month, of which only what is new is read.
 */
export class UsageLedger implements Disposable {
  private readonly watcher: JournalWatcher;
  private readonly files = new Map<string, Read>();
  /** Reading goes on where it ended, one after another. */
  private reading: Promise<unknown> = Promise.resolve();
  /** Another window, or this one, has used something. */
  readonly onDidChange: (listener: () => void) => Disposable;

  constructor(
    private readonly directory: string,
    private readonly windowId: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.watcher = new JournalWatcher(directory);
    this.onDidChange = this.watcher.on;
  }

  /** Notes what a call under way may come to. @throws the file system's error */
  reserve(id: string, usd: number): void {
    this.append({ type: 'reserve', id, at: this.now().getTime(), usd });
  }

  /** The call has ended, and is noted for itself. @throws the file system's error */
  release(id: string): void {
    this.append({ type: 'release', id });
  }

  /** Notes a call that has ended; null when its price is not known. @throws the file system's error */
  add(usd: number | null, savedUsd = 0): void {
    this.append({ type: 'call', at: this.now().getTime(), usd, savedUsd });
  }

  /** What all windows have used until now; files that cannot be read count as empty. */
  totals(): Promise<UsageTotals> {
    const totals = this.reading.then(() => this.read());
    this.reading = totals.catch(() => undefined);
    return totals;
  }

  /** Removes the files of earlier months: the metrics store has their calls. Never rejects. */
  async tidy(): Promise<void> {
    const month = monthOf(this.now());
    const names = await readdir(this.directory).catch(() => []);
    const old = names.filter((name) => /^\d{4}-\d{2}-.*\.ndjson$/.test(name) && name.slice(0, 7) < month);
    await Promise.all(
      old.map((name) => rm(join(this.directory, name), { force: true }).catch(() => undefined)),
    );
  }

  dispose(): void {
    this.watcher.dispose();
  }

  private append(line: Line): void {
    const path = join(this.directory, `${monthOf(this.now())}-${this.windowId}.ndjson`);
    const text = `${JSON.stringify(line)}\n`;
    try {
      appendFileSync(path, text, { mode: 0o600 });
    } catch {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      appendFileSync(path, text, { mode: 0o600 });
    }
  }

  private async read(): Promise<UsageTotals> {
    const [day, month] = [dayOf(this.now()), monthOf(this.now())];
    const names = await readdir(this.directory).catch(() => []);
    await Promise.all(names.filter((name) => name.startsWith(month)).map((name) => this.readOn(name)));
    let [today, all, reservedUsd] = [none, none, 0];
    let first: string | undefined;
    const oldest = this.now().getTime() - RESERVATION_MS;
    for (const [name, { days, reserved }] of this.files) {
      if (!name.startsWith(month)) continue;
      today = sum(today, days.get(day) ?? none);
      for (const [date, usage] of days) {
        all = sum(all, usage);
        if (first === undefined || date < first) first = date;
      }
      for (const { at, usd } of reserved.values()) if (at >= oldest) reservedUsd += usd;
    }
    // Without an offset it would be taken for UTC's day.
    const sinceMs = first === undefined ? null : new Date(`${first}T00:00`).getTime();
    return { today, month: all, sinceMs, reservedUsd };
  }

  private async readOn(name: string): Promise<void> {
    const read = this.files.get(name) ?? { offset: 0, reserved: new Map(), days: new Map() };
    this.files.set(name, read);
    const text = await textFrom(join(this.directory, name), read.offset).catch(() => '');
    // A line that is still being written waits for the next time.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    read.offset += Buffer.byteLength(whole);
    for (const line of whole.split('\n')) if (line !== '') take(line, read);
  }
}

function take(text: string, { reserved, days }: Read): void {
  const line = parse(text);
  if (line === undefined) return;
  switch (line.type) {
    case 'reserve':
      reserved.set(line.id, line);
      return;
    case 'release':
      reserved.delete(line.id);
      return;
    case 'call': {
      const day = dayOf(new Date(line.at));
      const { usd, savedUsd } = line;
      const call = { calls: 1, usd: usd ?? 0, unpriced: usd === null ? 1 : 0, savedUsd };
      days.set(day, sum(days.get(day) ?? none, call));
    }
  }
}

function parse(text: string): Line | undefined {
  try {
    const parsed = v.safeParse(lineSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

async function textFrom(path: string, offset: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function sum(one: Usage, other: Usage): Usage {
  return {
    calls: one.calls + other.calls,
    usd: one.usd + other.usd,
    unpriced: one.unpriced + other.unpriced,
    savedUsd: one.savedUsd + other.savedUsd,
  };
}

/** `2026-11`, by the person's clock. */
function monthOf(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

function dayOf(date: Date): string {
  return `${monthOf(date)}-${String(date.getDate()).padStart(2, '0')}`;
}

import * as nodeFs from 'node:fs';
import { dirname } from 'node:path';
import { FileLock } from '../util/fileLock';
import type { LogEntry, LogSink } from './entry';
import { formatEntry } from './format';
import { LineQueue } from './lineQueue';
import { isCode, rotate, type RotationFs } from './rotation';
import { errorMessage } from '../util/errorMessage';

/** The calls that the sink makes to the file system; a test hands over ones that fail. */
export type LogFileFs = RotationFs &
  Pick<typeof nodeFs, 'mkdirSync' | 'openSync' | 'readSync' | 'writeSync' | 'fstatSync' | 'closeSync'>;

/** Where and how a {@link RotatingFile} writes. */
export interface RotatingFileOptions {
  /** The file being written; its backups get `.1`, `.2`… and its directory is made when missing. */
  readonly path: string;
  /** The file is moved aside rather than grow beyond this; 5242880 unless given. */
  readonly maxBytes?: number;
  /** Backups kept; 3 unless given. */
  readonly backups?: number;
  /** How long a line may wait for company, in milliseconds. */
  readonly flushMs?: number;
  /** Lines kept in memory while the file cannot be written; beyond it the oldest are given up. */
  readonly maxBufferedBytes?: number;
  readonly fs?: LogFileFs;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const ROTATION_PATIENCE_MS = 1000;
const RETRY_MS = 2000;
/** A rotation takes milliseconds. */
const LOCK_STALE_MS = 5000;
/** At intervals of a millisecond, and only until the torn line has been ended. */
const TORN_LOOKS = 20;
const LINE_BREAK = '\n'.charCodeAt(0);

/**
 * Writes entries to a file that rotates, and that several processes may write at once: each write is
 * one append of whole lines, rotation happens under a lock between processes, and no file is kept open.
 * No method throws or rejects. While the file cannot be written, entries wait in a bounded memory.
 */
export class RotatingFile implements LogSink {
  private readonly path: string;
  private readonly maxBytes: number;
  private readonly backups: number;
  private readonly flushMs: number;
  private readonly fs: LogFileFs;
  private readonly lock: FileLock;
  private readonly queue: LineQueue;
  /** Why the last write failed; undefined while all is well. */
  private failure: string | undefined;
  /** Until then, on the clock of `performance.now()`, the file may exceed its size: it could not be moved. */
  private rotateAfter = 0;
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private disposed = false;

  constructor(options: RotatingFileOptions) {
    this.path = options.path;
    this.lock = new FileLock(`${options.path}.lock`, { staleMs: LOCK_STALE_MS });
    this.maxBytes = options.maxBytes ?? 5 * 1024 * 1024;
    this.backups = options.backups ?? 3;
    this.flushMs = options.flushMs ?? 200;
    this.fs = options.fs ?? nodeFs;
    const now = options.now ?? Date.now;
    this.queue = new LineQueue(options.maxBufferedBytes ?? 1024 * 1024, (dropped) =>
      toLine({
        time: now(),
        level: 'WARNING',
        name: 'log',
        message: 'Lines are missing here: the log file could not be written.',
        fields: { lines: dropped, error: this.failure ?? null },
      }),
    );
  }

  /** Takes an entry; it is in the file soon, or at the next flush. After {@link dispose}, at once. */
  write(entry: LogEntry): void {
    this.queue.push(toLine(entry));
    // A burst that fills the memory without a pause goes to the file as it is, full or not.
    if (this.disposed || (this.queue.isFull && this.failure === undefined)) {
      this.flushSync();
    } else {
      this.schedule(this.failure === undefined ? this.flushMs : RETRY_MS);
    }
    this.queue.trim();
  }

  /** Resolves when all entries so far are in the file, or writing has failed. */
  async flush(): Promise<void> {
    do {
      this.draining ??= this.drain().finally(() => (this.draining = undefined));
      await this.draining;
    } while (!this.queue.isEmpty && this.failure === undefined);
  }

  /** Puts all entries so far into the file before it returns, for the exit of a process; does not rotate. */
  flushSync(): void {
    while (!this.queue.isEmpty && this.append(Infinity) !== 'failed') {
      // The condition does the work.
    }
  }

  /** Flushes at once. Idempotent. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushSync();
  }

  private schedule(delayMs: number): void {
    if (this.timer !== undefined || this.disposed) {
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, delayMs);
    // Nobody's exit waits for the log; dispose writes what is left.
    this.timer.unref();
  }

  private async drain(): Promise<void> {
    while (!this.queue.isEmpty) {
      const outcome = this.append(performance.now() < this.rotateAfter ? Infinity : this.maxBytes);
      if (outcome === 'failed') {
        this.schedule(RETRY_MS);
        return;
      }
      // A file somewhat too long does less harm than lines that are in memory only.
      if (outcome === 'full' && !(await this.rotate())) {
        this.rotateAfter = performance.now() + RETRY_MS;
      }
    }
  }

  private async rotate(): Promise<boolean> {
    try {
      return await rotate({
        path: this.path,
        lock: this.lock,
        backups: this.backups,
        isDue: (size) => size > 0 && this.queue.next(this.maxBytes - size).length === 0,
        patienceMs: ROTATION_PATIENCE_MS,
        fs: this.fs,
      });
    } catch {
      return false;
    }
  }

  /** Appends whole lines from the front of the queue, as many as keep the file within the limit. */
  private append(limit: number): 'done' | 'full' | 'failed' {
    try {
      const fd = this.open();
      try {
        const { size } = this.fs.fstatSync(fd);
        const batch = this.queue.next(limit - size, size === 0);
        if (batch.length === 0) {
          return 'full';
        }
        this.writeBatch(fd, batch);
      } finally {
        this.fs.closeSync(fd);
      }
      this.failure = undefined;
      return 'done';
    } catch (error) {
      this.failure = errorMessage(error);
      return 'failed';
    }
  }

  private open(): number {
    try {
      return this.fs.openSync(this.path, 'a+', 0o600);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) {
        throw error;
      }
      this.fs.mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      return this.fs.openSync(this.path, 'a+', 0o600);
    }
  }

  private writeBatch(fd: number, batch: readonly Buffer[]): void {
    const prefix = this.isTorn(fd) ? '\n' : '';
    const written = this.fs.writeSync(fd, Buffer.concat([Buffer.from(prefix), ...batch]));
    if (written === 0) {
      throw new Error('The file takes nothing.');
    }
    // What went to a file that was deleted between opening and writing is written again, to its successor.
    if (this.isDeleted(fd)) {
      return;
    }
    this.queue.confirm(batch, written - prefix.length);
  }

  /**
   * Whether the file ends in the middle of a line, because a full disk cut one, ours or another window's.
   * A write that is going on elsewhere looks the same for as long as it lasts, which is microseconds.
   */
  private isTorn(fd: number): boolean {
    for (let look = 0; look < TORN_LOOKS; look += 1) {
      if (look > 0) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
      const { size } = this.fs.fstatSync(fd);
      if (size === 0) {
        return false;
      }
      const last = Buffer.alloc(1);
      if (this.fs.readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === LINE_BREAK) {
        return false;
      }
    }
    return true;
  }

  private isDeleted(fd: number): boolean {
    const { nlink, ino } = this.fs.fstatSync(fd);
    // Some file systems count no links at all.
    return nlink === 0 && this.fs.statSync(this.path, { throwIfNoEntry: false })?.ino !== ino;
  }
}

function toLine(entry: LogEntry): Buffer {
  return Buffer.from(`${formatEntry(entry)}\n`);
}

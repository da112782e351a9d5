import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../protocol/journal';

/** The calls that the journal makes to the file system; a test hands over ones that fail. */
export type JournalFs = Pick<
  typeof nodeFs,
  'mkdirSync' | 'readdirSync' | 'openSync' | 'writeSync' | 'fstatSync' | 'closeSync' | 'utimesSync'
>;

/** Where and how a {@link Journal} writes. */
export interface JournalOptions {
  /** `metrics/journal` under the extension's storage; made when the first line is written. */
  readonly directory: string;
  /** Tells this window's files from those of other windows: letters, digits, `_` and `-`. */
  readonly windowId: string;
  /** A segment that has reached this many bytes is closed and the next one begun; 1 MiB unless given. */
  readonly segmentBytes?: number;
  readonly fs?: JournalFs;
}

/** The writing end of the metrics journal: one window's append-only files, `<window>-<n>.ndjson`. */
export class Journal {
  private readonly directory: string;
  private readonly windowId: string;
  private readonly segmentBytes: number;
  private readonly fs: JournalFs;
  private fd: number | undefined;
  /** Of the open segment. */
  private path = '';
  private written = 0;
  private segment = 0;
  /** A failed write may have left the beginning of a line behind. */
  private torn = false;
  private disposed = false;

  /** @throws RangeError when `windowId` cannot be part of a file name. */
  constructor(options: JournalOptions) {
    if (!/^[\w-]+$/.test(options.windowId)) {
      throw new RangeError(`Not usable in a file name: ${JSON.stringify(options.windowId)}`);
    }
    this.directory = options.directory;
    this.windowId = options.windowId;
    this.segmentBytes = options.segmentBytes ?? 1024 * 1024;
    this.fs = options.fs ?? nodeFs;
  }

  /**
   * Writes one whole line and returns the file that it is in. When it returns, the line is the operating
   * system's: it survives this process being killed.
   * @throws the file system's error (ENOSPC, EROFS, EACCES…); nothing then counts as written, and the
   * same entry may be appended again. Also throws after {@link dispose}.
   */
  append(entry: JournalEntry): string {
    if (this.disposed) {
      throw new Error('The journal is closed.');
    }
    if (this.fd !== undefined && this.written >= this.segmentBytes) {
      this.close();
    }
    const line = `${JSON.stringify(entry)}\n`;
    for (;;) {
      this.fd ??= this.open();
      // A line after a torn one begins with a line break, so that only the torn line is damaged.
      this.writeWhole(this.fd, Buffer.from(this.torn ? `\n${line}` : line));
      if (!this.isSealed(this.fd)) {
        return this.path;
      }
      // Whoever sealed it may have read it without this line. If it was read, the id tells so.
      this.close();
    }
  }

  /** Shows other windows, by the time of a file that {@link append} returned, that this one lives. Never throws. */
  touch(path: string): void {
    try {
      const now = new Date();
      this.fs.utimesSync(path, now, now);
    } catch {
      // Deleted with every record, or a disk that is gone: nobody is to be troubled for it.
    }
  }

  /** A fold ends a segment by making it read-only, reads it after that, and removes it in the end. */
  private isSealed(fd: number): boolean {
    const { mode, nlink } = this.fs.fstatSync(fd);
    return (mode & 0o200) === 0 || nlink === 0;
  }

  /** Closes the open segment. Idempotent, never throws. */
  dispose(): void {
    this.disposed = true;
    this.close();
  }

  private writeWhole(fd: number, bytes: Buffer): void {
    let done = 0;
    try {
      // A nearly full disk takes a part and says so; asking for the rest then yields the error.
      while (done < bytes.length) {
        done += this.fs.writeSync(fd, bytes, done);
      }
    } catch (error) {
      this.torn ||= done > 0;
      throw error;
    } finally {
      this.written += done;
    }
    this.torn = false;
  }

  /** Always a new file: what an earlier life of the same window left behind, perhaps torn, stays as it is. */
  private open(): number {
    this.fs.mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const taken = this.fs
      .readdirSync(this.directory)
      .map((name) => (name.startsWith(`${this.windowId}-`) ? parseSegment(name) : 0));
    this.segment = Math.max(this.segment, ...taken) + 1;
    this.path = join(this.directory, `${this.windowId}-${String(this.segment)}.ndjson`);
    const fd = this.fs.openSync(this.path, 'ax', 0o600);
    this.written = 0;
    this.torn = false;
    return fd;
  }

  private close(): void {
    const fd = this.fd;
    this.fd = undefined;
    if (fd === undefined) {
      return;
    }
    try {
      this.fs.closeSync(fd);
    } catch {
      // Every line was already handed to the operating system; there is nothing left to save.
    }
  }
}

function parseSegment(fileName: string): number {
  const match = /-(\d+)\.ndjson$/.exec(fileName);
  return match ? Number(match[1]) : 0;
}

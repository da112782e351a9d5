import { closeSync, openSync, readSync } from 'node:fs';
import type { JournalEntry } from '../../../protocol/journal';
import { readJournal, type JournalProblem } from '../journalReader';

/** Read at once. A longer line is none of ours (they have about half a kilobyte), and is passed over without being held. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Why there is no entry: `oversized`, a line is too long to be looked at; `unreadable`, the file could not be read
 * from here on this time, and is read on the next.
 */
export type ProblemKind = JournalProblem['kind'] | 'oversized' | 'unreadable';

/** The result of a further reading of a segment. */
export interface SegmentNews {
  readonly entries: readonly JournalEntry[];
  readonly problems: readonly ProblemKind[];
}

/** One journal segment, read on from where it was read to. */
export class SegmentReader {
  /** The odd lines so far that can be kept one by one. */
  readonly problems: JournalProblem[] = [];
  /** Bytes read so far: whole lines, or the part of an oversized one. */
  private offset = 0;
  private isPassing = false;
  private passed = false;
  private failed = false;

  constructor(private readonly path: string) {}

  /** Whether a line was too long; such a segment is kept whole. */
  get hasOversized(): boolean {
    return this.passed;
  }

  /** Whether the last {@link read} did not get to the end: what the file still holds is not known. */
  get isCutShort(): boolean {
    return this.failed;
  }

  /** The lines that have come since the last time; the last one only if it is whole, or nobody writes any more. */
  read(isSealed: boolean): SegmentNews {
    const entries: JournalEntry[] = [];
    const problems: ProblemKind[] = [];
    this.failed = false;
    for (;;) {
      const bytes = readChunk(this.path, this.offset);
      if (bytes === undefined) {
        problems.push('unreadable');
        this.failed = true;
        break;
      }
      const atEnd = bytes.length < CHUNK_BYTES;
      if (this.isPassing) {
        const end = bytes.indexOf(10) + 1;
        this.isPassing = end === 0;
        this.offset += this.isPassing ? bytes.length : end;
        if (this.isPassing && atEnd) {
          break;
        }
        continue;
      }
      const length = atEnd && isSealed ? bytes.length : bytes.lastIndexOf(10) + 1;
      if (length === 0 && !atEnd) {
        problems.push('oversized');
        this.isPassing = true;
        this.passed = true;
        continue;
      }
      const contents = readJournal(bytes.toString('utf8', 0, length));
      this.offset += length;
      entries.push(...contents.entries);
      this.problems.push(...contents.problems);
      problems.push(...contents.problems.map(({ kind }) => kind));
      if (atEnd) {
        break;
      }
    }
    return { entries, problems };
  }
}

/** Undefined where the file is there and cannot be read now: too many are open, or another program holds it. */
function readChunk(path: string, offset: number): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    // Another window's fold has removed it.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? Buffer.alloc(0) : undefined;
  }
  try {
    const bytes = Buffer.allocUnsafe(CHUNK_BYTES);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(fd, bytes, done, bytes.length - done, offset + done);
      if (read === 0) {
        break;
      }
      done += read;
    }
    return bytes.subarray(0, done);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

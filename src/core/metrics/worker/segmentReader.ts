import { closeSync, openSync, readSync } from 'node:fs';
import type { JournalEntry } from '../../../protocol/journal';
import { readJournalBytes, type JournalProblem } from '../journalReader';

/** Read at once. A longer line is none of ours (they have about half a kilobyte), and is passed over without being held. */
export const CHUNK_BYTES = 4 * 1024 * 1024;

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

  /** Bytes of a file of this size that were not read yet. */
  left(size: number): number {
    return Math.max(0, size - this.offset);
  }

  /** Whether a line was too long; such a segment is kept whole. */
  get hasOversized(): boolean {
    return this.passed;
  }

  /** Whether the last {@link read} did not get to the end: what the file still holds is not known. */
  get isCutShort(): boolean {
    return this.failed;
  }

  /**
   * The lines that have come since the last time, a chunk of the file at a time; the last one only if it is whole, or
   * nobody writes any more. `buffer`, of {@link CHUNK_BYTES}, is what is read into.
   */
  *read(isSealed: boolean, buffer: Buffer): Generator<SegmentNews> {
    this.failed = false;
    for (let atEnd = false; !atEnd;) {
      const bytes = readChunk(this.path, this.offset, buffer);
      if (bytes === undefined) {
        this.failed = true;
        yield { entries: [], problems: ['unreadable'] };
        return;
      }
      atEnd = bytes.length < CHUNK_BYTES;
      if (this.isPassing) {
        const end = bytes.indexOf(10) + 1;
        this.isPassing = end === 0;
        this.offset += this.isPassing ? bytes.length : end;
        // What follows the line is still to be read, also in the last chunk.
        atEnd &&= this.isPassing;
        continue;
      }
      const length = atEnd && isSealed ? bytes.length : bytes.lastIndexOf(10) + 1;
      if (length === 0 && !atEnd) {
        this.isPassing = true;
        this.passed = true;
        yield { entries: [], problems: ['oversized'] };
        continue;
      }
      const { entries, problems } = readJournalBytes(bytes.subarray(0, length));
      this.offset += length;
      this.problems.push(...problems);
      yield { entries, problems: problems.map(({ kind }) => kind) };
    }
  }
}

/** Undefined where the file is there and cannot be read now: too many are open, or another program holds it. */
function readChunk(path: string, offset: number, buffer: Buffer): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    // Another window's fold has removed it.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? buffer.subarray(0, 0) : undefined;
  }
  try {
    let done = 0;
    while (done < buffer.length) {
      const read = readSync(fd, buffer, done, buffer.length - done, offset + done);
      if (read === 0) {
        break;
      }
      done += read;
    }
    return buffer.subarray(0, done);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

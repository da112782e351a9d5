import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../../protocol/journal';
import { readJournal } from '../journalReader';
import type { JournalProblem } from '../journalReader';
import { syncDirectory, writeDurably } from './durable';

interface Segment {
  /** Bytes read so far: whole lines. */
  offset: number;
  readonly problems: JournalProblem[];
}

/** What was new in the journals. */
export interface JournalNews {
  readonly entries: readonly JournalEntry[];
  readonly problems: readonly { readonly segment: string; readonly kind: JournalProblem['kind'] }[];
}

/** The journals of all windows, read on from where they were read to. */
export class JournalFolder {
  private segments = new Map<string, Segment>();

  constructor(
    private readonly directory: string,
    /** Where lines are kept that are no part of the database. */
    private readonly asideDirectory: string,
  ) {}

  /** Begins anew: the next {@link read} yields every line there is. */
  reset(): void {
    this.segments = new Map();
  }

  /** The names of all segments. */
  names(): string[] {
    return list(this.directory);
  }

  /**
   * The lines that have come since the last time. A line that is still being written waits for the next time,
   * unless `sealed` says that nobody writes any more.
   */
  read(sealed: ReadonlySet<string> = new Set()): JournalNews {
    const entries: JournalEntry[] = [];
    const problems: { segment: string; kind: JournalProblem['kind'] }[] = [];
    for (const name of this.names()) {
      let segment = this.segments.get(name);
      if (segment === undefined) this.segments.set(name, (segment = { offset: 0, problems: [] }));
      const bytes = readFrom(join(this.directory, name), segment.offset);
      const length = sealed.has(name) ? bytes.length : bytes.lastIndexOf(10) + 1;
      if (length === 0) continue;
      segment.offset += length;
      const contents = readJournal(bytes.toString('utf8', 0, length));
      entries.push(...contents.entries);
      segment.problems.push(...contents.problems);
      problems.push(...contents.problems.map(({ kind }) => ({ segment: name, kind })));
    }
    return { entries, problems };
  }

  /**
   * Ends every segment for good: its window notices and goes on in a new one, writing again the line that it
   * was just writing. Returns those that can be removed once they are folded.
   */
  seal(): ReadonlySet<string> {
    const sealed = new Set<string>();
    for (const name of this.names()) {
      const path = join(this.directory, name);
      try {
        chmodSync(path, 0o400);
        // Some file systems only pretend; there a segment stays, and folding it again changes nothing.
        if ((statSync(path).mode & 0o200) === 0) sealed.add(name);
      } catch {
        // Another window's fold has removed it, or it is not ours to change.
      }
    }
    return sealed;
  }

  /** Removes segments whose entries are in the database; lines that are none are kept aside first. */
  remove(names: ReadonlySet<string>): void {
    for (const name of names) {
      const problems = this.segments.get(name)?.problems ?? [];
      if (problems.length > 0) this.keepAside(name, problems);
      rmSync(join(this.directory, name), { force: true });
      this.segments.delete(name);
    }
    if (names.size > 0) syncDirectory(this.directory);
  }

  /** Entries among the lines kept aside: those that an older release could not read. */
  readAside(): JournalEntry[] {
    return list(this.asideDirectory).flatMap(
      (name) => readJournal(readFileSync(join(this.asideDirectory, name), 'utf8')).entries,
    );
  }

  /** Removes the lines kept aside. */
  removeAside(): void {
    rmSync(this.asideDirectory, { recursive: true, force: true });
  }

  private keepAside(name: string, problems: readonly JournalProblem[]): void {
    mkdirSync(this.asideDirectory, { recursive: true, mode: 0o700 });
    const text = problems.map((problem) => `${problem.text}\n`).join('');
    writeDurably(join(this.asideDirectory, name), [Buffer.from(text)]);
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.ndjson'))
      .sort();
  } catch {
    return [];
  }
}

function readFrom(path: string, offset: number): Buffer {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - offset));
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(fd, bytes, done, bytes.length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(fd);
  }
}

import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry, StartedEntry } from '../../../protocol/journal';
import type { JournalProblem } from '../journalReader';
import { syncDirectory, writeDurably } from './durable';
import { SegmentReader, type SegmentNews } from './segmentReader';

/** The new lines of one window's segment. */
export interface JournalNews extends SegmentNews {
  readonly segment: string;
}

/** The journals of all windows, read on from where they were read to. */
export class JournalFolder {
  private segments = new Map<string, SegmentReader>();

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

  /** Where a segment lies. */
  pathOf(segment: string): string {
    return join(this.directory, segment);
  }

  /**
   * The lines that have come since the last time. A line that is still being written waits for the next time,
   * unless `sealed` says that nobody writes any more.
   */
  read(sealed: ReadonlySet<string> = new Set()): JournalNews[] {
    return this.names().map((name) => {
      let segment = this.segments.get(name);
      if (segment === undefined) {
        segment = new SegmentReader(this.pathOf(name));
        this.segments.set(name, segment);
      }
      return { segment: name, ...segment.read(sealed.has(name)) };
    });
  }

  /**
   * Ends every segment for good: its window notices and goes on in a new one, writing again the line that it
   * was just writing. Returns those that can be removed once they are folded.
   */
  seal(): ReadonlySet<string> {
    const sealed = new Set<string>();
    for (const name of this.names()) {
      const path = this.pathOf(name);
      try {
        chmodSync(path, 0o400);
        // Some file systems only pretend; there a segment stays, and folding it again changes nothing.
        if ((statSync(path).mode & 0o200) === 0) {
          sealed.add(name);
        }
      } catch {
        // Another window's fold has removed it, or it is not ours to change.
      }
    }
    return sealed;
  }

  /**
   * Removes segments whose entries are in the database. Lines that are none are kept aside first, and the
   * beginnings of calls that are still under way stay where they are, as does what could not be read to its end.
   */
  remove(names: ReadonlySet<string>, underWay: ReadonlyMap<string, readonly StartedEntry[]>): void {
    for (const name of names) {
      const segment = this.segments.get(name);
      if (segment?.isCutShort !== false) {
        continue;
      }
      const path = this.pathOf(name);
      const left = underWay.get(name) ?? [];
      if (segment.hasOversized) {
        this.moveAside(name);
      } else if (segment.problems.length > 0) {
        this.keepAside(name, segment.problems);
      }
      if (left.length > 0) {
        keepOnly(path, left);
      } else {
        rmSync(path, { force: true });
      }
      this.segments.delete(name);
    }
    if (names.size > 0) {
      syncDirectory(this.directory);
    }
  }

  /** Removes segments with all that they hold, read or not. */
  discard(names: ReadonlySet<string>): void {
    for (const name of names) {
      rmSync(this.pathOf(name), { force: true });
      this.segments.delete(name);
    }
    syncDirectory(this.directory);
  }

  /** Entries among the lines kept aside: those that an older release could not read. */
  readAside(): JournalEntry[] {
    return this.aside().flatMap(({ entries }) => entries);
  }

  /** Keeps of the lines aside those alone that are still no entries: what is in the database is there once. */
  tidyAside(): void {
    for (const { path, entries, problems, isWhole } of this.aside()) {
      if (entries.length === 0 || !isWhole) {
        continue;
      }
      if (problems.length === 0) {
        rmSync(path, { force: true });
      } else {
        writeDurably(path, [linesOf(problems)]);
      }
    }
  }

  private aside() {
    return list(this.asideDirectory).map((name) => {
      const path = join(this.asideDirectory, name);
      const segment = new SegmentReader(path);
      const { entries } = segment.read(true);
      const isWhole = !segment.hasOversized && !segment.isCutShort;
      return { path, entries, problems: segment.problems, isWhole };
    });
  }

  /** Removes the lines kept aside. */
  removeAside(): void {
    rmSync(this.asideDirectory, { recursive: true, force: true });
  }

  private keepAside(name: string, problems: readonly JournalProblem[]): void {
    mkdirSync(this.asideDirectory, { recursive: true, mode: 0o700 });
    writeDurably(join(this.asideDirectory, name), [linesOf(problems)]);
  }

  /** Keeps a segment whole, under a name that is not read again. */
  private moveAside(name: string): void {
    mkdirSync(this.asideDirectory, { recursive: true, mode: 0o700 });
    renameSync(this.pathOf(name), join(this.asideDirectory, `${name}.oversized`));
  }
}

function linesOf(problems: readonly JournalProblem[]): Buffer {
  return Buffer.from(problems.map(({ text }) => `${text}\n`).join(''));
}

/** Leaves these entries alone of a segment, and its time, which is its window's sign of life. */
function keepOnly(path: string, entries: readonly StartedEntry[]): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  writeDurably(path, [Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))]);
  if (stats) {
    utimesSync(path, stats.atime, stats.mtime);
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

import { closeSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monthOf, SpendingTally, type Reservation, type SpendingLine } from './spendingLines';

/** How a file was when it was last written: who changed it since was not this window. */
interface Mark {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** This window's file of one month, with what its lines add up to, on the disk or not. */
interface OwnFile {
  readonly month: string;
  readonly tally: SpendingTally;
  /** Undefined until the file is there. */
  name: string | undefined;
  /** `new` before the first write; undefined while the file may lack something. */
  mark: Mark | 'new' | undefined;
}

/**
 * This window's own files of the log of spending, one a month. What the window spent is counted from its memory;
 * where a file was cut, overwritten or removed, or a write failed, the next write begins with all of it in a line.
 */
export class SpendingWriter {
  private readonly months = new Map<string, OwnFile>();

  /** `windowId` is part of the files' names. */
  constructor(
    private readonly directory: string,
    private readonly windowId: string,
  ) {}

  /** The spending of this window, a tally a month. */
  get tallies(): SpendingTally[] {
    return [...this.months.values()].map(({ tally }) => tally);
  }

  /** Whether a file's name is one of this window's own. */
  owns(name: string): boolean {
    return [...this.months.values()].some((file) => file.name === name);
  }

  /** A call under way of this window's, by its id. */
  reservation(id: string): Reservation | undefined {
    return this.tallies.map(({ reserved }) => reserved.get(id)).find((found) => found !== undefined);
  }

  /**
   * Counts a line in the month of an instant, and writes it.
   * @throws the file system's error; the line counts in this window all the same, and is written with the next one
   */
  append(line: SpendingLine, at: number): void {
    const month = monthOf(at);
    const file: OwnFile = this.months.get(month) ?? {
      month,
      tally: new SpendingTally(),
      name: undefined,
      mark: 'new',
    };
    this.months.set(month, file);
    file.tally.apply(line);
    this.write(file, line);
  }

  /** Writes anew what is not on the disk as it was written. @throws the file system's error */
  restore(): void {
    for (const file of this.months.values()) {
      const path = file.name === undefined ? undefined : join(this.directory, file.name);
      const now = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      if (now === undefined || !isAsLeft(file, now)) {
        this.write(file, file.tally.carry());
      }
    }
  }

  private write(file: OwnFile, line: SpendingLine): void {
    const { mark } = file;
    file.mark = undefined;
    const fd = this.open(file);
    try {
      const goesOn = isAsLeft({ mark }, fstatSync(fd));
      // A line break in front keeps what is torn there to itself.
      const text = goesOn ? JSON.stringify(line) : `\n${JSON.stringify(file.tally.carry())}`;
      writeWhole(fd, Buffer.from(`${text}\n`));
      file.mark = fstatSync(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** The first time a file that nobody had before. */
  private open(file: OwnFile): number {
    try {
      return this.tryOpen(file);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        throw error;
      }
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      return this.tryOpen(file);
    }
  }

  private tryOpen(file: OwnFile): number {
    if (file.name !== undefined) {
      return openSync(join(this.directory, file.name), 'a', 0o600);
    }
    for (let number = 1; ; number++) {
      const name = `${file.month}-${this.windowId}${number === 1 ? '' : `-${number}`}.ndjson`;
      try {
        const fd = openSync(join(this.directory, name), 'ax', 0o600);
        file.name = name;
        return fd;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') {
          throw error;
        }
      }
    }
  }
}

function isAsLeft({ mark }: Pick<OwnFile, 'mark'>, now: Mark): boolean {
  return mark === 'new' || (mark?.ino === now.ino && mark.size === now.size && mark.mtimeMs === now.mtimeMs);
}

/** A nearly full disk takes a part and says so; asking for the rest then yields the error. */
function writeWhole(fd: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(fd, bytes, done);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined;
}

import { open, type FileHandle } from 'node:fs/promises';
import type { LogLevel } from './entry';
import { isCode } from './rotation';

/** Which lines of a log are wanted. */
export interface TailOptions {
  /** How many at most. */
  readonly lines: number;
  /** Lines of lesser levels are passed over. */
  readonly level: LogLevel;
}

/** The end of a log file, oldest line first. */
export interface Tail {
  readonly lines: string[];
  /** The log has more that was not looked at, and fewer lines than wanted were found. */
  readonly cut: boolean;
}

const BLOCK_BYTES = 64 * 1024;
/** Where a level is rare, this much of the end is searched and no more: 1 MB. */
const MAX_BLOCKS = 16;
/** Files moved aside that are looked into; one number may be free while a rotation is under way. */
const MAX_BACKUPS = 3;
const LINE_BREAK = '\n'.charCodeAt(0);
const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

/** How a file is opened; rejects with `ENOENT` where there is none. */
export type OpenFile = (path: string, flags: 'r') => Promise<FileHandle>;

/** The end of a log, read backward in blocks of 64 KB and never as a whole, on into the files moved aside. */
export class LogTail {
  constructor(
    readonly path: string,
    private readonly openFile: OpenFile = open,
  ) {}

  /** The last whole lines of the level or above; none while there is no file. Rejects when one cannot be read. */
  async read(options: TailOptions): Promise<Tail> {
    const search: Search = { ...options, found: [], blocksLeft: MAX_BLOCKS };
    const seen = new Set<string>();
    let cut = false;
    for (let number = 0; number <= MAX_BACKUPS && !cut && search.found.length < options.lines; number += 1) {
      const file = await this.openExisting(number === 0 ? this.path : `${this.path}.${String(number)}`);
      if (file === undefined) {
        continue;
      }
      try {
        const { dev, ino } = await file.stat({ bigint: true });
        const identity = `${String(dev)}:${String(ino)}`;
        // What was moved aside since it was read comes again under the next name.
        if (seen.has(identity)) {
          continue;
        }
        seen.add(identity);
        cut = !(await searchFile(file, search));
      } finally {
        await file.close();
      }
    }
    return { lines: search.found, cut: cut && search.found.length < options.lines };
  }

  private async openExisting(path: string): Promise<FileHandle | undefined> {
    try {
      return await this.openFile(path, 'r');
    } catch (error) {
      if (isCode(error, 'ENOENT')) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Lines found so far, oldest first, and how much may still be read. */
interface Search extends TailOptions {
  readonly found: string[];
  blocksLeft: number;
}

/** Goes through a file from its end until enough is found; false when there is more than may be read. */
async function searchFile(file: FileHandle, search: Search): Promise<boolean> {
  let end = (await file.stat()).size;
  /** The front of the block after, whose first line may begin in this one. */
  let rest = Buffer.alloc(0);
  while (end > 0) {
    if (search.blocksLeft === 0) {
      return false;
    }
    search.blocksLeft -= 1;
    const start = Math.max(0, end - BLOCK_BYTES);
    const bytes = Buffer.concat([await readAt(file, start, end - start), rest]);
    const firstBreak = start === 0 ? -1 : bytes.indexOf(LINE_BREAK);
    // A line that does not begin here is looked at together with the block before.
    if (firstBreak === -1 && start > 0) {
      rest = bytes;
    } else {
      rest = bytes.subarray(0, firstBreak + 1);
      const lines = bytes.toString('utf8', firstBreak + 1).split('\n');
      // What follows the last break is being written; further front, it is empty.
      for (const line of lines.slice(0, -1).reverse()) {
        if (!matches(line, search.level)) {
          continue;
        }
        search.found.unshift(line);
        if (search.found.length === search.lines) {
          return true;
        }
      }
    }
    end = start;
  }
  return true;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function matches(line: string, least: LogLevel): boolean {
  const level = / \[(DEBUG|INFO|WARNING|ERROR)\] /.exec(line)?.[1] as LogLevel | undefined;
  // What is no line of ours is shown only where everything is.
  return LEVELS.indexOf(level ?? 'DEBUG') >= LEVELS.indexOf(least);
}

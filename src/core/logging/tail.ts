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
  /** The file has more that was not looked at, and fewer lines than wanted were found. */
  readonly cut: boolean;
}

const BLOCK_BYTES = 64 * 1024;
/** Where a level is rare, this much of the end is searched and no more: 1 MB. */
const MOST_BLOCKS = 16;
const LINE_BREAK = '\n'.charCodeAt(0);
const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

/** The end of one log file, read backwards in blocks of 64 KB and never as a whole. */
export class LogTail {
  constructor(readonly path: string) {}

  /** The last whole lines of the level or above; none while there is no file. Rejects when it cannot be read. */
  async read(options: TailOptions): Promise<Tail> {
    let file: FileHandle;
    try {
      file = await open(this.path, 'r');
    } catch (error) {
      if (isCode(error, 'ENOENT')) return { lines: [], cut: false };
      throw error;
    }
    try {
      return await readTail(file, options);
    } finally {
      await file.close();
    }
  }
}

async function readTail(file: FileHandle, { lines: wanted, level }: TailOptions): Promise<Tail> {
  const found: string[] = [];
  let end = (await file.stat()).size;
  /** The front of the block after, whose first line may begin in this one. */
  let rest = Buffer.alloc(0);
  for (let block = 0; block < MOST_BLOCKS && end > 0; block += 1) {
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
        if (!matches(line, level)) continue;
        found.unshift(line);
        if (found.length === wanted) return { lines: found, cut: false };
      }
    }
    end = start;
  }
  return { lines: found, cut: end > 0 };
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

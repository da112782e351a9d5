import { mkdir, open, readdir, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseSpendingLine, SpendingTally } from './spendingLines';

/** The part that has been read of another window's file. */
interface ReadFile {
  ino: number;
  size: number;
  mtimeMs: number;
  /** Where reading goes on: behind the last line break. */
  offset: number;
  /** The last bytes before that; where they are others, the file was written anew. */
  last: Buffer;
  unreadable: number;
  readonly tally: SpendingTally;
}

const CHUNK_BYTES = 512 * 1024;
/** No line of ours is longer. */
const MAX_LINE_BYTES = 2 * 1024 * 1024;
const LAST_BYTES = 64;
/** A line without its end is being written for so long at most. */
const WRITING_MS = 60_000;

/** Reads the other windows' files of the log of spending, each on from where reading ended. */
export class SpendingReader {
  private readonly files = new Map<string, ReadFile>();
  private closedFiles = new Set<string>();

  constructor(private readonly directory: string) {}

  /** The sum of each file that was ever seen: one that is gone, or was cut, still counts as it was. */
  get tallies(): SpendingTally[] {
    return [...this.files.values()].map(({ tally }) => tally);
  }

  /** Lines that could not be read, and files. */
  unreadable(nowMs: number): number {
    let lines = this.closedFiles.size;
    for (const { unreadable, size, offset, mtimeMs } of this.files.values()) {
      const isTorn = offset < size && Math.abs(nowMs - mtimeMs) > WRITING_MS;
      lines += unreadable + (isTorn ? 1 : 0);
    }
    return lines;
  }

  /** Looks at the files from a month on, those that `isOwn` says excepted. Never rejects. */
  async read(fromMonth: string, isOwn: (name: string) => boolean): Promise<void> {
    this.closedFiles = new Set();
    const names = await readdir(this.directory).catch((error: unknown) => {
      if (!isMissing(error)) {
        this.closedFiles.add('.');
      }
      return [];
    });
    const wanted = names.filter((name) => isSpendingFile(name) && name >= fromMonth && !isOwn(name));
    await this.restore(new Set(names));
    await Promise.all(
      wanted.map((name) =>
        this.look(name).catch((error: unknown) => {
          if (!isMissing(error)) {
            this.closedFiles.add(name);
          }
        }),
      ),
    );
  }

  /** Writes anew what was removed: whoever spent it may be gone, and the next window is to know of it. */
  private async restore(found: ReadonlySet<string>): Promise<void> {
    for (const [name, { tally }] of this.files) {
      if (found.has(name)) {
        continue;
      }
      try {
        await mkdir(this.directory, { recursive: true, mode: 0o700 });
        const text = `${JSON.stringify(tally.carry())}\n`;
        await writeFile(join(this.directory, name), text, { flag: 'ax', mode: 0o600 });
      } catch {
        // Its own window, or another, was faster; or the disk takes nothing, and it counts here.
      }
    }
  }

  private async look(name: string): Promise<void> {
    const path = join(this.directory, name);
    const known = this.files.get(name);
    const found = await stat(path);
    if (known !== undefined && isSame(known, found)) {
      return;
    }
    // What is no file could keep a reader waiting for ever.
    if (!found.isFile()) {
      throw new Error(l10n.t('Not a file: {0}', path));
    }
    const file = await open(path, 'r');
    try {
      const { ino, size, mtimeMs } = await file.stat();
      const goesOn = known?.ino === ino && known.size <= size && (await endsAs(file, known));
      const read: ReadFile = goesOn ? known : newFile(ino);
      Object.assign(read, { size, mtimeMs });
      await readOn(file, read);
      if (!goesOn && known !== undefined) {
        read.tally.remember(known.tally);
      }
      this.files.set(name, read);
    } finally {
      await file.close();
    }
  }
}

/** Whether a file in the folder is one of the log's. */
export function isSpendingFile(name: string): boolean {
  return /^\d{4,}-\d{2}-.*\.ndjson$/.test(name);
}

function newFile(ino: number): ReadFile {
  return {
    ino,
    size: 0,
    mtimeMs: 0,
    offset: 0,
    unreadable: 0,
    last: Buffer.alloc(0),
    tally: new SpendingTally(),
  };
}

function isSame(one: Pick<ReadFile, 'ino' | 'size' | 'mtimeMs'>, other: typeof one): boolean {
  return one.ino === other.ino && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

async function endsAs(file: FileHandle, { offset, last }: ReadFile): Promise<boolean> {
  const bytes = Buffer.alloc(last.length);
  await file.read(bytes, 0, bytes.length, offset - last.length);
  return bytes.equals(last);
}

async function readOn(file: FileHandle, read: ReadFile): Promise<void> {
  let pending = Buffer.alloc(0);
  let position = read.offset;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) {
      return;
    }
    position += bytesRead;
    pending = Buffer.concat([pending, chunk.subarray(0, bytesRead)]);
    const end = pending.lastIndexOf(0x0a) + 1;
    const isTooLong = end === 0 && pending.length > MAX_LINE_BYTES;
    const whole = pending.subarray(0, isTooLong ? pending.length : end);
    for (const text of whole.toString().split('\n')) {
      takeLine(text, read);
    }
    read.offset += whole.length;
    read.last = Buffer.concat([read.last, whole.subarray(-LAST_BYTES)]).subarray(-LAST_BYTES);
    pending = pending.subarray(whole.length);
  }
}

function takeLine(text: string, read: ReadFile): void {
  if (text === '') {
    return;
  }
  const line = parseSpendingLine(text);
  if (line === undefined) {
    read.unreadable += 1;
  } else {
    read.tally.apply(line);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
}

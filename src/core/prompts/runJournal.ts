import { createReadStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runEventSchema, type RunEvent } from '../../protocol/run';
import { byteLines } from '../util/byteLines';
import { readJsonAs } from '../util/readAs';

/**
 * A run's append-only file, a JSON object a line. A line is on the disk when {@link append} resolves;
 * lines that are waiting together are written and synced together.
 */
export class RunJournal {
  private waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly file: FileHandle,
    /** Bytes of what is known to be on the disk. */
    private size: number,
    private torn: boolean,
  ) {}

  /** Opens or makes the file. @throws the file system's error */
  static async open(path: string): Promise<RunJournal> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    const { size } = await file.stat();
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: Math.max(size - 1, 0) });
    return new RunJournal(file, size, size > 0 && buffer[0] !== 0x0a);
  }

  /** Resolves when the event is on the disk. @throws the file system's error; the event may then be lost */
  append(event: RunEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: JSON.stringify(event), resolve, reject });
      this.writing ??= this.write().finally(() => (this.writing = undefined));
    });
  }

  /** Closes the file when everything is written. */
  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        const lines = batch.map(({ line }) => `${line}\n`).join('');
        // After a line that was cut short, a line break keeps the damage to that line.
        const text = this.torn ? `\n${lines}` : lines;
        await this.file.appendFile(text);
        await this.file.datasync();
        this.size += Buffer.byteLength(text);
        this.torn = false;
        for (const { resolve } of batch) {
          resolve();
        }
      } catch (error) {
        await this.takeBack();
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
  }

  /** Whoever was told that lines are not written may write them again: a part of them is then there twice. */
  private async takeBack(): Promise<void> {
    try {
      await this.file.truncate(this.size);
    } catch {
      this.torn = true;
    }
  }
}

/** The longest line is that which a run of the most steps begins with, by far. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** The bytes that are read before others have their turn. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The events of a journal as they are read, without lines that were cut short, that a newer version wrote or that are
 * too long. Neither the journal nor the time is taken as a whole. @throws the file system's error
 */
export async function* readJournal(path: string): AsyncGenerator<RunEvent> {
  for await (const line of byteLines(
    createReadStream(path, { highWaterMark: CHUNK_BYTES }),
    MAX_LINE_BYTES,
  )) {
    const event = line === undefined || line === '' ? undefined : readJsonAs(runEventSchema, line);
    if (event !== undefined) {
      yield event;
    }
  }
}

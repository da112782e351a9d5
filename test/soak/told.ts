import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * The record of a window's own doings: a line of JSON before and after each, appended by one synchronous
 * write, which is the operating system's when it returns. What the product wrote is held against it.
 */
export class Told {
  constructor(private readonly path: string) {}

  /** Tells something. @throws the file system's error */
  tell(value: unknown): void {
    appendFileSync(this.path, `${JSON.stringify(value)}\n`);
  }

  /** Messages of a window until it ended or was killed, oldest first; a line that was cut short was not told. */
  read<T>(): T[] {
    if (!existsSync(this.path)) {
      return [];
    }
    const lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as T);
  }
}

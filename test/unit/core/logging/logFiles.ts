import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { LogEntry } from '../../../../src/core/logging/entry';
import type { LogFileFs } from '../../../../src/core/logging/rotatingFile';

/** A new directory for a log, and the path of the log in it. */
export function newLog(): { directory: string; path: string } {
  const directory = nodeFs.mkdtempSync(join(tmpdir(), 'rotating-'));
  return { directory, path: join(directory, 'bedrock-chat.log') };
}

export function entry(message: string, time = 0): LogEntry {
  return { time, level: 'INFO', name: 'test', message, fields: {} };
}

/**
 * The files of a log, oldest first: `.3`, `.2`, `.1` and the one being written. Where a process was killed while it
 * rotated, a number is missing.
 */
export function filesOf(path: string): { name: string; text: string; size: number }[] {
  const numbers = nodeFs.readdirSync(dirname(path)).flatMap((name) => {
    const match = name.startsWith(basename(path))
      ? /^(?:\.(\d+))?$/.exec(name.slice(basename(path).length))
      : null;
    return match === null ? [] : [Number(match[1] ?? 0)];
  });
  return numbers
    .sort((one, other) => other - one)
    .map((number) => {
      const name = number === 0 ? path : `${path}.${String(number)}`;
      const text = nodeFs.readFileSync(name, 'utf8');
      return { name, text, size: Buffer.byteLength(text) };
    });
}

/** The messages in all files of a log, oldest first; a line that is not whole is given as it is. */
export function messagesOf(path: string): string[] {
  return filesOf(path)
    .flatMap(({ text }) => text.split('\n').slice(0, -1))
    .map((line) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[[A-Z]+\] [a-z]+: (.*)$/.exec(line)?.[1] ?? line);
}

/** A disk with so many bytes left, and the errors of a real one: a write that does not fit is cut short. */
export class SmallDisk {
  free = Infinity;

  readonly fs: LogFileFs = {
    ...nodeFs,
    writeSync: ((fd: number, bytes: Buffer, start?: number) => {
      const offset = start ?? 0;
      const length = Math.min(bytes.length - offset, this.free);
      if (length === 0) {
        throw systemError('ENOSPC', 'no space left on device, write');
      }
      this.free -= length;
      return nodeFs.writeSync(fd, bytes, offset, length);
    }) as typeof nodeFs.writeSync,
  };
}

export function systemError(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}`), { code });
}

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Tells one version of a file from every other; `none` when there is no file. */
export function identityOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.size}:${stats.mtimeNs}:${stats.ino}` : 'none';
}

/**
 * Opens a file, reads of it and closes it; undefined when it cannot be opened.
 * @throws what `read` throws.
 */
export function readOpened<T>(path: string, read: (fd: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

/** Puts what was renamed or removed in a directory on the disk, where the system can do that. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') {
    return;
  }
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a file so that after a crash at any moment there is the old one or the new one, whole.
 * `beforeRename` runs when the new one is on the disk; if it throws, the old one stays.
 * @throws the file system's error; the old file is then as it was.
 */
export function writeDurably(path: string, parts: readonly Uint8Array[], beforeRename?: () => void): void {
  // Nobody knows the name before, and so nobody can have put anything there; what somebody has is left alone.
  const temporary = `${path}.${randomBytes(12).toString('hex')}.tmp`;
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    try {
      for (const part of parts) {
        writeWhole(fd, part);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    beforeRename?.();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

function writeWhole(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(fd, bytes, done);
  }
}

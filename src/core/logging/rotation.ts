import type * as nodeFs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileLock, HeldLock } from '../util/fileLock';

/** The calls that a rotation makes to the file system. */
export type RotationFs = Pick<typeof nodeFs, 'statSync' | 'renameSync' | 'rmSync'>;

/** A log file and what is to become of it. */
export interface Rotation {
  readonly path: string;
  /** Held by whoever moves it. */
  readonly lock: FileLock;
  /** Files kept besides the one being written: `path.1` (the newest) to `path.<backups>`. */
  readonly backups: number;
  /** Whether a file of this many bytes still has to go; asked again once the lock is held. */
  readonly isDue: (size: number) => boolean;
  /** How long to wait, in milliseconds, for another process that is rotating. */
  readonly patienceMs: number;
  readonly fs: RotationFs;
}

const POLL_MS = 10;

/**
 * Moves a full log file aside, unless another process does it first. Resolves to whether `path` can be
 * written now; false when another process holds the lock for too long, or died with it a moment ago.
 * @throws the file system's error when a file cannot be moved.
 */
export async function rotate(rotation: Rotation): Promise<boolean> {
  const { path, lock, isDue, fs } = rotation;
  const deadline = performance.now() + rotation.patienceMs;
  while (isDue(sizeOf(fs, path))) {
    const held = await lock.tryTake();
    if (held !== undefined) {
      rotateLocked(rotation, held);
      return true;
    }
    if (performance.now() > deadline) {
      return false;
    }
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  return true;
}

function rotateLocked({ path, backups, isDue, fs }: Rotation, held: HeldLock): void {
  try {
    if (isDue(sizeOf(fs, path))) {
      moveAside(fs, path, backups);
    }
  } finally {
    held.release();
  }
}

/**
 * Runs without a pause. Backups move up only as far as the first free number, so that a rotation cut
 * short by a crash costs no backup when the next one finishes it.
 */
function moveAside(fs: RotationFs, path: string, backups: number): void {
  if (backups === 0) {
    fs.rmSync(path, { force: true });
    return;
  }
  const backup = (number: number): string => `${path}.${String(number)}`;
  let free = 1;
  while (free < backups && fs.statSync(backup(free), { throwIfNoEntry: false })) {
    free += 1;
  }
  if (free === backups) {
    fs.rmSync(backup(backups), { force: true });
  }
  for (let number = free; number > 1; number -= 1) {
    fs.renameSync(backup(number - 1), backup(number));
  }
  fs.renameSync(path, backup(1));
}

function sizeOf(fs: RotationFs, path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether this is a system error with one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

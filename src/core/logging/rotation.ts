import type * as nodeFs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** The calls that a rotation makes to the file system. */
export type RotationFs = Pick<typeof nodeFs, 'statSync' | 'renameSync' | 'rmSync' | 'utimesSync'>;

/** A log file and what is to become of it. */
export interface Rotation {
  readonly path: string;
  /** Files kept besides the one being written: `path.1` (the newest) to `path.<backups>`. */
  readonly backups: number;
  /** Whether a file of this many bytes still has to go; asked again once the lock is held. */
  readonly isDue: (size: number) => boolean;
  /** How long to wait, in milliseconds, for another process that is rotating. */
  readonly patienceMs: number;
  readonly fs: RotationFs;
}

/** A lock this old belongs to a process that is gone; the library allows no less than two seconds. */
const STALE_MS = 5000;
/** See {@link isStillOurs}. */
const SETTLE_MS = 20;
const POLL_MS = 10;

/**
 * Moves a full log file aside, unless another process does it first. Resolves to whether `path` can be
 * written now; false when another process holds the lock for too long, or died with it a moment ago.
 * @throws the file system's error when a file cannot be moved.
 */
export async function rotate(rotation: Rotation): Promise<boolean> {
  const { path, isDue, fs } = rotation;
  const deadline = performance.now() + rotation.patienceMs;
  while (isDue(sizeOf(fs, path))) {
    const release = await tryLock(path);
    if (release !== undefined) return rotateLocked(rotation, release);
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  return true;
}

async function rotateLocked(rotation: Rotation, release: () => Promise<void>): Promise<boolean> {
  const { path, backups, isDue, fs } = rotation;
  // A lock that became another's is left alone: releasing it would take it from its owner.
  if (!(await isStillOurs(fs, lockPath(path)))) return false;
  try {
    if (isDue(sizeOf(fs, path))) moveAside(fs, path, backups);
    return true;
  } finally {
    // Fails only when the lock went stale in our hands, and then it is not ours to remove.
    await release().catch(() => undefined);
  }
}

/**
 * Two processes that find the same stale lock can both take it: the slower one removes what the faster
 * one has just made. So whoever has the lock signs it with a time stamp and looks, a moment later,
 * whether the signature is still there.
 */
async function isStillOurs(fs: RotationFs, lockDirectory: string): Promise<boolean> {
  try {
    const signature = Date.now() / 1000 + Math.random() / 1000;
    fs.utimesSync(lockDirectory, signature, signature);
    const signed = fs.statSync(lockDirectory).mtimeMs;
    await sleep(SETTLE_MS);
    return fs.statSync(lockDirectory).mtimeMs === signed;
  } catch {
    return false;
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
  while (free < backups && fs.statSync(backup(free), { throwIfNoEntry: false })) free += 1;
  if (free === backups) fs.rmSync(backup(backups), { force: true });
  for (let number = free; number > 1; number -= 1) fs.renameSync(backup(number - 1), backup(number));
  fs.renameSync(path, backup(1));
}

async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(path, {
      realpath: false,
      lockfilePath: lockPath(path),
      stale: STALE_MS,
      // Found out by ourselves, before anything is moved.
      onCompromised: () => undefined,
    });
  } catch (error) {
    // Also when the directory vanished under the lock while it was being taken from a dead process.
    if (isCode(error, 'ELOCKED', 'ENOENT', 'EEXIST')) return undefined;
    throw error;
  }
}

function lockPath(path: string): string {
  return `${path}.lock`;
}

function sizeOf(fs: RotationFs, path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether this is a system error with one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

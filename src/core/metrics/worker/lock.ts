import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** Far longer than the longest fold blocks this thread: a lock this old belongs to a process that is gone. */
const STALE_MS = 60_000;
const POLL_MS = 50;
/** See {@link isStillOurs}. */
const SETTLE_MS = 20;

/** Another window holds the store. */
export class BusyError extends Error {
  constructor() {
    super('Another window is writing the metrics store.');
  }
}

/**
 * Runs something while no other process does the like.
 * @throws BusyError when the lock is not to be had within `patienceMs`; else what the task throws.
 */
export async function withLock<T>(directory: string, patienceMs: number, task: () => Promise<T>): Promise<T> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = `${directory}/fold.lock`;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const release = await tryLock(directory, path);
    if (release && (await isStillOurs(path))) {
      try {
        return await task();
      } finally {
        await release().catch(() => undefined);
      }
    }
    if (performance.now() > deadline) throw new BusyError();
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

async function tryLock(directory: string, path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(directory, {
      realpath: false,
      lockfilePath: path,
      stale: STALE_MS,
      // What was written meanwhile by another is found out before anything is replaced.
      onCompromised: () => undefined,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ELOCKED' || code === 'ENOENT' || code === 'EEXIST') return undefined;
    throw error;
  }
}

/** Two processes can take over the same stale lock: the owner signs it and looks again a moment later. */
async function isStillOurs(path: string): Promise<boolean> {
  try {
    const signature = Date.now() / 1000 + Math.random() / 1000;
    utimesSync(path, signature, signature);
    const signed = statSync(path).mtimeMs;
    await sleep(SETTLE_MS);
    return statSync(path).mtimeMs === signed;
  } catch {
    return false;
  }
}

import { readFile, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { check, lock } from 'proper-lockfile';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';

const OWNER = 'owner.json';
const OPENING_STALE_MS = 2000;
const ownerSchema = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(1)), host: v.string() });

/**
 * Takes the lock of a run's folder; resolves with what gives it free. The lock of a process that is known to
 * be dead counts for nothing; where that cannot be known, a lock counts until it is stale.
 * @throws proper-lockfile's error with code ELOCKED while somebody else has it; the file system's error
 */
export async function lockRun(folder: string, staleMs: number): Promise<() => Promise<void>> {
  // One at a time looks whose the lock is, so that nobody takes away a lock that another has just taken.
  const opened = await lock(`${folder}.opening`, {
    realpath: false,
    stale: OPENING_STALE_MS,
    retries: { retries: 20, minTimeout: 20, maxTimeout: 200 },
    onCompromised: () => undefined,
  });
  try {
    if ((await check(folder, { stale: staleMs })) && (await isOrphaned(folder))) {
      await rmdir(`${folder}.lock`).catch(() => undefined);
    }
    const release = await lock(folder, { stale: staleMs, onCompromised: () => undefined });
    await writeFileAtomic(join(folder, OWNER), JSON.stringify({ pid: process.pid, host: hostname() }));
    return release;
  } finally {
    await opened().catch(() => undefined);
  }
}

/** Whether a living process has the lock, as far as can be known. Never rejects. */
export async function isRunLocked(folder: string, staleMs: number): Promise<boolean> {
  const locked = await check(folder, { stale: staleMs }).catch(() => false);
  return locked && !(await isOrphaned(folder));
}

/** Whether the process that last took the lock ran on this machine and is no more. */
async function isOrphaned(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, OWNER), 'utf8');
    const { pid, host } = v.parse(ownerSchema, JSON.parse(text));
    return host === hostname() && !isAlive(pid);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process cannot be signalled, and lives.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

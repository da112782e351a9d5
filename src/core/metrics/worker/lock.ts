import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { FileLock, HeldLock } from '../../util/fileLock';

/** Far longer than the longest fold keeps a thread from giving a sign of life. */
export const FOLD_STALE_MS = 60_000;
const POLL_MS = 50;

/** Where the lock of a store in a directory lies. */
export function foldLockPath(directory: string): string {
  return join(directory, 'fold.lock');
}

/** Another window holds the store. */
export class BusyError extends Error {
  constructor() {
    super(l10n.t('Another window is writing the metrics store.'));
  }
}

/**
 * Runs something while no other process does the like.
 * @throws BusyError when the lock is not to be had within `patienceMs`; else what the task throws.
 */
export async function withLock<T>(
  lock: FileLock,
  patienceMs: number,
  task: (held: HeldLock) => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(lock.path), { recursive: true, mode: 0o700 });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const held = await lock.tryTake();
    if (held !== undefined) {
      try {
        return await task(held);
      } finally {
        held.release();
      }
    }
    if (performance.now() > deadline) {
      throw new BusyError();
    }
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

import type { Disposable } from '../util/disposable';
import { FileLock } from '../util/fileLock';
import { FOLD_STALE_MS, foldLockPath } from './worker/lock';

const LOOK_MS = 5000;

/**
 * Frees the store's lock of an owner that cannot be seen from here and stays silent. It takes longer to know
 * that than a worker lives, so the window goes on looking after it was told that the store is busy.
 */
export class LockWatch implements Disposable {
  private readonly lock: FileLock;
  private timer: NodeJS.Timeout | undefined;
  private untilMs = 0;

  constructor(
    directory: string,
    private readonly staleMs = FOLD_STALE_MS,
  ) {
    this.lock = new FileLock(foldLockPath(directory), { staleMs });
  }

  /** Looks now and then until the lock is free, or its owner has proved to live. */
  start(): void {
    this.untilMs = performance.now() + 2 * this.staleMs;
    this.timer ??= setInterval(() => void this.look(), Math.min(LOOK_MS, this.staleMs / 2));
    this.timer.unref();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    // The directory may be gone or closed to us; a fold says so.
    const held = await this.lock.tryTake().catch(() => undefined);
    held?.release();
    if (held !== undefined || performance.now() > this.untilMs) {
      this.dispose();
    }
  }
}

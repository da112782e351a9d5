import { linkSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { Claim, isAbandoned } from './claim';
import { Heartbeats, markOf } from './heartbeats';

/** See {@link FileLock.tryTake}. */
const SETTLE_MS = 20;

/** How a {@link FileLock} judges what others left. */
export interface FileLockOptions {
  /** A lock whose process cannot be seen counts for nothing when it gave no sign of life for so long. */
  readonly staleMs: number;
  /** Told when the lock of a process that is gone, or something that is no lock, was taken away. */
  readonly onTakeover?: (path: string) => void;
}

/** A lock that this thread has. */
export interface HeldLock {
  /** Whether it still is: to be asked before what must not be done twice. */
  isOurs(): boolean;
  /** Gives it free. Idempotent, never throws. */
  release(): void;
}

/**
 * A lock between threads, processes, containers and hosts that share a folder: a file at the path. It is never taken
 * from an owner that is seen to live, and from a dead one at once. Whatever else is at the path (a folder, as
 * earlier releases made, a link, a damaged file) counts as the lock of somebody who cannot be seen.
 */
export class FileLock {
  private readonly heartbeats = new Heartbeats();

  constructor(
    readonly path: string,
    private readonly options: FileLockOptions,
  ) {}

  /** Whether somebody has it, as far as can be known. */
  isTaken(): boolean {
    return markOf(this.path) !== undefined && !this.isAbandoned();
  }

  /** Takes it; undefined while somebody else has it. @throws the file system's error */
  async tryTake(): Promise<HeldLock | undefined> {
    const claim = this.claim();
    if (claim === undefined) {
      return undefined;
    }
    // Somebody who has long been taking a dead one's lock away may have ours in his hands: see removeAbandoned.
    await sleep(SETTLE_MS);
    if (!claim.isOurs()) {
      claim.dispose();
      return undefined;
    }
    return { isOurs: () => claim.isOurs(), release: () => claim.dispose() };
  }

  private claim(): Claim | undefined {
    const claim = Claim.acquire(this.path, this.options.staleMs);
    if (claim !== undefined || !this.removeAbandoned()) {
      return claim;
    }
    return Claim.acquire(this.path, this.options.staleMs);
  }

  private isAbandoned(): boolean {
    return isAbandoned(this.path, this.heartbeats, this.options.staleMs);
  }

  /**
   * Takes a dead one's lock away. Another may have done so a moment ago and have his own there now, so it is moved
   * first, looked at, and put back if it is not what was judged.
   */
  private removeAbandoned(): boolean {
    const judged = markOf(this.path);
    if (judged === undefined || !this.isAbandoned()) {
      return judged === undefined;
    }
    const moved = `${this.path}.${ulid()}`;
    try {
      renameSync(this.path, moved);
    } catch {
      // Another was faster.
      return false;
    }
    if (markOf(moved) !== judged) {
      putBack(moved, this.path);
      return false;
    }
    rmSync(moved, { recursive: true, force: true });
    this.heartbeats.forget(this.path);
    this.options.onTakeover?.(this.path);
    return true;
  }
}

/** Unless there is yet another one by now: the owner of what was moved then finds that it has lost it. */
function putBack(moved: string, path: string): void {
  try {
    if (lstatSync(moved).isDirectory()) {
      renameSync(moved, path);
    } else {
      linkSync(moved, path);
    }
  } catch {
    // The place is taken, or the file system knows no links.
  } finally {
    rmSync(moved, { recursive: true, force: true });
  }
}

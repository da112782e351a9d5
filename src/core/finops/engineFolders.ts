import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { Claim, isAbandoned } from '../util/claim';
import type { Disposable } from '../util/disposable';
import { Heartbeats, markOf } from '../util/heartbeats';

const OWNER = 'owner.json';
/** There is no hurry to remove what cannot be told from the data of a living window. */
const STALE_MS = 10 * 60_000;
/** A folder without an owner is one that is being made, or one that an earlier release left. */
const DAY_MS = 24 * 60 * 60_000;
const NAME = /^\d+-[0-9A-Za-z]+(-dropped)?$/;

/** A folder of cost data that belongs to this window for as long as it lives. */
export class EngineFolder {
  readonly path: string;
  private claim: Claim | undefined;

  private readonly staleMs: number;

  /** Nothing is created yet; `staleMs` is after how long a silence others may take it for abandoned. */
  constructor(directory: string, { suffix = '', staleMs = STALE_MS } = {}) {
    this.staleMs = staleMs;
    this.path = join(directory, `${process.pid}-${ulid()}${suffix}`);
  }

  /** @throws the file system's error */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    this.claim ??= Claim.acquire(join(this.path, OWNER), this.staleMs);
  }

  /** Removes it with all that is in it. Idempotent. @throws the file system's error */
  async remove(): Promise<void> {
    // To the last moment it says whose it is: who is killed meanwhile leaves a folder that others may remove.
    for (const name of await readdir(this.path).catch(() => [])) {
      if (name !== OWNER) {
        await removeFolder(join(this.path, name));
      }
    }
    this.claim?.dispose();
    this.claim = undefined;
    await removeFolder(this.path);
  }
}

/** Removes the folders of windows that ended without a word, and no others. */
export class AbandonedFolders implements Disposable {
  private readonly heartbeats = new Heartbeats();
  private secondLook: NodeJS.Timeout | undefined;

  constructor(
    private readonly directory: string,
    private readonly staleMs = STALE_MS,
  ) {}

  /** Those of windows that cannot be seen go the second time, if they were silent until then. Never rejects. */
  async tidy(): Promise<void> {
    await this.look();
    if (this.secondLook === undefined) {
      this.secondLook = setTimeout(() => void this.look(), this.staleMs * 1.1);
      this.secondLook.unref();
    }
  }

  dispose(): void {
    clearTimeout(this.secondLook);
  }

  private async look(): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    for (const name of names.filter((each) => NAME.test(each))) {
      const folder = join(this.directory, name);
      // Where it cannot be removed now, the next window tries again.
      if (await this.isGone(folder)) {
        await removeFolder(folder).catch(() => undefined);
      }
    }
  }

  private async isGone(folder: string): Promise<boolean> {
    const owner = join(folder, OWNER);
    if (markOf(owner) !== undefined) {
      return isAbandoned(owner, this.heartbeats, this.staleMs);
    }
    const stats = await stat(folder).catch(() => undefined);
    return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > DAY_MS;
  }
}

async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { FileLock } from '../../util/fileLock';
import { historyItemSchema } from './interaction';
import { hashKey } from '../../util/hashKey';

const queuedSchema = v.object({
  version: v.literal(1),
  /** The account that the user was told of; absent when it was not known. */
  account: v.exactOptional(v.string()),
  item: historyItemSchema,
});

/** An item that waits, and the account it is for. */
export type QueuedItem = v.InferOutput<typeof queuedSchema>;

/** A table in a region. */
export interface Destination {
  readonly table: string;
  readonly region: string;
}

/** How much of a destination's queue there is. */
export interface QueueCounts {
  readonly waiting: number;
  /** Items that the table does not take, or that are damaged; they are kept and no longer sent. */
  readonly refused: number;
}

const REFUSED = 'refused';
const isItem = (name: string): boolean => /^[0-9A-HJKMNP-TV-Z]{26}\.json$/.test(name);
/** A file that is being written takes milliseconds; one this old was its process's last. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Items that wait to be sent to one table: a file each, whole or not there at all, in a folder that all windows
 * share. Whoever sends them holds the folder's lock.
 */
export class HistoryQueue {
  private readonly folder: string;
  private readonly lock: FileLock;

  constructor(
    directory: string,
    { table, region }: Destination,
    /** A lock whose window cannot be seen and was silent for so long is nobody's. */
    staleMs = 10_000,
  ) {
    // Names of tables differ by upper and lower case, and folders on some disks do not.
    const name = hashKey(`${region}/${table}`);
    this.folder = join(directory, name);
    this.lock = new FileLock(`${this.folder}.lock`, { staleMs });
  }

  /** Resolves when the item is on the disk. @throws the file system's error */
  async add(queued: Omit<QueuedItem, 'version'>): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const { item, account } = queued;
    const content: QueuedItem = { version: 1, ...(account !== undefined && { account }), item };
    await writeFileAtomic(this.path(item.interaction_id), JSON.stringify(content), { mode: 0o600 });
  }

  /** The ids of what waits, oldest first. */
  async list(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter(isItem)
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  /** The question that waits under this id; undefined when it is damaged. @throws the file system's error when it is not there */
  async read(id: string): Promise<QueuedItem | undefined> {
    const text = await readFile(this.path(id), 'utf8');
    try {
      const parsed = v.safeParse(queuedSchema, JSON.parse(text), { abortEarly: true });
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  /** Forgets an item that was sent. */
  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Puts an item aside that will never be taken. */
  async refuse(id: string): Promise<void> {
    await mkdir(join(this.folder, REFUSED), { recursive: true, mode: 0o700 });
    await rename(this.path(id), join(this.folder, REFUSED, `${id}.json`));
  }

  async counts(): Promise<QueueCounts> {
    const refused = await readdir(join(this.folder, REFUSED)).catch(() => []);
    return { waiting: (await this.list()).length, refused: refused.filter(isItem).length };
  }

  /** Runs the work unless another window sends already; false then. @throws what the work throws */
  async whileLocked(work: () => Promise<void>): Promise<boolean> {
    const held = await this.lock.tryTake().catch(() => undefined);
    if (held === undefined) {
      return false;
    }
    try {
      await this.tidy();
      await work();
    } finally {
      held.release();
    }
    return true;
  }

  /** Removes what processes left that were killed while they wrote. */
  private async tidy(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (isItem(name) || name === REFUSED) {
        continue;
      }
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > ABANDONED_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

import { linkSync, lstatSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { ulid } from 'ulid';
import * as v from 'valibot';
import { processIdentitySchema } from '../../protocol/processIdentity';
import type { Disposable } from './disposable';
import { type Heartbeats, markOf } from './heartbeats';
import { currentProcess, livenessOf } from './processIdentity';
import { readJsonAs } from './readAs';

const claimSchema = v.object({
  ...processIdentitySchema.entries,
  /** Tells this claim from every other, also of the same thread. */
  token: v.string(),
});
/** Far more than a claim has; a larger file is none. */
const MAX_CLAIM_BYTES = 4096;
/** Signs of life within the time after which silence counts. */
const BEATS = 4;

/**
 * A file that says which process something belongs to, for as long as that lives: its time is touched again and
 * again, for those who cannot see the process.
 */
export class Claim implements Disposable {
  private readonly token = ulid();
  private timer: NodeJS.Timeout | undefined;
  /** Tells the file from another at its place, also where it cannot be opened. */
  private inode: number | undefined;

  private constructor(private readonly path: string) {}

  /**
   * Makes the file, unless something is there already: undefined then. A claim without a sign of life for
   * `staleMs` counts for nothing where its process cannot be seen.
   * @throws the file system's error (ENOENT when its folder is missing, EACCES…)
   */
  static acquire(path: string, staleMs: number): Claim | undefined {
    if (markOf(path) !== undefined) {
      return undefined;
    }
    const claim = new Claim(path);
    if (!createWhole(path, JSON.stringify({ ...currentProcess(), token: claim.token }))) {
      return undefined;
    }
    claim.inode = inodeOf(path);
    claim.timer = setInterval(() => claim.beat(), staleMs / BEATS);
    claim.timer.unref();
    return claim;
  }

  /** Whether nobody has taken it over. */
  isOurs(): boolean {
    return readClaim(this.path)?.token === this.token;
  }

  /** Removes the file, unless it is another's by now. Idempotent, never throws. */
  dispose(): void {
    clearInterval(this.timer);
    try {
      const text = textOf(this.path);
      // A process that has too many files open can still say which one this is, also where it was emptied.
      const isOurs = text === '' ? inodeOf(this.path) === this.inode : text.includes(this.token);
      if (isOurs) {
        rmSync(this.path, { force: true });
      }
    } catch {
      // Others see that its process is gone, or that it falls silent.
    }
  }

  private beat(): void {
    try {
      if (this.isOurs()) {
        const now = new Date();
        utimesSync(this.path, now, now);
      }
    } catch {
      // A disk that does not answer now may do so the next time.
    }
  }
}

/**
 * Whether what is claimed at a path belongs to nobody any more: the process is known to be dead, or cannot be
 * seen and was silent for `staleMs` while this process looked. What is no claim at all is judged by silence.
 */
export function isAbandoned(path: string, heartbeats: Heartbeats, staleMs: number): boolean {
  const mark = markOf(path);
  if (mark === undefined) {
    heartbeats.forget(path);
    return false;
  }
  const claim = readClaim(path);
  switch (claim === undefined ? 'unknown' : livenessOf(claim)) {
    case 'alive':
      return false;
    case 'dead':
      return true;
    case 'unknown':
      return heartbeats.isSilent(path, mark, staleMs);
  }
}

/**
 * Makes a file that is there with all its contents or not at all, also for a process that is killed meanwhile;
 * false when something is there already. Never through a link, and never onto what is there.
 */
function createWhole(path: string, text: string): boolean {
  const temporary = `${path}.${ulid()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        throw error;
      }
      // The file system knows no links: a kill may leave a part of it, which counts until it was silent for long.
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The content of a claim: nothing where it cannot be read, and a question mark for what can be none. */
function textOf(path: string): string {
  try {
    const stats = lstatSync(path);
    return stats.isFile() && stats.size <= MAX_CLAIM_BYTES ? readFileSync(path, 'utf8') : '?';
  } catch {
    return '';
  }
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The claim at a path; undefined for anything else: a folder, a link, an empty or damaged file. */
function readClaim(path: string): v.InferOutput<typeof claimSchema> | undefined {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > MAX_CLAIM_BYTES) {
      return undefined;
    }
    return readJsonAs(claimSchema, readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

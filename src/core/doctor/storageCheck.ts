import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actions, type Check, type Finding } from './check';
import type { DiagnosisRun } from './diagnosisRun';

const LOW_BYTES = 50 * 1024 * 1024;

/** Whether the record of calls and the log can be written. */
export function storageCheck(run: DiagnosisRun): Check {
  return {
    id: 'storage',
    title: 'Storage',
    timeoutMs: 15_000,
    run: async () => {
      const { storage } = run.subject;
      const tried = `Wrote and removed a file in each folder: ${storage.map(({ what }) => what).join(', ')}.`;
      for (const { what, folder } of storage) {
        const refused = await tryWriting(folder);
        if (refused !== undefined) {
          return { tried, ...unwritable(what, folder, refused) };
        }
      }
      const low = await lowOnSpace(storage[0]?.folder);
      if (low !== undefined) {
        return {
          tried,
          status: 'warning',
          result: `Both can be written, but only ${Math.round(low / 1024 / 1024)} MB are free.`,
          fix: 'Free some space on that disk.',
        };
      }
      return { tried, status: 'ok', result: 'All of them can be written.' };
    },
  };
}

async function tryWriting(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  const file = join(folder, `.write-test-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, 'test');
    await rm(file);
    return undefined;
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    return error as NodeJS.ErrnoException;
  }
}

function unwritable(what: string, folder: string, error: NodeJS.ErrnoException): Omit<Finding, 'tried'> {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return {
    status: 'failed',
    result: `The ${what} cannot be written to ${folder} (${error.code ?? error.message}). Questions work, but are not on record.`,
    fix: full
      ? 'The disk is full: free some space.'
      : 'Give your user the right to write to that folder, and make sure that its disk is not read-only.',
    action: actions.showLog,
  };
}

async function lowOnSpace(folder: string | undefined): Promise<number | undefined> {
  if (folder === undefined) {
    return undefined;
  }
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return free < LOW_BYTES ? free : undefined;
  } catch {
    // Not every file system tells.
    return undefined;
  }
}

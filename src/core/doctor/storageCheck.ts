import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { step, type Check, type Finding } from './check';
import type { DiagnosisRun } from './diagnosisRun';
import type { Stored } from './subject';

const LOW_BYTES = 50 * 1024 * 1024;

/** Whether the record of calls and the log can be written. */
export function storageCheck(run: DiagnosisRun): Check {
  return {
    id: 'storage',
    title: l10n.t('Storage'),
    timeoutMs: 15_000,
    run: async () => {
      const { storage } = run.subject;
      const tried = l10n.t(
        'Wrote and removed a file in each folder: {0}.',
        storage.map(({ what }) => storedText(what)).join(', '),
      );
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
          result: l10n.t('Both can be written, but only {0} MB are free.', Math.round(low / 1024 / 1024)),
          fix: l10n.t('Free some space on that disk.'),
        };
      }
      return { tried, status: 'ok', result: l10n.t('All of them can be written.') };
    },
  };
}

function storedText(what: Stored): string {
  switch (what) {
    case 'record of calls':
      return l10n.t('record of calls');
    case 'log':
      return l10n.t({ message: 'log', comment: ['Noun, in a list of what is stored'] });
  }
}

function unwritableText(what: Stored, folder: string, code: string): string {
  switch (what) {
    case 'record of calls':
      return l10n.t('The record of calls cannot be written to {0} ({1}).', folder, code);
    case 'log':
      return l10n.t('The log cannot be written to {0} ({1}).', folder, code);
  }
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

function unwritable(what: Stored, folder: string, error: NodeJS.ErrnoException): Omit<Finding, 'tried'> {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return {
    status: 'failed',
    result: `${unwritableText(what, folder, error.code ?? error.message)} ${l10n.t('Questions work, but are not on record.')}`,
    fix: full
      ? l10n.t('The disk is full: free some space.')
      : l10n.t(
          'Give your user the right to write to that folder, and make sure that its disk is not read-only.',
        ),
    action: step('showLog'),
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

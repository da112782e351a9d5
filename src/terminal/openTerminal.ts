import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { Redactor } from '../core/logging/redaction';
import { openStorage, type Storage } from '../core/storage/openStorage';
import type { Disposable } from '../core/util/disposable';
import { FileSettings } from './fileSettings';
import { settingFlags, type Flags } from './flags';
import type { Output } from './output';
import { UsageError } from './usageError';

/** How a command ended: 0, or 1 when the answer, a check or a file failed. */
export type ExitCode = 0 | 1;

/** What every command has: its settings, its storage, where it writes, and whether it is to stop. */
export interface Terminal extends Disposable {
  readonly settings: FileSettings;
  /** The storage folder, laid out as the extension's global storage. */
  readonly folder: string;
  readonly storage: Storage;
  readonly redactor: Redactor;
  readonly output: Output;
  /** Aborted by Ctrl+C, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** The folder of the bundles, with the workers in it. */
  readonly dist: string;
  /** The version of the extension. */
  readonly version: string;
}

/** What a terminal is opened with. */
export type TerminalParts = Pick<Terminal, 'redactor' | 'output' | 'signal' | 'dist'>;

/** Reads the settings and opens the storage; nothing is written before there is something to write. @throws UsageError */
export async function openTerminal(flags: Flags, parts: TerminalParts): Promise<Terminal> {
  const { redactor, dist } = parts;
  if (flags.storage === '') {
    throw new UsageError('--storage takes a folder. Leave it out for the one of this platform.');
  }
  const manifest = JSON.parse(await readFile(join(dist, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const settings = await FileSettings.read(manifest, flags.settings, settingFlags(flags));
  const folder = resolve(flags.storage ?? envPaths('bedrock-chat', { suffix: '' }).data);
  const storage = openStorage({ folder, settings, redactor });
  return {
    ...parts,
    settings,
    folder,
    storage,
    version: manifest.version,
    dispose: () => storage.dispose(),
  };
}

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { finopsError } from '../../finopsError';
import { formatCount } from '../../../../shared/format';
import { type ExportManifest, MANIFEST, newestManifests, readManifestFile } from './manifest';

/** The files of a folder that are to be loaded, and what is to be said of them. */
export interface FolderFiles {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
  /** They are what manifests of one export name, each month once. */
  readonly byManifest: boolean;
}

const MAX_DEPTH = 8;
const MAX_FILES = 20_000;
const SHOWN = 5;
const DATA = /\.(csv|csv\.gz|csv\.zip|parquet)$/i;

/**
 * The files of an export's folder as AWS delivers it: what the newest manifest of each month names, and no older
 * version of it. Without a manifest, all files of cost data in it. Links are not followed.
 * @throws FinopsError
 */
export async function openExportFolder(folder: string): Promise<FolderFiles> {
  const files = await filesIn(folder);
  const manifests: ExportManifest[] = [];
  for (const relative of files.filter((path) => MANIFEST.test(path))) {
    const read = await readManifestFile(join(folder, relative), relative);
    manifests.push(...(read === undefined ? [] : [read]));
  }
  const data = files.filter((path) => DATA.test(path));
  if (manifests.length === 0) {
    return withoutManifest(folder, data);
  }
  return filesOf(folder, data, newestManifests(manifests));
}

/** The files of the month whose manifest was chosen. @throws FinopsError */
export async function openManifest(path: string): Promise<FolderFiles> {
  // Data Exports keep manifests in `metadata/BILLING_PERIOD=…/`, beside `data`.
  const [, above] = /^(.*?)[\\/]metadata[\\/]billing_period=[^\\/]*(?:[\\/].*)?$/i.exec(dirname(path)) ?? [];
  const folder = above ?? dirname(path);
  const relative = path.slice(folder.length + 1).replaceAll('\\', '/');
  const manifest = await readManifestFile(path, relative);
  if (manifest === undefined) {
    const name = basename(path);
    const message = l10n.t('{0} is no manifest of a Cost and Usage Report or of a data export.', name);
    throw finopsError('format', message, { file: name });
  }
  const files = await filesIn(folder);
  return filesOf(
    folder,
    files.filter((one) => DATA.test(one)),
    [manifest],
    false,
  );
}

function withoutManifest(folder: string, data: readonly string[]): FolderFiles {
  if (data.length === 0) {
    const message = l10n.t('{0} holds no .csv, .csv.gz, .csv.zip or .parquet file.', basename(folder));
    throw finopsError('file', message, { file: basename(folder) });
  }
  const notice = l10n.t(
    '{0} has no manifest that says which files belong together, so all {1} are loaded. Several versions of one month would count several times.',
    basename(folder),
    formatCount(data.length),
  );
  return {
    paths: data.map((path) => join(folder, path)),
    notices: data.length === 1 ? [] : [notice],
    byManifest: false,
  };
}

async function filesOf(
  folder: string,
  data: readonly string[],
  manifests: readonly ExportManifest[],
  saysOthers = true,
): Promise<FolderFiles> {
  const names = [...new Set(manifests.map(({ exportName }) => exportName))];
  if (names.length > 1) {
    const message = l10n.t(
      '{0} has the manifests of {1} exports: {2}. Open the folder of one of them, so that nothing counts twice.',
      basename(folder),
      names.length,
      names.slice(0, SHOWN).join(', '),
    );
    throw finopsError('format', message, { file: basename(folder) });
  }
  const taken = new Set<string>();
  const notices: string[] = [];
  for (const { month, keys } of manifests) {
    const missing: string[] = [];
    for (const key of keys) {
      const found = fileOf(key, data);
      if (found === undefined) {
        missing.push(basename(key));
      } else {
        taken.add(found);
      }
    }
    if (missing.length > 0) {
      notices.push(
        l10n.t(
          'Of the {0} files that the manifest of {1} names, {2} are not in the folder: {3}. What they hold is in no figure.',
          formatCount(keys.length),
          month,
          formatCount(missing.length),
          missing.slice(0, SHOWN).join(', ') + (missing.length > SHOWN ? ', …' : ''),
        ),
      );
    }
  }
  const others = data.filter((path) => !taken.has(path));
  if (others.length > 0 && saysOthers) {
    notices.push(
      l10n.t(
        '{0} files are in no newest manifest of a month, such as {1}: older versions, which would count twice. They are left aside.',
        formatCount(others.length),
        others[0] ?? '',
      ),
    );
  }
  const paths: string[] = [];
  for (const path of taken) {
    // A refresh with fewer rows overwrites the parts that are left over with nothing.
    if ((await stat(join(folder, path))).size > 0) {
      paths.push(join(folder, path));
    }
  }
  if (paths.length === 0) {
    const message = l10n.t(
      'None of the files that the manifests of {0} name is there with any content. {1}',
      basename(folder),
      notices.join(' '),
    );
    throw finopsError('file', message.trim(), { file: basename(folder) });
  }
  return { paths, notices, byManifest: true };
}

/**
 * The file of a key: the one whose path ends as the key does, as far as any does. Files of several months have one
 * name, so two that end alike are none. Only files that were found in the folder can be meant, whatever a key says.
 */
function fileOf(key: string, data: readonly string[]): string | undefined {
  const wanted = key.split('/').reverse();
  const scored = data
    .map((path) => {
      const own = path.split('/').reverse();
      const differs = own.findIndex((name, at) => name.toLowerCase() !== wanted[at]?.toLowerCase());
      return { path, score: differs < 0 ? own.length : differs, whole: differs < 0 };
    })
    .filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const found = scored.filter(({ score }) => score === best);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    return undefined;
  }
  // In a folder of another month or version lies another file of this name.
  return best > 1 || only.whole ? only.path : undefined;
}

/** The regular files below a folder, by their paths in it. @throws FinopsError where there are far too many */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (relative: string, depth: number): Promise<void> => {
    const entries = await readdir(join(folder, relative), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory() && depth < MAX_DEPTH && !entry.name.startsWith('.')) {
        await walk(path, depth + 1);
      } else if (entry.isFile()) {
        files.push(path);
      }
      if (files.length > MAX_FILES) {
        const message = l10n.t(
          '{0} holds more than {1} files. Open the folder of one export.',
          basename(folder),
          formatCount(MAX_FILES),
        );
        throw finopsError('file', message, { file: basename(folder) });
      }
    }
  };
  await walk('', 0);
  return files;
}

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST } from './manifest';
import { openExportFolder, openManifest } from './exportFolder';
import { unpackZip } from './unpack';

/** Files to load, once folders, manifests and archives among those that were chosen are opened. */
export interface Delivery {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
  /** All of them are what the manifests of one export name: parts, which have the same days. */
  readonly ofOneExport: boolean;
}

/**
 * Opens what was chosen: an export's folder or manifest, an archive, or files as they are. Archives are unpacked into
 * the folder given, which the caller removes.
 * @throws FinopsError
 */
export async function openDelivery(
  chosen: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const paths: string[] = [];
  const notices: string[] = [];
  let byManifest = chosen.length === 1;
  for (const path of chosen) {
    const opened = MANIFEST.test(path)
      ? await openManifest(path)
      : (await isFolder(path))
        ? await openExportFolder(path)
        : { paths: [path], notices: [], byManifest: false };
    byManifest &&= opened.byManifest;
    paths.push(...opened.paths);
    notices.push(...opened.notices);
  }
  const files: string[] = [];
  for (const [at, path] of paths.entries()) {
    if (await isZip(path)) {
      const unpacked = await unpackZip(path, join(folder, String(at)), signal);
      files.push(...unpacked.paths);
      notices.push(...unpacked.notices);
    } else {
      files.push(path);
    }
  }
  return { paths: files, notices, ofOneExport: byManifest };
}

async function isFolder(path: string): Promise<boolean> {
  // What is not there is said when it is read.
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function isZip(path: string): Promise<boolean> {
  if (
    !(await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    ))
  ) {
    return false;
  }
  const file = await open(path).catch(() => undefined);
  if (file === undefined) {
    return false;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PK\x03\x04';
  } finally {
    await file.close();
  }
}

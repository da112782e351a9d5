import { createWriteStream } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import type { Entry, ZipFile } from 'yauzl';
import { finopsError, FinopsError } from '../../finopsError';
import { formatBytes, formatCount } from '../../../../shared/format';

/** What was taken out of an archive, and what is to be said of it. */
export interface Unpacked {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

/** Bounds of an archive; those of {@link unpackZip} unless given. */
export interface UnpackBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** How many times larger than packed a file of more than a megabyte may be: text of a bill is 20 to 60 times. */
  readonly maxRatio: number;
}

const bounds: UnpackBounds = { maxEntries: 2_000, maxBytes: 50 * 1024 ** 3, maxRatio: 400 };
const SMALL_BYTES = 1024 * 1024;
const DATA = /\.(csv|csv\.gz|parquet)$/i;

/**
 * Takes the files of cost data out of a ZIP, each into a folder of its own that is named by a number, so that no name in
 * the archive decides about a path. Sizes are bounded before anything is written, and while it is.
 * @throws FinopsError
 */
export async function unpackZip(
  path: string,
  folder: string,
  signal: AbortSignal,
  { maxEntries, maxBytes, maxRatio }: UnpackBounds = bounds,
): Promise<Unpacked> {
  const name = basename(path);
  const refuse = (message: string) => finopsError('file', message, { file: name });
  let zip: ZipFile | undefined;
  try {
    // Yauzl refuses names that lead elsewhere, and sizes other than the directory's.
    const { openPromise } = await import('yauzl');
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    if (zip.entryCount > maxEntries) {
      throw refuse(
        l10n.t(
          '{0} holds {1} files; no more than {2} are read.',
          name,
          formatCount(zip.entryCount),
          formatCount(maxEntries),
        ),
      );
    }
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
    }
    if (entries.some(({ fileName }) => fileName === '[Content_Types].xml')) {
      throw finopsError(
        'binary',
        l10n.t('{0} is an Excel workbook, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
        { file: name },
      );
    }
    const files = entries.filter(({ fileName }) => !fileName.endsWith('/') && !isOfSystem(fileName));
    const data = files.filter(({ fileName }) => DATA.test(fileName));
    if (data.length === 0) {
      throw refuse(l10n.t('{0} holds no .csv, .csv.gz or .parquet file.', name));
    }
    const room = await freeBytes(folder);
    let total = 0;
    for (const { fileName, uncompressedSize, compressedSize } of data) {
      total += uncompressedSize;
      if (uncompressedSize > SMALL_BYTES && uncompressedSize > maxRatio * compressedSize) {
        throw refuse(
          l10n.t(
            '{0} is not unpacked: {1} in it would be {2} times as large as it is packed, which no bill is.',
            name,
            basename(fileName),
            formatCount(Math.floor(uncompressedSize / Math.max(1, compressedSize))),
          ),
        );
      }
    }
    if (total > Math.min(maxBytes, room / 2)) {
      throw finopsError(
        'disk',
        l10n.t(
          '{0} is not unpacked: it would take {1}, and there is room for {2}.',
          name,
          formatBytes(total),
          formatBytes(Math.min(maxBytes, room / 2)),
        ),
        { file: name },
      );
    }
    const paths: string[] = [];
    for (const [at, entry] of data.entries()) {
      paths.push(await unpackOne(zip, entry, join(folder, String(at)), name, signal));
    }
    const others = files.length - data.length;
    return {
      paths,
      notices:
        others === 0
          ? []
          : [
              l10n.t(
                '{0} also holds {1} files that are no cost data; they are left aside.',
                name,
                formatCount(others),
              ),
            ],
    };
  } catch (cause) {
    if (cause instanceof FinopsError || signal.aborted) {
      throw cause;
    }
    throw finopsError(
      'truncated',
      l10n.t(
        '{0} is no ZIP archive that can be unpacked: it is cut off or damaged. Download it again; nothing of it was loaded.',
        name,
      ),
      { file: name },
      { cause },
    );
  } finally {
    zip?.close();
  }
}

/** Folders and files that systems add to archives. */
function isOfSystem(name: string): boolean {
  return name.startsWith('__MACOSX/') || basename(name).startsWith('._');
}

async function unpackOne(
  zip: ZipFile,
  entry: Entry,
  folder: string,
  archive: string,
  signal: AbortSignal,
): Promise<string> {
  const name = basename(entry.fileName);
  if (entry.isEncrypted()) {
    const message = l10n.t(
      '{0} in {1} is locked by a password. Unpack it, and load the file.',
      name,
      archive,
    );
    throw finopsError('file', message, { file: archive });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const check = new Checksum();
  await pipeline(
    await zip.openReadStreamPromise(entry),
    check,
    createWriteStream(path, { mode: 0o600, flags: 'wx' }),
    {
      signal,
    },
  );
  if (check.value !== entry.crc32) {
    throw new Error(`The checksum of ${name} differs.`);
  }
  return path;
}

class Checksum extends Transform {
  value = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.value = crc32(chunk, this.value);
    done(null, chunk);
  }
}

async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

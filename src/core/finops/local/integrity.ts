import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { finopsError } from '../finopsError';
import { MAX_LINE_BYTES } from './relation';
import { truncatedGzip, type CsvFile } from './sourceFile';
import { formatCount } from '../../../shared/format';

/**
 * Finds what DuckDB reads over in silence: a gzip file that is cut off, and a quotation mark that is never closed,
 * whose row and all after it would be missing.
 * @throws FinopsError
 */
export async function checkIntegrity(file: CsvFile, signal: AbortSignal): Promise<void> {
  const tail = file.gzip ? await tailOfGzip(file, signal) : await tailOf(file);
  const line = openQuote(tail, file.delimiter);
  if (line === undefined) {
    return;
  }
  const message =
    line === 1
      ? l10n.t(
          '{0} has a quotation mark that is never closed, in its last line; everything after it would be missing. The file is cut off or damaged: download it again.',
          file.name,
        )
      : l10n.t(
          '{0} has a quotation mark that is never closed, in the line that is {1} before its last; everything after it would be missing. The file is cut off or damaged: download it again.',
          file.name,
          formatCount(line - 1),
        );
  throw finopsError('structure', message, { file: file.name });
}

async function tailOf(file: CsvFile): Promise<Buffer> {
  const handle = await open(file.path);
  try {
    const length = Math.min(file.bytes, MAX_LINE_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, file.bytes - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Unpacks the file to its end, which fails when there is none. */
async function tailOfGzip(file: CsvFile, signal: AbortSignal): Promise<Buffer> {
  let tail = Buffer.alloc(0);
  const keep = new Writable({
    write(chunk: Buffer, _encoding, done) {
      tail = Buffer.concat([tail, chunk]).subarray(-MAX_LINE_BYTES);
      done();
    },
  });
  try {
    await pipeline(createReadStream(file.path), createGunzip({ chunkSize: 256 * 1024 }), keep, { signal });
    return tail;
  } catch (cause) {
    if (signal.aborted) {
      throw finopsError('cancelled', l10n.t('It was stopped.'), {}, { cause });
    }
    throw truncatedGzip(file.name, cause);
  }
}

/**
 * Whether a text ends within quotation marks: the last mark opens, for a separator or a line's end is before it
 * and none behind it. An open mark further up than the longest row is a rejected row already.
 * @returns the line of the mark, counted from the end.
 */
function openQuote(tail: Buffer, delimiter: string): number | undefined {
  const at = tail.lastIndexOf(0x22);
  if (at < 0) {
    return undefined;
  }
  const isEdge = (byte: number | undefined) =>
    byte === undefined || byte === 10 || byte === 13 || byte === delimiter.charCodeAt(0);
  if (!isEdge(tail[at - 1]) || (at < tail.length - 1 && isEdge(tail[at + 1]))) {
    return undefined;
  }
  const rest = tail
    .subarray(at)
    .toString('latin1')
    .replace(/(?<![\r\n])[\r\n]+$/, '');
  return rest.split('\n').length;
}

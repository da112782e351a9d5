import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { formatCount } from '../../../shared/format';
import { finopsError } from '../finopsError';
import { RecordReader, type TextRecord } from '../reading/records';
import { truncatedGzip, type CsvFile } from './sourceFile';

/** How records are read from a file. */
export interface StreamOptions {
  readonly signal: AbortSignal;
  /** Told how many bytes of the file have been read, and waited for. */
  readonly onPiece?: (bytes: number) => Promise<void> | void;
}

/**
 * Reads all records behind the header of a file, in bounded memory.
 * @throws FinopsError when the file is cut off or the work was cancelled.
 */
export async function readRecords(
  file: CsvFile,
  headerLine: number,
  onRecord: (record: TextRecord) => void,
  { signal, onPiece }: StreamOptions,
): Promise<void> {
  const reader = new RecordReader(file.delimiter, (record) => {
    if (record.line > headerLine) {
      onRecord(record);
    }
  });
  if (file.rows !== undefined) {
    signal.throwIfAborted();
    reader.push(file.rows);
    await onPiece?.(file.bytes);
    reader.end();
    return;
  }
  const decoder = new TextDecoder(file.encoding);
  const stream = createReadStream(file.path, { highWaterMark: 256 * 1024 });
  const pieces: AsyncIterable<Buffer> = file.gzip
    ? stream.pipe(createGunzip({ chunkSize: 256 * 1024 }))
    : stream;
  // What fails in front of a pipe does not reach its end by itself.
  stream.on('error', () => undefined);
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      reader.push(decoder.decode(piece, { stream: true }));
      await onPiece?.(stream.bytesRead);
    }
    reader.push(decoder.decode());
  } catch (cause) {
    if (signal.aborted) {
      throw finopsError('cancelled', l10n.t('It was stopped.'), {}, { cause });
    }
    if (file.gzip && cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_')) {
      throw truncatedGzip(file.name, cause);
    }
    throw cause;
  } finally {
    stream.destroy();
  }
  if (reader.openQuote > 0) {
    const message = l10n.t(
      '{0} has a quotation mark that is never closed, in line {1}; everything after it would be missing. The file is cut off or damaged: download it again.',
      file.name,
      formatCount(reader.openQuote),
    );
    throw finopsError('structure', message, { file: file.name, line: reader.openQuote });
  }
  reader.end();
}

import { isUtf8 } from 'node:buffer';
import { constants as flags } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { finopsError, FinopsError } from '../finopsError';
import { readTable, type TableText } from '../reading/tableText';
import { errorMessage } from '../../util/errorMessage';
import { readJson } from './jsonFile';
import { type Encoding, encodingOf } from './textEncoding';

/** A file of cost data as its first bytes show it. */
export type SourceFile = CsvFile | ParquetFile;

/** A file of comma separated values, perhaps with another separator. */
export interface CsvFile {
  readonly kind: 'csv';
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** Bytes in its beginning are not of its encoding. */
  readonly damaged: boolean;
  /** Its layout, from its beginning. */
  readonly table: TableText;
  /** Its beginning, without a byte order mark. */
  readonly head: string;
  /** Whether its beginning is all of it. */
  readonly complete: boolean;
  /** Its rows as a text of separated values, where the file itself is something else. */
  readonly rows?: string;
}

/** A Parquet file; its columns are known to DuckDB. */
export interface ParquetFile {
  readonly kind: 'parquet';
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** A header longer than this is none. */
const HEAD_BYTES = 1024 * 1024;

/**
 * Looks at the head of a file.
 * @throws FinopsError saying what is wrong with it: missing, empty, binary, not UTF-8, without a header.
 */
export async function openSource(path: string): Promise<SourceFile> {
  const name = basename(path);
  const { head, bytes } = await readHead(path, name);
  if (bytes === 0) {
    throw finopsError('empty', l10n.t('{0} is empty: it has no byte.', name), { file: name });
  }
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') {
    return { kind: 'parquet', path, name, bytes };
  }
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const text = gzip ? await headOfGzip(head, name) : head;
  if (text.length === 0) {
    throw finopsError('empty', l10n.t('{0} is empty once unpacked.', name), { file: name });
  }
  refuseBinary(text, name);
  const encoding = encodingOf(text);
  if (/^\uFEFF?\s*(?:\{\s*"|\[\s*[[{])/.test(new TextDecoder(encoding).decode(text.subarray(0, 1000)))) {
    const rows = await readJson(path, { name, bytes, gzip });
    if (rows !== undefined) {
      const table = readTable(rows);
      const header = table.records[0]?.cells ?? [];
      const known = { kind: 'csv', path, name, bytes, gzip, header, encoding: 'utf-8' } as const;
      return { ...known, delimiter: ',', damaged: false, table, head: rows, complete: true, rows };
    }
  }
  const decoded = decode(text, encoding, name);
  const table = readTable(decoded);
  const header = table.headerAt === undefined ? undefined : table.records[table.headerAt]?.cells;
  if (header === undefined) {
    const message = l10n.t(
      '{0} has no header: its first line holds values, not the names of columns. Add the line of names that the export had.',
      name,
    );
    throw finopsError('noHeader', message, { file: name, line: 1 });
  }
  const complete = gzip ? text.length < HEAD_BYTES : bytes <= HEAD_BYTES;
  const { delimiter } = table;
  const damaged = encoding === 'utf-8' && decoded.includes('\uFFFD') && !isUtf8(text);
  return {
    kind: 'csv',
    path,
    name,
    bytes,
    gzip,
    header,
    delimiter,
    encoding,
    damaged,
    table,
    head: decoded,
    complete,
  };
}

async function readHead(path: string, name: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    // A pipe nobody writes to would never open, but for O_NONBLOCK, which Windows does not have.
    const nonBlocking = (flags as Partial<typeof flags>).O_NONBLOCK ?? 0;
    const file = await open(path, flags.O_RDONLY | nonBlocking);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) {
        throw finopsError('file', l10n.t('{0} cannot be read: it is no regular file.', name), { file: name });
      }
      const { size } = stats;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, HEAD_BYTES)), 0);
      return { head: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof FinopsError) {
      throw cause;
    }
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const message = missing
      ? l10n.t('{0} cannot be read: it is not there.', name)
      : l10n.t('{0} cannot be read: {1}.', name, errorMessage(cause));
    throw finopsError('file', message, { file: name }, { cause });
  }
}

/** Unpacks no more than a header takes: a small file may hold more than there is memory. */
async function headOfGzip(head: Buffer, name: string): Promise<Buffer> {
  // Of a longer file there is only the head here, whose end is not its end.
  const unpacking = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const parts: Buffer[] = [];
  let length = 0;
  try {
    unpacking.end(head);
    for await (const part of unpacking as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= HEAD_BYTES) {
        break;
      }
    }
    return Buffer.concat(parts).subarray(0, HEAD_BYTES);
  } catch (cause) {
    throw truncatedGzip(name, cause);
  }
}

/** The failure for a gzip file that cannot be unpacked to its end. */
export function truncatedGzip(name: string, cause: unknown): FinopsError {
  const cut = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR';
  const message = cut
    ? l10n.t(
        '{0} ends in the middle: the gzip file is cut off. Download it again; nothing of it was loaded.',
        name,
      )
    : l10n.t('{0} is damaged: it cannot be unpacked. Download it again; nothing of it was loaded.', name);
  return finopsError('truncated', message, { file: name }, { cause });
}

const signatures: readonly [prefix: string, refusal: (name: string) => string][] = [
  [
    '\xd0\xcf\x11\xe0',
    (name) =>
      l10n.t(
        '{0} is an old Excel workbook, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.',
        name,
      ),
  ],
  [
    '%PDF',
    (name) => l10n.t('{0} is a PDF, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
  [
    '\x89PNG',
    (name) => l10n.t('{0} is a picture, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
  [
    'SQLite format 3',
    (name) =>
      l10n.t('{0} is an SQLite database, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
  [
    '\x28\xb5\x2f\xfd',
    (name) =>
      l10n.t('{0} is a Zstandard archive, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
  [
    'BZh',
    (name) =>
      l10n.t('{0} is a bzip2 archive, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
  [
    'ORC',
    (name) => l10n.t('{0} is an ORC file, not a CSV. Export the cost data as CSV, CSV.gz or Parquet.', name),
  ],
];

function refuseBinary(head: Buffer, name: string): void {
  const start = head.subarray(0, 16).toString('latin1');
  const known = signatures.find(([prefix]) => start.startsWith(prefix));
  if (known) {
    throw finopsError('binary', known[1](name), { file: name });
  }
  if (encodingOf(head).startsWith('utf-16')) {
    return;
  }
  const zero = head.indexOf(0);
  if (zero >= 0) {
    const line = lineOf(head, zero);
    const message = l10n.t(
      '{0} is not text: there is a zero byte in line {1}. Export the cost data as CSV.',
      name,
      line,
    );
    throw finopsError('binary', message, { file: name, line });
  }
}

/** The text of the beginning; what is wrong below the header is found when it is loaded. */
function decode(head: Buffer, encoding: Encoding, name: string): string {
  // The last character may be cut.
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  const [first = ''] = text.split('\n', 1);
  if (encoding === 'utf-8' && first.includes('\uFFFD')) {
    const message = l10n.t(
      'The header of {0} is not UTF-8 text. Save the file as UTF-8 and load it again.',
      name,
    );
    throw finopsError('encoding', message, { file: name, line: 1 });
  }
  return text;
}

/** The number of the line that a byte is in, from 1. */
export function lineOf(text: Buffer, offset: number): number {
  let line = 1;
  for (let at = text.indexOf(10); at >= 0 && at < offset; at = text.indexOf(10, at + 1)) {
    line += 1;
  }
  return line;
}

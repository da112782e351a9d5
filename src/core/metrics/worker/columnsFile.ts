import { readSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { readJsonAs } from '../../util/readAs';
import { Columns, TEXT_COLUMNS } from './columns';
import { readOpened, writeDurably } from './durable';

/** Changes when {@link Columns} lays out its memory in another way. */
const FORMAT = 1;
/** Room for what the windows record meanwhile, so that nothing large has to be moved for it. */
const SPARE_ROWS = 65_536;

const headerSchema = v.object({
  format: v.literal(FORMAT),
  /** Of the database that the columns are taken from. */
  identity: v.string(),
  count: v.number(),
  dictionaries: v.record(v.string(), v.array(v.string())),
  checksum: v.number(),
  /** Byte order: the memory is written as it is. */
  littleEndian: v.boolean(),
});

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Keeps the rows of a database beside it in the shape that they are computed with. Only a copy: it is
 * used while the database is the very one it was taken from, and to rebuild a damaged one.
 * @throws the file system's error.
 */
export function writeColumnsFile(path: string, columns: Columns, identity: string): void {
  const parts = columns.parts();
  const dictionaries = Object.fromEntries(
    TEXT_COLUMNS.map((name) => [name, columns.dictionaries[name].texts.slice(1)]),
  );
  const header = Buffer.from(
    JSON.stringify({
      format: FORMAT,
      identity,
      count: columns.count,
      dictionaries,
      checksum: checksumOf(parts),
      littleEndian,
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  writeDurably(path, [length, header, ...parts]);
}

/** The columns of the database of this identity, or of any when none is given; undefined if they are not there, whole. */
export function readColumnsFile(path: string, identity?: string): Columns | undefined {
  try {
    return readOpened(path, (fd) => readColumns(fd, path, identity));
  } catch {
    // Cut short or no such file at all: a copy is made anew.
    return undefined;
  }
}

function readColumns(fd: number, path: string, identity: string | undefined): Columns | undefined {
  const length = Buffer.alloc(4);
  readWhole(fd, length);
  const headerLength = length.readUInt32LE();
  if (headerLength > statSync(path).size) {
    return undefined;
  }
  const bytes = Buffer.alloc(headerLength);
  readWhole(fd, bytes);
  const header = readJsonAs(headerSchema, bytes.toString());
  if (header?.littleEndian !== littleEndian) {
    return undefined;
  }
  if (identity !== undefined && header.identity !== identity) {
    return undefined;
  }
  const { count, dictionaries, checksum } = header;
  const columns = new Columns(count + SPARE_ROWS, dictionaries);
  columns.restore(count);
  const parts = columns.parts();
  for (const part of parts) {
    readWhole(fd, part);
  }
  return checksumOf(parts) === checksum ? columns : undefined;
}

function checksumOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((checksum, part) => crc32(part, checksum), 0);
}

function readWhole(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(fd, bytes, done, bytes.length - done, null);
    if (read === 0) {
      throw new RangeError('The file ends too soon.');
    }
    done += read;
  }
}

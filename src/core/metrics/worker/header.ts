import { readSync } from 'node:fs';
import { readOpened } from './durable';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
/** Of `PRAGMA user_version`, big-endian: https://www.sqlite.org/fileformat.html#the_database_header */
const USER_VERSION_AT = 60;

/** The size of a page in bytes, where 1 stands for 65536; how often the file was changed; its size in pages. */
const PAGE_SIZE_AT = 16;
const CHANGES_AT = 24;
const PAGES_AT = 28;
/** The count of changes at which the size in pages was right. */
const PAGES_VALID_AT = 92;

/**
 * The bytes that a database takes by its own account, whatever follows them in the file; undefined when it is none,
 * or one whose account is not to be believed.
 */
export function sizeOf(file: Uint8Array): number | undefined {
  const header = headerOf(file);
  if (header?.readUInt32BE(CHANGES_AT) !== header?.readUInt32BE(PAGES_VALID_AT)) {
    return undefined;
  }
  const pageSize = header?.readUInt16BE(PAGE_SIZE_AT) ?? 0;
  return header && header.readUInt32BE(PAGES_AT) * (pageSize === 1 ? 65_536 : pageSize);
}

/** `user_version` by the first bytes of a database, whatever its tables are; undefined when it is none. */
export function userVersionOf(file: Uint8Array): number | undefined {
  return headerOf(file)?.readInt32BE(USER_VERSION_AT);
}

function headerOf(file: Uint8Array): Buffer | undefined {
  const header = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, HEADER_BYTES));
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return undefined;
  }
  return header;
}

/** The same of a file, of which no more is read; undefined when there is none. */
export function userVersionAt(path: string): number | undefined {
  return readOpened(path, (fd) => {
    const header = Buffer.alloc(HEADER_BYTES);
    return userVersionOf(header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0)));
  });
}

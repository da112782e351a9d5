import { closeSync, openSync, readSync } from 'node:fs';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
/** Of `PRAGMA user_version`, big-endian: https://www.sqlite.org/fileformat.html#the_database_header */
const USER_VERSION_AT = 60;

/** `user_version` by the first bytes of a database, whatever its tables are; undefined when it is none. */
export function userVersionOf(file: Uint8Array): number | undefined {
  const header = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, HEADER_BYTES));
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return undefined;
  }
  return header.readInt32BE(USER_VERSION_AT);
}

/** The same of a file, of which no more is read; undefined when there is none. */
export function userVersionAt(path: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return userVersionOf(header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0)));
  } finally {
    closeSync(fd);
  }
}

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random';

/** One way to spoil the files of a metrics store, in a moment in which all calls are in its database. */
export interface Damage {
  readonly name: string;
  /** The database itself is changed: what nobody can notice may cost a row. */
  readonly ofDatabase?: boolean;
  spoil(directory: string, random: Random): void;
}

const database = (directory: string): string => join(directory, 'metrics.db');
const columns = (directory: string): string => join(directory, 'metrics.columns');
const journal = (directory: string): string => join(directory, 'journal');

/** All ways that are known. */
export const damages: readonly Damage[] = [
  {
    name: 'flipped byte in metrics.db',
    ofDatabase: true,
    spoil: (directory, random) => flip(database(directory), random),
  },
  {
    name: 'truncated metrics.db',
    ofDatabase: true,
    spoil: (directory, random) => truncate(database(directory), random),
  },
  {
    name: 'garbage in metrics.db',
    ofDatabase: true,
    spoil: (directory, random) => writeFileSync(database(directory), noise(random, 10_000)),
  },
  { name: 'flipped byte in metrics.columns', spoil: (directory, random) => flip(columns(directory), random) },
  { name: 'truncated metrics.columns', spoil: (directory, random) => truncate(columns(directory), random) },
  { name: 'no metrics.columns', spoil: (directory) => rmSync(columns(directory), { force: true }) },
  {
    name: 'odd lines in a journal',
    spoil: (directory, random) => {
      mkdirSync(journal(directory), { recursive: true });
      const lines = ['{"v":1,"type":"invocation","id":', '[]', '{"v":99,"type":"later"}', 'null', '\0'];
      const text = `${random.pick(lines)}\n${noise(random, 200).toString('latin1')}`;
      appendFileSync(join(journal(directory), `odd-${String(random.fork())}.ndjson`), text);
    },
  },
  {
    name: 'a deleted journal folder',
    spoil: (directory) => rmSync(journal(directory), { recursive: true, force: true }),
  },
  {
    name: 'the beginning of a database',
    spoil: (directory, random) => writeFileSync(join(directory, 'metrics.db.1-1.tmp'), noise(random, 3000)),
  },
  {
    name: 'the lock of a dead window',
    spoil: (directory) => {
      const lock = join(directory, 'fold.lock');
      mkdirSync(lock, { recursive: true });
      utimesSync(lock, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
    },
  },
];

/** So many random bytes at most. */
export function noise(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: random.between(0, most) }, () => random.between(0, 255)));
}

function flip(path: string, random: Random): void {
  if (!existsSync(path)) {
    return;
  }
  const bytes = readFileSync(path);
  const at = random.between(0, bytes.length - 1);
  // These four say which release wrote the database, and that of a later one is to be left alone.
  if (at >= 60 && at < 64) {
    return;
  }
  bytes[at] = (bytes[at] ?? 0) ^ random.between(1, 255);
  writeFileSync(path, bytes);
}

function truncate(path: string, random: Random): void {
  if (existsSync(path)) {
    truncateSync(path, random.between(0, readFileSync(path).length));
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Times that each id of a call was found. */
export type FoundIds = ReadonlyMap<string, number>;

/** Reads `metrics.db` with the SQLite of Node: other code than what wrote it. */
export class StoredDatabase {
  private constructor(private readonly database: DatabaseSync) {}

  /** Works on the database of a store; undefined where there is none. */
  static read<T>(directory: string, work: (database: StoredDatabase) => T): T | undefined {
    const path = join(directory, 'metrics.db');
    if (!existsSync(path)) {
      return undefined;
    }
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return work(new StoredDatabase(database));
    } finally {
      database.close();
    }
  }

  /** The ids of all rows. */
  ids(): FoundIds {
    return count(this.rows('SELECT id FROM invocations').map(({ id }) => String(id)));
  }

  /** `ok`, or what SQLite finds wrong with the file. */
  integrity(): string {
    return this.rows('PRAGMA integrity_check')
      .map((row) => Object.values(row).join(' '))
      .join('; ');
  }

  rows(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.database.prepare(sql).all(...values);
  }
}

/** The ids of the calls in a store's journals, by a reader that knows only that a line is a JSON object. */
export function journalIds(directory: string): FoundIds {
  const folder = join(directory, 'journal');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const lines = names.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return count(lines.flatMap(idOf));
}

function idOf(line: string): string[] {
  try {
    const { type, id } = JSON.parse(line) as { type?: unknown; id?: unknown };
    return type === 'invocation' && typeof id === 'string' ? [id] : [];
  } catch {
    // Cut short by a kill, or no line of ours.
    return [];
  }
}

function count(ids: readonly string[]): FoundIds {
  const found = new Map<string, number>();
  for (const id of ids) {
    found.set(id, (found.get(id) ?? 0) + 1);
  }
  return found;
}

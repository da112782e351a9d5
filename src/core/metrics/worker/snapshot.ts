import { readFileSync, rmSync } from 'node:fs';
import { Columns } from './columns';
import { readColumnsFile, writeColumnsFile } from './columnsFile';
import { loadSqlJs, readDatabase } from './database';
import { identityOf } from './durable';
import { userVersionAt } from './header';
import type { MetricsFiles } from './metricsFiles';
import { SCHEMA_VERSION } from './schema';
import { errorMessage } from '../../util/errorMessage';

/** The rows of `metrics.db` as they were at one moment. */
export interface Snapshot {
  readonly columns: Columns;
  readonly version: number;
  /** The damage of the database; `columns` then has what could be saved. */
  readonly damage: string | undefined;
  /** Why the file could not be read at all; it is then left alone. */
  readonly unreadable: string | undefined;
}

/** Reads the database of this identity, by the copy of its columns if there is one. Never throws for what is in a file. */
export async function readSnapshot(
  files: MetricsFiles,
  identity: string,
  wasmPath: string,
): Promise<Snapshot> {
  const plain = { version: SCHEMA_VERSION, damage: undefined, unreadable: undefined };
  if (identity === 'none') {
    return { ...plain, columns: new Columns() };
  }
  // A copy says nothing of the database's version: another release may have made both.
  const isCurrent = userVersionAt(files.database) === SCHEMA_VERSION;
  const copy = isCurrent ? readColumnsFile(files.columns, identity) : undefined;
  if (copy) {
    return { ...plain, columns: copy };
  }
  let file: Buffer;
  try {
    file = readFileSync(files.database);
  } catch (error) {
    return {
      ...plain,
      columns: new Columns(),
      unreadable: errorMessage(error),
    };
  }
  const contents = readDatabase(await loadSqlJs(wasmPath), file);
  if (contents.damage !== undefined) {
    const earlier = readColumnsFile(files.columns);
    // Where the copy has all rows it is believed: a damaged row can look like another one.
    if (earlier && earlier.count >= contents.columns.count) {
      return { ...contents, columns: earlier, unreadable: undefined };
    }
    addMissing(contents.columns, earlier);
  } else if (contents.version === SCHEMA_VERSION) {
    try {
      writeColumnsFile(files.columns, contents.columns, identity);
      // Rows that another window has just deleted are not to stay here.
      if (identityOf(files.database) !== identity) {
        rmSync(files.columns, { force: true });
      }
    } catch {
      // It only saves time, and the next fold tries again.
    }
  }
  return { ...contents, unreadable: undefined };
}

function addMissing(columns: Columns, others: Columns | undefined): void {
  if (!others) {
    return;
  }
  const rows = Array.from({ length: others.count }, (_, index) => others.row(index));
  const found = columns.find(rows.map(({ id }) => id));
  for (const row of rows) {
    if (!found.has(row.id)) {
      columns.add(row);
    }
  }
}

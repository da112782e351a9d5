import { readFileSync } from 'node:fs';
import type { Database, SqlJs, SqlValue } from 'sql.js';
import * as v from 'valibot';
import { feedbackSchema, invocationSchema, type Invocation } from '../../../protocol/invocation';
import { Columns } from './columns';
import { userVersionOf } from './header';
import { COLUMNS, CREATE, INSERT, SCHEMA_VERSION, TABLE_VERSION } from './schema';
import { readFirstDesign } from './migrations';
import { errorMessage } from '../../util/errorMessage';

let sqlJs: Promise<SqlJs> | undefined;

/** Loads SQLite when it is first needed: aggregating from the columns does without. */
export async function loadSqlJs(wasmPath: string): Promise<SqlJs> {
  sqlJs ??= import('sql.js').then(({ default: init }) => init({ wasmBinary: readFileSync(wasmPath) }));
  sqlJs.catch(() => (sqlJs = undefined));
  return sqlJs;
}

/** The readable part of a database file. */
export interface DatabaseContents {
  readonly columns: Columns;
  /** `user_version` of the file. */
  readonly version: number;
  /** Its damage, if any; then `columns` has what could still be read. */
  readonly damage: string | undefined;
}

/**
 * Reads every row of a database of any schema version; never throws for what is in it. That of a later release is
 * never damaged: what it has to look like is not for this one to say.
 */
export function readDatabase(sql: SqlJs, file: Uint8Array): DatabaseContents {
  const columns = new Columns();
  if (file.length === 0) {
    return { columns, version: SCHEMA_VERSION, damage: 'the file is empty' };
  }
  const userVersion = userVersionOf(file) ?? 0;
  if (userVersion > SCHEMA_VERSION) {
    readNewer(sql, file, columns);
    return { columns, version: userVersion, damage: undefined };
  }
  const database = new sql.Database(file);
  try {
    const damage = findDamage(database);
    if (damage !== undefined) {
      salvage(database, columns, file.length / LEAST_ROW_BYTES);
      return { columns, version: SCHEMA_VERSION, damage };
    }
    const version = versionOf(database, userVersion);
    const rows = version < TABLE_VERSION ? readFirstDesign(database) : readRows(database);
    for (const row of rows) {
      columns.add(row);
    }
    return { columns, version, damage: undefined };
  } catch (error) {
    return { columns, version: SCHEMA_VERSION, damage: errorMessage(error) };
  } finally {
    database.close();
  }
}

/** The file with these rows and no others. */
export function buildDatabase(sql: SqlJs, rows: Iterable<Invocation>): Uint8Array {
  const database = new sql.Database();
  try {
    database.run('PRAGMA page_size = 4096');
    database.run(CREATE);
    insert(database, rows);
    return database.export();
  } finally {
    database.close();
  }
}

/**
 * The file with further rows and changed feedback, or what is wrong with the file: a damaged database is
 * never carried on with.
 */
export function amendDatabase(
  sql: SqlJs,
  file: Uint8Array,
  rows: Iterable<Invocation>,
  feedback: ReadonlyMap<string, string | null>,
): { readonly file: Uint8Array } | { readonly damage: string } {
  const database = new sql.Database(file);
  try {
    const damage = findDamage(database);
    if (damage !== undefined) {
      return { damage };
    }
    insert(database, rows);
    for (const [id, value] of feedback) {
      database.run('UPDATE invocations SET feedback = ? WHERE id = ?', [value, id]);
    }
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    return { file: database.export() };
  } finally {
    database.close();
  }
}

function insert(database: Database, rows: Iterable<Invocation>): void {
  database.run('BEGIN');
  const statement = database.prepare(INSERT);
  for (const row of rows) {
    statement.run(COLUMNS.map((name) => row[name]));
  }
  statement.free();
  database.run('COMMIT');
}

function findDamage(database: Database): string | undefined {
  try {
    const [check] = database.exec('PRAGMA integrity_check(1)');
    const verdict = check?.values[0]?.[0];
    if (verdict !== 'ok') {
      return String(verdict);
    }
    const [tables] = database.exec(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'invocations'",
    );
    return tables ? undefined : 'there is no table of invocations';
  } catch (error) {
    return errorMessage(error);
  }
}

/** The first design never numbered its schema. */
function versionOf(database: Database, userVersion: number): number {
  const [columns] = database.exec("SELECT 1 FROM pragma_table_info('invocations') WHERE name = 'id'");
  return columns ? Math.max(userVersion, TABLE_VERSION) : Math.min(userVersion, 1);
}

function* readRows(database: Database, where = '', values: SqlValue[] = []): Generator<Invocation> {
  const statement = database.prepare(`SELECT ${COLUMNS.join(', ')} FROM invocations NOT INDEXED ${where}`);
  try {
    statement.bind(values);
    while (statement.step()) {
      const row = toInvocation(statement.get());
      if (row) {
        yield row;
      }
    }
  } finally {
    statement.free();
  }
}

/** A later release may have changed the table; what is still where it was is read. */
function readNewer(sql: SqlJs, file: Uint8Array, columns: Columns): void {
  const database = new sql.Database(file);
  try {
    for (const row of readRows(database)) {
      columns.add(row);
    }
  } catch {
    // Its rows cannot be shown by this release, and stay where they are.
  } finally {
    database.close();
  }
}

const outcomes = new Set<SqlValue | undefined>(invocationSchema.entries.outcome.options);
const usageSources = new Set<SqlValue | undefined>(['reported', 'estimated']);
const feedbacks = new Set<SqlValue | undefined>(feedbackSchema.options);
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const surfaces = new Set<SqlValue | undefined>(invocationSchema.entries.surface.options);

/**
 * A row by its columns, one by one because there may be a million; undefined when the essential ones make
 * no sense (SQLite stores anything anywhere). What else makes none is unknown: one odd field must not make
 * the whole table unreadable, whose rows are checked together.
 */
function toInvocation(values: SqlValue[]): Invocation | undefined {
  const [timestamp, latency_ms, success, id, time_to_first_token_ms, outcome, error_code, attempts] = values;
  const [operation, surface, conversation_id, model_id, inference_profile, region] = values.slice(8, 14);
  const [stop_reason, input_tokens, output_tokens, cache_read_tokens] = values.slice(14, 18);
  const [cache_write_tokens, usage_source, cost_usd, price_version, feedback] = values.slice(18);
  const isPlain =
    typeof id === 'string' &&
    ULID.test(id) &&
    typeof timestamp === 'string' &&
    countOf(latency_ms) !== null &&
    countOf(attempts) !== null &&
    [operation, model_id, region].every((text) => typeof text === 'string') &&
    outcomes.has(outcome) &&
    surfaces.has(surface) &&
    !Number.isNaN(Date.parse(timestamp));
  if (!isPlain) {
    return undefined;
  }
  const row: Record<keyof Invocation, SqlValue | undefined> = {
    id,
    timestamp,
    latency_ms,
    time_to_first_token_ms: countOf(time_to_first_token_ms),
    success: success === 1 ? 1 : 0,
    outcome,
    error_code: textOf(error_code),
    attempts,
    operation,
    surface,
    conversation_id: textOf(conversation_id),
    model_id,
    inference_profile: textOf(inference_profile),
    region,
    stop_reason: textOf(stop_reason),
    input_tokens: countOf(input_tokens),
    output_tokens: countOf(output_tokens),
    cache_read_tokens: countOf(cache_read_tokens),
    cache_write_tokens: countOf(cache_write_tokens),
    usage_source: usageSources.has(usage_source) ? usage_source : null,
    cost_usd: typeof cost_usd === 'number' && Number.isFinite(cost_usd) ? cost_usd : null,
    price_version: textOf(price_version),
    feedback: feedbacks.has(feedback) ? feedback : null,
  };
  return row as unknown as Invocation;
}

function countOf(value: SqlValue | undefined): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

function textOf(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** No row of the table is smaller; row numbers have no gaps worth mentioning. */
const LEAST_ROW_BYTES = 64;
/** Where so many stretches cannot be read, the way to all of them is damaged. */
const MAX_FAILURES = 20_000;

/** Reads what can be read of a damaged table: page by page, round the pages that cannot. */
function salvage(database: Database, columns: Columns, maxRows: number): void {
  const seen = new Set<string>();
  let failures = 0;
  const bounds = edge(database, 'ASC') !== undefined || edge(database, 'DESC') !== undefined;
  if (!bounds) {
    return;
  }
  const last = edge(database, 'DESC') ?? Math.ceil(maxRows);
  const ranges: [number, number][] = [[edge(database, 'ASC') ?? 1, last]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [from, to] = range;
    try {
      const rows = [...readRows(database, 'WHERE rowid BETWEEN ? AND ?', [from, to])];
      for (const row of rows) {
        // A damaged row can still look like one; it must have its proper form, and only once.
        if (seen.has(row.id) || !v.is(invocationSchema, row)) {
          continue;
        }
        seen.add(row.id);
        columns.add(row);
      }
    } catch {
      failures += 1;
      if (from >= to || failures > MAX_FAILURES) {
        continue;
      }
      const middle = Math.floor((from + to) / 2);
      ranges.push([middle + 1, to], [from, middle]);
    }
  }
}

function edge(database: Database, order: 'ASC' | 'DESC'): number | undefined {
  try {
    const [result] = database.exec(
      `SELECT rowid FROM invocations NOT INDEXED ORDER BY rowid ${order} LIMIT 1`,
    );
    const value = result?.values[0]?.[0];
    return typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

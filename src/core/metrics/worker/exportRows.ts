import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { ExportFormat } from '../../../protocol/metrics';
import { csvLine } from '../../util/csv';
import type { Columns } from './columns';
import { buildDatabase, loadSqlJs } from './database';
import { writeDurably } from './durable';
import { COLUMNS } from './schema';

const CHUNK_ROWS = 5000;

/**
 * Writes rows to a file, which appears when it is whole.
 * @throws the file system's error.
 */
export async function exportRows(
  columns: Columns,
  rows: Uint32Array,
  format: ExportFormat,
  path: string,
  wasmPath: string,
): Promise<void> {
  if (format === 'sqlite') {
    const sql = await loadSqlJs(wasmPath);
    writeDurably(path, [buildDatabase(sql, invocationsOf(columns, rows))]);
    return;
  }
  // Nobody knows the name before, and so nobody can have put a link there.
  const temporary = `${path}.${randomBytes(12).toString('hex')}.tmp`;
  const fd = openSync(temporary, 'wx');
  try {
    try {
      for (const text of format === 'csv' ? csvOf(columns, rows) : jsonOf(columns, rows)) {
        writeSync(fd, text);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function* invocationsOf(columns: Columns, rows: Uint32Array) {
  for (const row of rows) {
    yield columns.row(row);
  }
}

function* csvOf(columns: Columns, rows: Uint32Array): Generator<string> {
  yield csvLine(COLUMNS);
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    let text = '';
    for (const row of rows.subarray(start, start + CHUNK_ROWS)) {
      const invocation = columns.row(row);
      text += csvLine(COLUMNS.map((name) => invocation[name]));
    }
    yield text;
  }
}

function* jsonOf(columns: Columns, rows: Uint32Array): Generator<string> {
  let separator = '[\n';
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    let text = '';
    for (const row of rows.subarray(start, start + CHUNK_ROWS)) {
      text += separator + JSON.stringify(columns.row(row));
      separator = ',\n';
    }
    yield text;
  }
  yield rows.length === 0 ? '[]\n' : '\n]\n';
}

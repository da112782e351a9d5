import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import type { SqlJs } from 'sql.js';
import { Journal } from '../../../../src/core/metrics/journal';
import { Engine, type EngineOptions } from '../../../../src/core/metrics/worker/engine';
import { loadSqlJs } from '../../../../src/core/metrics/worker/database';
import type { Invocation } from '../../../../src/protocol/invocation';
import type { MetricsReply } from '../../../../src/protocol/metricsWorker';
import { invocation, newDirectory } from './records';
import { all, table, wasmPath } from './worker';
import { bundleProgram } from '../../../support/bundle';

/** A storage that a test may spoil: a new directory for each test, and what is read of it and expected. Call it in `describe`. */
export function useSpoiledStorage() {
  let directory: string;
  const children = new Set<ChildProcess>();
  let sql: SqlJs;
  const hasProgram = spawnSync('sqlite3', ['-version']).status === 0;

  before(async () => (sql = await loadSqlJs(wasmPath)));

  beforeEach(() => (directory = newDirectory()));
  afterEach(() => {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    children.clear();
    nodeFs.rmSync(directory, { recursive: true, force: true });
  });

  return {
    get directory() {
      return directory;
    },
    get sql() {
      return sql;
    },
    open,
    record,
    fillAnew,
    expectRebuilt,
    expectAll,
    checkIntegrity,
    query,
    startWindow,
  };

  function open(options: Partial<EngineOptions> = {}) {
    const notices: MetricsReply[] = [];
    const engine = new Engine({
      directory,
      wasmPath,
      notify: (notice) => notices.push(notice),
      ...options,
    });
    return { engine, notices };
  }

  function record(windowId: string, ...records: Invocation[]): void {
    const journal = new Journal({ directory: join(directory, 'journal'), windowId });
    for (const one of records) {
      journal.append({ v: 1, type: 'invocation', ...one });
    }
    journal.dispose();
  }

  /** Begins with an empty directory and a database of so many rows, with a few of them only in a journal. */
  async function fillAnew(count: number): Promise<string[]> {
    nodeFs.rmSync(directory, { recursive: true, force: true });
    const records = Array.from({ length: count }, () => invocation());
    record('a', ...records);
    await open().engine.fold();
    return records.map(({ id }) => id);
  }

  async function expectRebuilt(ids: readonly string[], hasAll: boolean, atLeast = 0): Promise<void> {
    const damaged = nodeFs.readFileSync(join(directory, 'metrics.db'));
    const { engine, notices } = open();
    const { requests } = await engine.summary(all);
    assert.equal(engine.isDamaged, true);
    assert.ok(requests >= atLeast && requests <= ids.length, `${String(requests)} of ${String(ids.length)}`);
    if (hasAll) {
      assert.equal(requests, ids.length);
    }
    const late = invocation();
    record('late', late);
    await engine.fold();
    assert.equal(engine.isDamaged, false);
    const told = notices.find((notice) => notice.type === 'damaged');
    assert.ok(told && told.type === 'damaged');
    assert.deepEqual(nodeFs.readFileSync(told.path), damaged);
    checkIntegrity();
    assert.equal((await open().engine.summary(all)).requests, requests + 1);
  }

  /** Every one of these is there, and each row once; `exactly` says that nothing else is. */
  async function expectAll(engine: Engine, ids: readonly string[], exactly = false): Promise<void> {
    const found: string[] = [];
    for (;;) {
      const { rows, total } = await engine.rows(table({ offset: found.length }));
      found.push(...rows.map(({ id }) => id));
      if (found.length >= total) {
        break;
      }
    }
    const distinct = new Set(found);
    assert.equal(distinct.size, found.length, 'a row is there twice');
    assert.deepEqual(
      ids.filter((id) => !distinct.has(id)),
      [],
    );
    if (exactly) {
      assert.equal(found.length, ids.length);
    }
  }

  /** By the program where there is one, else by the library. */
  function checkIntegrity(storage = directory): void {
    if (!nodeFs.existsSync(join(storage, 'metrics.db'))) {
      return;
    }
    assert.equal(query('PRAGMA integrity_check', storage), 'ok');
  }

  function query(text: string, storage = directory): string {
    const path = join(storage, 'metrics.db');
    if (hasProgram) {
      return execFileSync('sqlite3', ['-readonly', path, text], { encoding: 'utf8' }).trim();
    }
    const database = new sql.Database(nodeFs.readFileSync(path));
    const value = database.exec(text)[0]?.values[0]?.[0];
    database.close();
    return String(value);
  }

  async function startWindow(storage: string, windowId: string, calls: number, callsPerFold: number) {
    const script = await bundleProgram('test/unit/core/metrics/metricsWindow.ts');
    const args = [storage, wasmPath, windowId, String(calls), String(callsPerFold)];
    const child = spawn(process.execPath, [script, ...args]);
    children.add(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return {
      child,
      started: Promise.race([once(child.stdout, 'data'), once(child, 'close')]),
      exit: once(child, 'close').then(() => children.delete(child)),
      output: () => output,
      /** Whole lines, without the first. */
      ids: () => output.split('\n').slice(1, -1),
    };
  }
}

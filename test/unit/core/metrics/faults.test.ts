import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlJs } from 'sql.js';
import { Journal } from '../../../../src/core/metrics/journal';
import { Engine, NewerSchemaError } from '../../../../src/core/metrics/worker/engine';
import type { EngineOptions } from '../../../../src/core/metrics/worker/engine';
import { writeDurably } from '../../../../src/core/metrics/worker/durable';
import { loadSqlJs } from '../../../../src/core/metrics/worker/database';
import type { Invocation } from '../../../../src/protocol/invocation';
import type { MetricsReply } from '../../../../src/protocol/metricsWorker';
import { seededRandom } from './random';
import { invocation, newDirectory } from './records';
import { all, bundle, table, wasmPath } from './worker';

/** Kills in all; each at a moment of its own. */
const KILLS = 200;
/** Sequences of kills that run at the same time. */
const LANES = 2;

describe('the metrics store, when things go wrong', function () {
  this.timeout(30_000);
  let directory: string;
  const children = new Set<ChildProcess>();
  let sql: SqlJs;
  const hasProgram = spawnSync('sqlite3', ['-version']).status === 0;

  before(async () => (sql = await loadSqlJs(wasmPath)));

  beforeEach(() => (directory = newDirectory()));
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    nodeFs.rmSync(directory, { recursive: true, force: true });
  });

  it(`loses and doubles no row in ${String(KILLS)} kills of windows that record and fold`, async function () {
    this.timeout(300_000);
    const random = seededRandom('kills');
    let unfinished = 0;
    // Each lane is a storage of its own, so that the lock of a dead window can be told from a living one's.
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const storage = join(directory, String(lane));
      const acknowledged: string[] = [];
      for (let kill = 0; kill < KILLS / LANES; kill += 1) {
        const window = await startWindow(storage, `w${String(kill)}`, 100_000, 10);
        await window.started;
        await sleep(random() * 150);
        window.child.kill('SIGKILL');
        await window.exit;
        acknowledged.push(...window.ids());
        if (expireLock(storage)) unfinished += 1;
        checkIntegrity(storage);
      }
      const { engine } = open({ directory: storage });
      await expectAll(engine, acknowledged);
      await engine.fold();
      await expectAll(open({ directory: storage }).engine, acknowledged);
      assert.deepEqual(nodeFs.readdirSync(join(storage, 'journal')), []);
      assert.ok(!nodeFs.readdirSync(storage).some((name) => name.includes('damaged')));
    });
    await Promise.all(lanes);
    assert.ok(unfinished > KILLS / 20, `${String(unfinished)} were killed in the middle of a fold`);
  });

  for (const windows of [2, 4]) {
    it(`has every row once when ${String(windows)} windows record and fold at once`, async function () {
      this.timeout(60_000);
      const running = await Promise.all(
        Array.from({ length: windows }, (_, index) => startWindow(directory, `w${String(index)}`, 400, 25)),
      );
      const ended = Promise.all(running.map((window) => window.exit)).then(() => true);
      while (!(await Promise.race([ended, sleep(20, false)]))) checkIntegrity();
      for (const window of running) assert.equal(window.child.exitCode, 0, window.output());
      const { engine } = open();
      await expectAll(
        engine,
        running.flatMap((window) => window.ids()),
        true,
      );
    });
  }

  it('keeps what a full or read-only disk refuses to fold, shows it, and folds it later', async () => {
    const records = [invocation(), invocation()];
    record('a', ...records);
    for (const code of ['ENOSPC', 'EROFS']) {
      let left = 1000;
      const write: typeof writeDurably = (path, parts, beforeRename) => {
        writeDurably(path, parts, () => {
          left -= parts.reduce((sum, part) => sum + part.length, 0);
          if (left < 0) throw Object.assign(new Error(`${code}: refused`), { code });
          beforeRename?.();
        });
      };
      const { engine } = open({ write });
      await assert.rejects(engine.fold(), new RegExp(code));
      assert.equal((await engine.summary(all)).requests, 2);
    }
    assert.equal(nodeFs.existsSync(join(directory, 'metrics.db')), false);
    await open().engine.fold();
    checkIntegrity();
    await expectAll(
      open().engine,
      records.map(({ id }) => id),
      true,
    );
  });

  it('answers where nothing may be written', async function () {
    if (process.platform === 'win32') this.skip();
    record('a', invocation());
    await open().engine.fold();
    record('b', invocation());
    const isRoot = process.geteuid?.() === 0;
    nodeFs.rmSync(join(directory, 'metrics.columns'));
    for (const path of [directory, join(directory, 'journal')]) nodeFs.chmodSync(path, 0o555);
    for (const name of ['metrics.db', 'journal/b-1.ndjson']) nodeFs.chmodSync(join(directory, name), 0o444);
    // For root nothing is read-only.
    if (isRoot) process.seteuid?.('nobody');
    try {
      const { engine } = open({ patienceMs: 100 });
      assert.equal((await engine.summary(all)).requests, 2);
      await assert.rejects(engine.fold(), /EACCES/);
      assert.equal((await engine.summary(all)).requests, 2);
    } finally {
      if (isRoot) process.seteuid?.(0);
      for (const path of [directory, join(directory, 'journal')]) nodeFs.chmodSync(path, 0o700);
    }
  });

  it('sets a truncated database aside and rebuilds it, with and without the copy of its columns', async () => {
    const random = seededRandom('truncations');
    for (let round = 0; round < 6; round += 1) {
      const ids = await fillAnew(300);
      const database = join(directory, 'metrics.db');
      const size = nodeFs.statSync(database).size;
      nodeFs.truncateSync(database, round === 0 ? 0 : Math.floor(random() * size));
      const hasCopy = round % 2 === 0;
      if (!hasCopy) nodeFs.rmSync(join(directory, 'metrics.columns'));
      await expectRebuilt(ids, hasCopy);
    }
  });

  it('loses no row to a flipped byte while the copy of the columns is whole', async () => {
    const random = seededRandom('flips');
    for (let round = 0; round < 40; round += 1) {
      const ids = await fillAnew(60);
      flip(join(directory, 'metrics.db'), random);
      const { engine } = open();
      // Rows that the check finds nothing wrong with are read as they are.
      const { requests } = await engine.summary(all);
      assert.ok(requests >= ids.length - 1 && requests <= ids.length, `${String(requests)} rows`);
      if (engine.isDamaged) {
        await engine.fold();
        await expectAll(open().engine, ids, true);
      }
      checkIntegrity();
    }
  });

  it('saves the rows of the undamaged pages when there is no copy', async () => {
    const random = seededRandom('pages');
    for (let round = 0; round < 10; round += 1) {
      const ids = await fillAnew(500);
      nodeFs.rmSync(join(directory, 'metrics.columns'));
      const database = join(directory, 'metrics.db');
      const bytes = nodeFs.readFileSync(database);
      // Any page but the first two: those lead to all others.
      const page = 2 + Math.floor(random() * (bytes.length / 4096 - 2));
      bytes.fill(0xaa, page * 4096, (page + 1) * 4096);
      nodeFs.writeFileSync(database, bytes);
      await expectRebuilt(ids, false, ids.length - 60);
    }
  });

  it('ignores a damaged copy of the columns', async () => {
    const random = seededRandom('copies');
    for (let round = 0; round < 20; round += 1) {
      const ids = await fillAnew(40);
      const copy = join(directory, 'metrics.columns');
      if (round % 4 === 0) nodeFs.truncateSync(copy, Math.floor(random() * nodeFs.statSync(copy).size));
      else flip(copy, random);
      await expectAll(open().engine, ids, true);
    }
  });

  it('keeps odd journal lines aside, says so, and takes every good one', async () => {
    const odd = [
      '{"v":1,"type":"invo',
      '\u0000\u0000',
      '{"v":2,"type":"trace","id":1}',
      '[]',
      'x'.repeat(9999),
    ];
    const records = odd.map(() => invocation());
    nodeFs.mkdirSync(join(directory, 'journal'));
    const lines = records.map((one) => JSON.stringify({ v: 1, type: 'invocation', ...one }));
    const text = lines.flatMap((line, index) => [line, odd[index]]).join('\n');
    nodeFs.writeFileSync(join(directory, 'journal', 'w-1.ndjson'), text);
    const { engine, notices } = open();
    assert.equal((await engine.summary(all)).requests, odd.length);
    await engine.fold();
    await expectAll(
      engine,
      records.map(({ id }) => id),
      true,
    );
    assert.deepEqual(
      notices.map((notice) => notice.type === 'notice' && notice.fields['kind']),
      ['garbage', 'garbage', 'newer', 'garbage', 'torn'],
    );
    assert.equal(nodeFs.readFileSync(join(directory, 'aside', 'w-1.ndjson'), 'utf8'), `${odd.join('\n')}\n`);
    assert.deepEqual(nodeFs.readdirSync(join(directory, 'journal')), []);
  });

  it('takes the lines that an older release kept aside', async () => {
    const one = invocation();
    nodeFs.mkdirSync(join(directory, 'aside'));
    const text = `garbage\n${JSON.stringify({ v: 1, type: 'invocation', ...one })}\n`;
    nodeFs.writeFileSync(join(directory, 'aside', 'w-1.ndjson'), text);
    const { engine } = open();
    await engine.fold();
    await engine.fold();
    await expectAll(open().engine, [one.id], true);
  });

  it('orders rows by their time also when the clock goes backwards', async () => {
    const times = [5, 3, 4, 1, 2].map((hour) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString());
    record('a', ...times.slice(0, 3).map((timestamp) => invocation({ timestamp })));
    const { engine } = open();
    await engine.fold();
    record('a', ...times.slice(3).map((timestamp) => invocation({ timestamp })));
    await engine.fold();
    const { rows } = await engine.rows(table());
    assert.deepEqual(
      rows.map(({ timestamp }) => timestamp),
      times.toSorted().reverse(),
    );
    assert.deepEqual([...(await engine.series(all, 100)).requests].join(''), '100000000000'.repeat(4) + '1');
  });

  for (const userVersion of [0, 1]) {
    it(`keeps the rows of the first design's database, user_version ${String(userVersion)}`, async () => {
      const first = new sql.Database();
      first.run('CREATE TABLE invocations (timestamp TEXT, latency_ms INTEGER, success INTEGER)');
      first.run(`PRAGMA user_version = ${String(userVersion)}`);
      const old: [string, number, number][] = [
        ['2025-03-01T10:00:00.123456', 1200, 1],
        ['2025-03-01T10:00:00.123456', 1200, 1],
        ['2025-03-01 11:00:00+01:00', 300, 0],
      ];
      for (const values of old) first.run('INSERT INTO invocations VALUES (?, ?, ?)', values);
      nodeFs.writeFileSync(join(directory, 'metrics.db'), first.export());
      first.close();
      record('a', invocation({ timestamp: '2026-01-01T00:00:00.000Z' }));
      const { engine } = open();
      const expected = [
        ['2025-03-01T10:00:00.000Z', 300, 'error'],
        ['2025-03-01T10:00:00.123Z', 1200, 'success'],
        ['2025-03-01T10:00:00.123Z', 1200, 'success'],
        ['2026-01-01T00:00:00.000Z', 1200, 'success'],
      ];
      const sort = { column: 'timestamp', descending: false } as const;
      for (const step of ['read', 'fold', 'fold', 'anew']) {
        if (step === 'fold') await engine.fold();
        const { rows } = await (step === 'anew' ? open().engine : engine).rows(table({ sort }));
        assert.deepEqual(
          rows.map((row) => [row.timestamp, row.latency_ms, row.outcome]),
          expected,
        );
      }
      checkIntegrity();
      assert.deepEqual(query('PRAGMA user_version'), '2');
    });
  }

  it('reads the database of a later release and leaves it alone', async () => {
    const ids = await fillAnew(3);
    const database = join(directory, 'metrics.db');
    const later = new sql.Database(nodeFs.readFileSync(database));
    later.run('ALTER TABLE invocations ADD COLUMN mood TEXT; PRAGMA user_version = 3');
    nodeFs.writeFileSync(database, later.export());
    later.close();
    const one = invocation();
    record('b', one);
    const before = nodeFs.readFileSync(database);
    const { engine } = open();
    await expectAll(engine, [...ids, one.id], true);
    await assert.rejects(engine.fold(), NewerSchemaError);
    await assert.rejects(engine.deleteBefore(Date.now()), NewerSchemaError);
    assert.deepEqual(nodeFs.readFileSync(database), before);
    await expectAll(open().engine, [...ids, one.id], true);
  });

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
    for (const one of records) journal.append({ v: 1, type: 'invocation', ...one });
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
    if (hasAll) assert.equal(requests, ids.length);
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
      if (found.length >= total) break;
    }
    const distinct = new Set(found);
    assert.equal(distinct.size, found.length, 'a row is there twice');
    assert.deepEqual(
      ids.filter((id) => !distinct.has(id)),
      [],
    );
    if (exactly) assert.equal(found.length, ids.length);
  }

  function flip(path: string, random: () => number): void {
    const bytes = nodeFs.readFileSync(path);
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
    nodeFs.writeFileSync(path, bytes);
  }

  /** As if a minute had passed since a window was killed with the lock; whether one was. */
  function expireLock(storage: string): boolean {
    try {
      const then = Date.now() / 1000 - 3600;
      nodeFs.utimesSync(join(storage, 'fold.lock'), then, then);
      return true;
    } catch {
      return false;
    }
  }

  /** By the program where there is one, else by the library. */
  function checkIntegrity(storage = directory): void {
    if (!nodeFs.existsSync(join(storage, 'metrics.db'))) return;
    assert.equal(query('PRAGMA integrity_check', storage), 'ok');
  }

  function query(text: string, storage = directory): string {
    const path = join(storage, 'metrics.db');
    if (hasProgram) return execFileSync('sqlite3', ['-readonly', path, text], { encoding: 'utf8' }).trim();
    const database = new sql.Database(nodeFs.readFileSync(path));
    const value = database.exec(text)[0]?.values[0]?.[0];
    database.close();
    return String(value);
  }

  async function startWindow(storage: string, windowId: string, calls: number, callsPerFold: number) {
    const script = await bundle('metricsWindow.ts');
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
});

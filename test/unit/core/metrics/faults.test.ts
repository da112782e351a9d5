import assert from 'node:assert/strict';
import fs, * as nodeFs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { NewerSchemaError } from '../../../../src/core/metrics/worker/engine';
import { writeDurably } from '../../../../src/core/metrics/worker/durable';
import { unprivileged } from '../../../support/unprivileged';
import { invocation } from './records';
import { useSpoiledStorage } from './spoiledStorage';
import { all, table } from './worker';

describe('the metrics store, when things go wrong', function () {
  this.timeout(30_000);
  const storage = useSpoiledStorage();
  const { open, record, fillAnew, expectAll, checkIntegrity, query } = storage;

  it('keeps what a full or read-only disk refuses to fold, shows it, and folds it later', async () => {
    const records = [invocation(), invocation()];
    record('a', ...records);
    for (const code of ['ENOSPC', 'EROFS']) {
      let left = 1000;
      const write: typeof writeDurably = (path, parts, beforeRename) => {
        writeDurably(path, parts, () => {
          left -= parts.reduce((sum, part) => sum + part.length, 0);
          if (left < 0) {
            throw Object.assign(new Error(`${code}: refused`), { code });
          }
          beforeRename?.();
        });
      };
      const { engine } = open({ write });
      await assert.rejects(engine.fold(), new RegExp(code));
      assert.equal((await engine.summary(all)).requests, 2);
    }
    assert.equal(nodeFs.existsSync(join(storage.directory, 'metrics.db')), false);
    await open().engine.fold();
    checkIntegrity();
    await expectAll(
      open().engine,
      records.map(({ id }) => id),
      true,
    );
  });

  it('keeps journals that it cannot open now, and folds them later', async () => {
    record('before', invocation());
    const { engine, notices } = open();
    await engine.fold();
    const records = [invocation(), invocation()];
    record('a', ...records);
    const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (String(path).endsWith('.ndjson')) {
        throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
      }
      return openSync(path, ...rest);
    };
    syncBuiltinESMExports();
    try {
      await engine.fold();
    } finally {
      fs.openSync = openSync;
      syncBuiltinESMExports();
    }
    assert.match(JSON.stringify(notices), /cannot be read now/);
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), ['a-1.ndjson']);
    await open().engine.fold();
    checkIntegrity();
    assert.equal(query('SELECT count(*) FROM invocations'), '3');
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), []);
  });

  it('answers where nothing may be written', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    record('a', invocation());
    await open().engine.fold();
    record('b', invocation());
    nodeFs.rmSync(join(storage.directory, 'metrics.columns'));
    for (const path of [storage.directory, join(storage.directory, 'journal')]) {
      nodeFs.chmodSync(path, 0o555);
    }
    for (const name of ['metrics.db', 'journal/b-1.ndjson']) {
      nodeFs.chmodSync(join(storage.directory, name), 0o444);
    }
    const { engine } = open({ patienceMs: 100 });
    try {
      await unprivileged(async () => {
        assert.equal((await engine.summary(all)).requests, 2);
        await assert.rejects(engine.fold(), /EACCES/);
        assert.equal((await engine.summary(all)).requests, 2);
      });
    } finally {
      for (const path of [storage.directory, join(storage.directory, 'journal')]) {
        nodeFs.chmodSync(path, 0o700);
      }
    }
  });

  it('keeps odd journal lines aside, says so, and takes every good one', async () => {
    const odd = [
      '{"v":1,"type":"invo',
      '\u0000\u0000',
      '{"v":3,"type":"trace","id":1}',
      '[]',
      'x'.repeat(9999),
    ];
    const records = odd.map(() => invocation());
    nodeFs.mkdirSync(join(storage.directory, 'journal'));
    const lines = records.map((one) => JSON.stringify({ v: 1, type: 'invocation', ...one }));
    const text = lines.flatMap((line, index) => [line, odd[index]]).join('\n');
    nodeFs.writeFileSync(join(storage.directory, 'journal', 'w-1.ndjson'), text);
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
    assert.equal(
      nodeFs.readFileSync(join(storage.directory, 'aside', 'w-1.ndjson'), 'utf8'),
      `${odd.join('\n')}\n`,
    );
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), []);
  });

  it('takes the lines that an older release kept aside', async () => {
    const one = invocation();
    nodeFs.mkdirSync(join(storage.directory, 'aside'));
    const text = `garbage\n${JSON.stringify({ v: 1, type: 'invocation', ...one })}\n`;
    nodeFs.writeFileSync(join(storage.directory, 'aside', 'w-1.ndjson'), text);
    const { engine } = open();
    await engine.fold();
    await engine.fold();
    await expectAll(open().engine, [one.id], true);
  });

  it('orders rows by their time also when the clock goes backward', async () => {
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
      const first = new storage.sql.Database();
      first.run('CREATE TABLE invocations (timestamp TEXT, latency_ms INTEGER, success INTEGER)');
      first.run(`PRAGMA user_version = ${String(userVersion)}`);
      const old: [string, number, number][] = [
        ['2025-03-01T10:00:00.123456', 1200, 1],
        ['2025-03-01T10:00:00.123456', 1200, 1],
        ['2025-03-01 11:00:00+01:00', 300, 0],
      ];
      for (const values of old) {
        first.run('INSERT INTO invocations VALUES (?, ?, ?)', values);
      }
      nodeFs.writeFileSync(join(storage.directory, 'metrics.db'), first.export());
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
        if (step === 'fold') {
          await engine.fold();
        }
        const { rows } = await (step === 'anew' ? open().engine : engine).rows(table({ sort }));
        assert.deepEqual(
          rows.map((row) => [row.timestamp, row.latency_ms, row.outcome]),
          expected,
        );
      }
      checkIntegrity();
      assert.deepEqual(query('PRAGMA user_version'), '4');
    });
  }

  it('passes over a line longer than a string can be, keeps it aside, and takes the good ones around it', async function () {
    this.timeout(120_000);
    const records = [invocation(), invocation(), invocation()];
    const [first, second, third] = records.map((one) => JSON.stringify({ v: 1, type: 'invocation', ...one }));
    const path = join(storage.directory, 'journal', 'w-1.ndjson');
    nodeFs.mkdirSync(join(storage.directory, 'journal'));
    nodeFs.writeFileSync(path, `${first}\n`);
    // A hole, as a file system leaves one after a crash: 600 MB that take up no room.
    nodeFs.truncateSync(path, 600 * 1024 * 1024);
    const memory = process.memoryUsage().rss;
    const { engine, notices } = open();
    assert.equal((await engine.summary(all)).requests, 1);
    nodeFs.appendFileSync(path, `\n${second}\n`);
    assert.equal((await engine.summary(all)).requests, 2);
    nodeFs.appendFileSync(path, `${third}\n`);
    await engine.fold();
    await expectAll(
      open().engine,
      records.map(({ id }) => id),
      true,
    );
    assert.ok(process.memoryUsage().rss - memory < 200 * 1024 * 1024);
    assert.deepEqual(
      notices.map((notice) => notice.type === 'notice' && notice.fields['kind']),
      ['oversized'],
    );
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), []);
    const kept = nodeFs.statSync(join(storage.directory, 'aside', 'w-1.ndjson.oversized'));
    assert.ok(kept.size > 600 * 1024 * 1024);
    // It is not looked at again.
    const again = open();
    await again.engine.fold();
    assert.deepEqual(again.notices, []);
  });

  it('reads the database of a later release and leaves it alone', async () => {
    const ids = await fillAnew(3);
    const database = join(storage.directory, 'metrics.db');
    const later = new storage.sql.Database(nodeFs.readFileSync(database));
    later.run('ALTER TABLE invocations ADD COLUMN mood TEXT; PRAGMA user_version = 9');
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
});

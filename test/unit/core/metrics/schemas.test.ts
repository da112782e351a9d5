import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { NewerSchemaError } from '../../../../src/core/metrics/worker/engine';
import { invocation } from './records';
import { useSpoiledStorage } from './spoiledStorage';
import { all, openStore } from './worker';

describe('the metrics store, and a database of another release', function () {
  this.timeout(30_000);
  const storage = useSpoiledStorage();
  const { open, record, fillAnew, expectAll, query, checkIntegrity } = storage;
  const database = () => join(storage.directory, 'metrics.db');

  const later: Record<string, string> = {
    'with another name for its table': 'ALTER TABLE invocations RENAME TO calls',
    'without any table of ours': 'DROP TABLE invocations; CREATE TABLE notes (text TEXT)',
    'with a view in the place of the table':
      'ALTER TABLE invocations RENAME TO calls; CREATE VIEW invocations AS SELECT 1 AS one',
    'with our table': 'SELECT 1',
  };
  for (const [what, change] of Object.entries(later)) {
    it(`leaves a later one alone, ${what}`, async () => {
      await fillAnew(3);
      const changed = new storage.sql.Database(nodeFs.readFileSync(database()));
      changed.exec(`${change}; PRAGMA user_version = 9`);
      nodeFs.writeFileSync(database(), changed.export());
      changed.close();
      await expectLeftAlone();
    });
  }

  it('leaves a later one alone that it takes for damaged, and by a copy of its rows that seems to fit', async () => {
    await fillAnew(3);
    const bytes = nodeFs.readFileSync(database());
    bytes.writeInt32BE(9, 60);
    const { atime, mtime } = nodeFs.statSync(database());
    // In place: to the copy of the columns it is still the same file.
    nodeFs.writeFileSync(database(), bytes);
    nodeFs.utimesSync(database(), atime, mtime);
    await expectLeftAlone();
    bytes.fill(0xaa, 4096);
    nodeFs.writeFileSync(database(), bytes);
    await expectLeftAlone();
  });

  async function expectLeftAlone(): Promise<void> {
    const before = nodeFs.readFileSync(database());
    record('later', invocation());
    const journal = nodeFs.readdirSync(join(storage.directory, 'journal'));
    const { engine, notices } = open();
    await engine.summary(all);
    assert.equal(engine.isDamaged, false);
    await assert.rejects(engine.fold(), NewerSchemaError);
    await assert.rejects(engine.deleteBefore(Date.now()), NewerSchemaError);
    await assert.rejects(engine.deleteAll(), NewerSchemaError);
    assert.ok(notices.some(({ type }) => type === 'newer'));
    assert.deepEqual(nodeFs.readFileSync(database()), before);
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), journal);
    assert.deepEqual(
      nodeFs.readdirSync(storage.directory).filter((name) => /damaged|\.v\d/.test(name)),
      [],
    );
  }

  it('says once to the user that it is a later one', async () => {
    await fillAnew(3);
    const bytes = nodeFs.readFileSync(database());
    bytes.writeInt32BE(9, 60);
    nodeFs.writeFileSync(database(), bytes);
    const { store, logged } = await openStore(storage.directory, { foldBytes: 0 });
    let told = 0;
    store.onDidFindNewer(() => (told += 1));
    record('later', invocation());
    await store.summary(all);
    await store.foldIfDue();
    await assert.rejects(store.applyRetention(1));
    assert.equal(told, 1);
    assert.ok(logged.some(({ message }) => message.includes('later release')));
    store.dispose();
  });

  const earlier: Record<number, string> = {
    0: 'CREATE TABLE invocations (timestamp TEXT, latency_ms INTEGER, success INTEGER)',
    1: 'CREATE TABLE invocations (timestamp TEXT, latency_ms INTEGER, success INTEGER)',
    2: '',
    3: '',
  };
  for (const [version, create] of Object.entries(earlier)) {
    for (const way of ['a fold', 'old calls that are deleted']) {
      it(`keeps the database of version ${version} as it was, before ${way} brings it to this release`, async () => {
        if (create === '') {
          await fillAnew(3);
          const bytes = nodeFs.readFileSync(database());
          bytes.writeInt32BE(Number(version), 60);
          nodeFs.writeFileSync(database(), bytes);
        } else {
          const first = new storage.sql.Database();
          first.exec(`${create}; PRAGMA user_version = ${version}`);
          for (const year of [2024, 2025, 2026]) {
            first.run('INSERT INTO invocations VALUES (?, 5, 1)', [`${year}-03-01T10:00:00`]);
          }
          nodeFs.writeFileSync(database(), first.export());
          first.close();
        }
        const before = nodeFs.readFileSync(database());
        const one = invocation();
        record('now', one);
        const { engine } = open();
        if (way === 'a fold') {
          await engine.fold();
        } else {
          await engine.deleteBefore(Date.UTC(2025, 0, 1));
        }
        if (way === 'a fold' || create !== '') {
          assert.equal(query('PRAGMA user_version'), '4');
        } else {
          await engine.fold();
        }
        checkIntegrity();
        const left = way === 'a fold' || create === '' ? 4 : 3;
        assert.equal((await open().engine.summary(all)).requests, left);
        await expectAll(open().engine, [one.id]);
        const [copy, ...others] = copies();
        assert.deepEqual(others, []);
        assert.deepEqual(nodeFs.readFileSync(join(storage.directory, copy ?? '')), before);
        // Nothing more to bring up: no further copy.
        record('later', invocation());
        await open().engine.fold();
        assert.equal(copies().length, 1);
        // All its calls are old by now.
        await open().engine.deleteBefore(Date.now() + 1);
        assert.deepEqual(copies(), []);
      });
    }
  }

  const copies = () => nodeFs.readdirSync(storage.directory).filter((name) => /^metrics\.v\d/.test(name));
});

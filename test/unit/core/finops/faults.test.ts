import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleCostFile, type SampleTruth } from '../../../../scripts/sampleCosts';
import type { LoadProgress } from '../../../../src/protocol/finops';
import { engineBundle, openEngine, temporaryFolder } from './engine';

const slowSql = 'SELECT count(*) FROM costs a, costs b, costs c';

describe('the cost engine, when things go wrong', () => {
  const folder = temporaryFolder();
  const large = join(folder, 'large.csv');
  const small = join(folder, 'small.csv');
  let truth: SampleTruth;

  before(() => {
    writeFileSync(large, sampleCostFile({ format: 'cur-2.0', rows: 60_000 }).text);
    const sample = sampleCostFile({ format: 'cur-2.0', rows: 3000 });
    ({ truth } = sample);
    writeFileSync(small, sample.text);
  });

  /** Files of data, as against folders and the one that says whose they are, below a folder. */
  const filesIn = (directory: string, name = /./) =>
    existsSync(directory)
      ? readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
          (entry) => entry.isFile() && entry.name !== 'owner.json' && name.test(entry.name),
        )
      : [];
  /** Bytes; of what has gone meanwhile, none. */
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const kill = (pid: number | undefined) => {
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
  };

  it('runs no process before it is asked, and none long after', async () => {
    const { engine } = await openEngine({ idleMs: 200 });
    assert.equal(engine.pid, undefined);
    const { id } = await engine.load([small]);
    const { pid } = engine;
    assert.ok(pid);
    while (engine.pid !== undefined) {
      await sleep(50);
    }
    // A new process takes up what the old one stored.
    assert.equal((await engine.summary(id)).total, truth.total);
    assert.notEqual(engine.pid, pid);
    engine.dispose();
  });

  it('says so when its process is killed while it loads, leaves nothing, and loads again', async () => {
    const { engine, directory } = await openEngine();
    const seen: LoadProgress[] = [];
    const load = engine.load([large], {
      onProgress: (progress) => {
        if (seen.length === 0) {
          kill(engine.pid);
        }
        seen.push(progress);
      },
    });
    await assert.rejects(load, { reason: 'died', message: /stopped by itself.*ask again/ });
    assert.ok(seen.length > 0);
    assert.deepEqual(filesIn(directory), []);
    const dataSet = await engine.load([small]);
    assert.equal((await engine.summary(dataSet.id)).total, truth.total);
    engine.dispose();
  });

  it('says so when its process is killed while it queries, and answers the next question', async () => {
    const { engine } = await openEngine();
    const { id } = await engine.load([small]);
    const query = engine.query(id, slowSql);
    setTimeout(() => kill(engine.pid), 300);
    await assert.rejects(query, { reason: 'died' });
    const { rows } = await engine.query(id, 'SELECT count(*), sum(Cost) FROM costs');
    assert.deepEqual(rows, [[truth.rows, truth.total]]);
    assert.equal((await engine.summary(id)).total, truth.total);
    engine.dispose();
  });

  it('cancels a load in its middle and leaves nothing of it', async () => {
    const { engine, directory } = await openEngine();
    const abort = new AbortController();
    const load = engine.load([large], { signal: abort.signal, onProgress: () => abort.abort() });
    await assert.rejects(load, { reason: 'cancelled', message: /Nothing of it was kept/ });
    assert.deepEqual(filesIn(directory), []);
    const dataSet = await engine.load([small]);
    assert.equal(dataSet.rows, truth.rows);
    engine.dispose();
  });

  it('says the first figures before all is stored, and they are the last ones too', async () => {
    const { engine } = await openEngine();
    const seen: LoadProgress[] = [];
    const { id } = await engine.load([large], { onProgress: (progress) => seen.push(progress) });
    const early = seen.find(({ summary }) => summary !== undefined)?.summary;
    assert.deepEqual(early, await engine.summary(id));
    const percents = seen.map(({ percent }) => percent);
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.ok(percents.every((percent) => percent >= 0 && percent <= 100));
    engine.dispose();
  });

  it('removes what a window of an earlier release left days ago, and nothing that may be in use', async () => {
    const directory = temporaryFolder();
    const gone = join(directory, '999999999-01ARZ3NDEKTSV4RRFFQ69G5FAV');
    const alive = join(directory, '999999998-01ARZ3NDEKTSV4RRFFQ69G5FAV');
    for (const one of [gone, alive]) {
      mkdirSync(join(one, 'spill'), { recursive: true });
      writeFileSync(join(one, 'spill', 'duckdb_temp_storage-0.tmp'), 'x');
    }
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(gone, longAgo, longAgo);
    const { engine } = await openEngine({ directory });
    await engine.load([small]);
    assert.equal(existsSync(gone), false);
    assert.equal(existsSync(alive), true);
    engine.dispose();
  });

  it('removes its own files when it is disposed, and when a data set is closed', async () => {
    const { engine, directory } = await openEngine();
    const { id } = await engine.load([small]);
    assert.ok(filesIn(directory).length > 0);
    await engine.close(id);
    assert.deepEqual(filesIn(directory), []);
    await assert.rejects(engine.summary(id), { reason: 'notLoaded' });
    await engine.load([small]);
    engine.dispose();
    engine.dispose();
    for (let tries = 0; readdirSync(directory).length > 0 && tries < 100; tries += 1) {
      await sleep(50);
    }
    assert.deepEqual(readdirSync(directory), []);
    await assert.rejects(engine.load([small]), { reason: 'disposed' });
  });

  it('rejects what is pending when it is disposed', async () => {
    const { engine } = await openEngine();
    const { id } = await engine.load([small]);
    const query = engine.query(id, slowSql);
    await sleep(100);
    engine.dispose();
    await assert.rejects(query, { reason: 'disposed' });
  });

  it('names the platform where the package has no binary for it', async () => {
    const enginePath = join(temporaryFolder(), 'finopsEngine.cjs');
    await copyFile(await engineBundle(), enginePath);
    const { engine } = await openEngine({ enginePath });
    const platform = `${process.platform}-${process.arch}`;
    await assert.rejects(engine.load([small]), { reason: 'platform', message: new RegExp(platform) });
    await assert.rejects(engine.inspect([small]), { reason: 'platform' });
    engine.dispose();
  });

  it('gives its process nothing of the environment that is secret', async () => {
    process.env['AWS_SECRET_ACCESS_KEY'] = 'made-up-secret';
    try {
      const { engine } = await openEngine();
      await engine.load([small]);
      const environment = `/proc/${engine.pid ?? 0}/environ`;
      if (existsSync(environment)) {
        const { readFileSync } = await import('node:fs');
        assert.doesNotMatch(readFileSync(environment, 'utf8'), /made-up-secret|AWS_/);
      }
      engine.dispose();
    } finally {
      delete process.env['AWS_SECRET_ACCESS_KEY'];
    }
  });

  it('takes no more of the disk than it may, says how much that is, and answers the next question', async function () {
    this.timeout(60_000);
    const maxSpillMb = 20;
    const { engine, directory } = await openEngine({ memoryLimitMb: 128, maxSpillMb });
    const { id } = await engine.load([small]);
    const tooMuch = new AbortController();
    const watch = setInterval(() => {
      const sizes = filesIn(directory, /duckdb_temp/).map((file) => sizeOf(join(file.parentPath, file.name)));
      if (sizes.reduce((sum, size) => sum + size, 0) > maxSpillMb * 1024 * 1024) {
        tooMuch.abort();
      }
    }, 5);
    const sql =
      'SELECT range, md5(range::VARCHAR) || sha256(range::VARCHAR) AS h FROM range(2000000) ORDER BY h';
    try {
      const asked = engine.query(id, sql, { timeoutMs: 50_000, signal: tooMuch.signal });
      await assert.rejects(asked, { reason: 'disk', message: /20\.0 MiB.*group first.*free some space/ });
    } finally {
      clearInterval(watch);
    }
    assert.equal((await engine.query(id, 'SELECT count(*) FROM costs')).rows[0]?.[0], truth.rows);
    engine.dispose();
  });

  it('answers several questions at once, each its own', async () => {
    const { engine } = await openEngine();
    const { id } = await engine.load([small]);
    const numbers = Array.from({ length: 8 }, (_, at) => at);
    const results = await Promise.all(numbers.map((at) => engine.query(id, `SELECT ${at}`)));
    assert.deepEqual(
      results.map(({ rows }) => rows[0]?.[0]),
      numbers,
    );
    engine.dispose();
  });
});

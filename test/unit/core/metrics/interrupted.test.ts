import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../../../src/core/metrics/worker/engine';
import type { StartedEntry } from '../../../../src/protocol/journal';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import { invocation, startOf } from './records';
import { useSpoiledStorage } from './spoiledStorage';
import { all, table } from './worker';
import { bundleProgram } from '../../../support/bundle';

describe('a call whose end nobody saw', function () {
  this.timeout(30_000);
  const storage = useSpoiledStorage();
  const { open, record, expectAll, query, checkIntegrity } = storage;
  const children = new Set<ChildProcess>();

  afterEach(() => {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    children.clear();
  });

  it('is running while its window lives, and interrupted as soon as the window was killed', async () => {
    const window = await call({ ended: 3 });
    const { engine } = open();
    assert.deepEqual(await outcomes(engine), ['success', 'success', 'success']);
    await window.kill();
    assert.deepEqual(await outcomes(engine), ['interrupted', 'success', 'success', 'success']);
    const row = (await engine.rows(table({ search: 'interrupted' }))).rows[0];
    assert.equal(row?.id, window.id);
    assert.deepEqual(
      [row.success, row.input_tokens, row.output_tokens, row.usage_source, row.cost_usd, row.price_version],
      [0, 812, null, 'estimated', 0.0025, 'test'],
    );
    const { requests, errorRate } = await engine.summary(all);
    assert.deepEqual([requests, errorRate], [4, 0]);
  });

  it('is on record once, however often, by however many windows and however late it is folded', async () => {
    const windows = await Promise.all(['a', 'b', 'c'].map((windowId) => call({ windowId, ended: 20 })));
    const [first, second] = [open().engine, open().engine];
    await first.fold();
    await second.fold();
    // Only the beginnings of the three are left.
    assert.deepEqual(journalIds(), windows.map(({ id }) => id).sort());
    assert.equal((await outcomes(second)).length, 60);
    for (const window of windows) {
      await window.kill();
    }
    await Promise.all([first.fold(), second.fold()]);
    await second.fold();
    for (const engine of [first, second, open().engine]) {
      const rows = await outcomes(engine);
      assert.equal(rows.filter((outcome) => outcome === 'interrupted').length, 3);
      assert.equal(rows.length, 63);
    }
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), []);
    checkIntegrity();
    assert.equal(query("SELECT count(*) FROM invocations WHERE outcome = 'interrupted'"), '3');
  });

  it('is closed by its end in a later segment, after it was folded while running', async () => {
    const window = await call({ ended: 20 });
    const { engine } = open();
    await engine.fold();
    await engine.fold();
    await window.end();
    assert.equal((await outcomes(engine)).filter((outcome) => outcome === 'success').length, 21);
    await engine.fold();
    await window.kill();
    await engine.fold();
    assert.deepEqual(new Set(await outcomes(open().engine)), new Set(['success']));
    assert.deepEqual(nodeFs.readdirSync(join(storage.directory, 'journal')), []);
  });

  it('is replaced by its end where it was taken for interrupted too soon', async () => {
    const record1 = invocation({ cost_usd: 0.5, timestamp: new Date().toISOString() });
    // A minute's rows are added up: the sums are to follow.
    record('many', ...Array.from({ length: 25_000 }, () => invocation({ cost_usd: 0 })));
    begin('gone', record1, { pid: await deadProcess() });
    for (const folded of [false, true]) {
      const { engine } = open();
      if (folded) {
        await engine.fold();
      }
      await engine.summary(all);
      engine.prepare();
      assert.equal((await engine.summary(all)).costUsd, 0.0025);
    }
    const { engine } = open();
    await engine.summary(all);
    engine.prepare();
    record('late', record1);
    assert.equal((await engine.summary(all)).costUsd, 0.5);
    await engine.fold();
    assert.equal((await engine.summary(all)).costUsd, 0.5);
    nodeFs.rmSync(join(storage.directory, 'metrics.columns'));
    await expectAll(open().engine, [record1.id]);
    assert.equal((await open().engine.summary(all)).costUsd, 0.5);
    assert.equal((await open().engine.rows(table({ search: 'interrupted' }))).total, 0);
  });

  it('is running in a window that cannot be seen from here as long as that gives signs of life', async () => {
    const living = await call({ windowId: 'living', beatMs: 500, host: 'elsewhere' });
    const dead = await call({ windowId: 'dead', beatMs: 500, host: 'elsewhere' });
    const { engine } = open({ silentMs: 4000 });
    assert.deepEqual(await outcomes(engine), []);
    await dead.kill();
    // The date of a file proves nothing: this one lies in the future.
    const future = new Date(Date.now() + 3_600_000);
    nodeFs.utimesSync(join(storage.directory, 'journal', 'dead-1.ndjson'), future, future);
    assert.deepEqual(await outcomes(engine), []);
    const deadline = performance.now() + 60_000;
    while ((await outcomes(engine)).length === 0 && performance.now() < deadline) {
      await sleep(200);
    }
    const { rows } = await engine.rows(table());
    assert.deepEqual(
      rows.map(({ id }) => id),
      [dead.id],
    );
    await living.end();
    assert.equal((await outcomes(engine)).length, 2);
  });

  it('goes with everything else when every record is deleted, and not with old ones', async () => {
    const window = await call({ ended: 3 });
    const { engine } = open();
    await engine.deleteBefore(Date.now());
    assert.deepEqual(journalIds(), [window.id]);
    assert.deepEqual(await outcomes(open().engine), []);
    await engine.deleteAll();
    assert.deepEqual(journalIds(), []);
    await window.end();
    assert.deepEqual(await outcomes(engine), ['success']);
  });

  function begin(windowId: string, of: ReturnType<typeof invocation>, process: object): void {
    const entry = { v: 2, type: 'started', ...startOf(of), process: { ...currentProcess(), ...process } };
    nodeFs.mkdirSync(join(storage.directory, 'journal'), { recursive: true });
    const path = join(storage.directory, 'journal', `${windowId}-1.ndjson`);
    nodeFs.writeFileSync(path, `${JSON.stringify(entry satisfies object)}\n`);
  }

  async function deadProcess(): Promise<number> {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    return child.pid ?? 0;
  }

  async function outcomes(engine: Engine): Promise<string[]> {
    const { rows } = await engine.rows(table({ sort: { column: 'outcome', descending: false } }));
    return rows.map(({ outcome }) => outcome);
  }

  function journalIds(): string[] {
    const folder = join(storage.directory, 'journal');
    return nodeFs
      .readdirSync(folder)
      .flatMap((name) => nodeFs.readFileSync(join(folder, name), 'utf8').split('\n'))
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as StartedEntry).id)
      .sort();
  }

  /** A window with a call under way and so many that have ended. */
  async function call(options: { windowId?: string; ended?: number; beatMs?: number; host?: string }) {
    const { windowId = 'w', ended = 0, beatMs = 10_000, host = '' } = options;
    const script = await bundleProgram('test/unit/core/metrics/callingWindow.ts');
    const args = [storage.directory, windowId, String(ended), String(beatMs), host];
    const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.add(child);
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    return {
      id: output.toString().trim(),
      end: async () => {
        child.stdin.write('end');
        await once(child.stdout, 'data');
      },
      kill: async () => {
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
  }
});

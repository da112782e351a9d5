import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from './random';
import { useSpoiledStorage } from './spoiledStorage';

/** Kills in all; each at a moment of its own. */
const KILLS = 200;
/** Sequences of kills that run at the same time. */
const LANES = 2;

describe('the metrics store, when windows die or record at once', function () {
  this.timeout(30_000);
  const storage = useSpoiledStorage();
  const { open, expectAll, checkIntegrity, startWindow } = storage;

  it(`loses and doubles no row in ${String(KILLS)} kills of windows that record and fold`, async function () {
    this.timeout(300_000);
    const random = seededRandom('kills');
    let unfinished = 0;
    // Each lane is a storage of its own, so that the lock of a dead window can be told from a living one's.
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const folder = join(storage.directory, String(lane));
      const acknowledged: string[] = [];
      for (let kill = 0; kill < KILLS / LANES; kill += 1) {
        const window = await startWindow(folder, `w${String(kill)}`, 100_000, 10);
        await window.started;
        await sleep(random() * 150);
        window.child.kill('SIGKILL');
        await window.exit;
        acknowledged.push(...window.ids());
        if (nodeFs.existsSync(join(folder, 'fold.lock'))) {
          unfinished += 1;
        }
        checkIntegrity(folder);
      }
      const { engine } = open({ directory: folder });
      await expectAll(engine, acknowledged);
      await engine.fold();
      await expectAll(open({ directory: folder }).engine, acknowledged);
      assert.deepEqual(nodeFs.readdirSync(join(folder, 'journal')), []);
      assert.ok(!nodeFs.readdirSync(folder).some((name) => name.includes('damaged')));
    });
    await Promise.all(lanes);
    assert.ok(unfinished > KILLS / 20, `${String(unfinished)} were killed in the middle of a fold`);
  });

  for (const windows of [2, 4]) {
    it(`has every row once when ${String(windows)} windows record and fold at once`, async function () {
      this.timeout(60_000);
      const running = await Promise.all(
        Array.from({ length: windows }, (_, index) =>
          startWindow(storage.directory, `w${String(index)}`, 400, 25),
        ),
      );
      const ended = Promise.all(running.map((window) => window.exit)).then(() => true);
      while (!(await Promise.race([ended, sleep(20, false)]))) {
        checkIntegrity();
      }
      for (const window of running) {
        assert.equal(window.child.exitCode, 0, window.output());
      }
      const { engine } = open();
      await expectAll(
        engine,
        running.flatMap((window) => window.ids()),
        true,
      );
    });
  }
});

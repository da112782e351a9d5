import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { invocationSchema } from '../../../../src/protocol/invocation';
import { seededRandom } from './random';
import { useSpoiledStorage } from './spoiledStorage';
import { all, table } from './worker';

function flip(path: string, random: () => number): void {
  const bytes = nodeFs.readFileSync(path);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  nodeFs.writeFileSync(path, bytes);
}

describe('the metrics store, when its files are damaged', function () {
  this.timeout(30_000);
  const storage = useSpoiledStorage();
  const { open, fillAnew, expectRebuilt, expectAll, checkIntegrity } = storage;

  it('sets a truncated database aside and rebuilds it, with and without the copy of its columns', async () => {
    const random = seededRandom('truncations');
    for (let round = 0; round < 6; round += 1) {
      const ids = await fillAnew(300);
      const database = join(storage.directory, 'metrics.db');
      const size = nodeFs.statSync(database).size;
      nodeFs.truncateSync(database, round === 0 ? 0 : Math.floor(random() * size));
      const hasCopy = round % 2 === 0;
      if (!hasCopy) {
        nodeFs.rmSync(join(storage.directory, 'metrics.columns'));
      }
      await expectRebuilt(ids, hasCopy);
    }
  });

  it('loses no row to a flipped byte while the copy of the columns is whole', async () => {
    const random = seededRandom('flips');
    for (let round = 0; round < 40; round += 1) {
      const ids = await fillAnew(60);
      flip(join(storage.directory, 'metrics.db'), random);
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
      nodeFs.rmSync(join(storage.directory, 'metrics.columns'));
      const database = join(storage.directory, 'metrics.db');
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
      const copy = join(storage.directory, 'metrics.columns');
      if (round % 4 === 0) {
        nodeFs.truncateSync(copy, Math.floor(random() * nodeFs.statSync(copy).size));
      } else {
        flip(copy, random);
      }
      await expectAll(open().engine, ids, true);
    }
  });

  it('shows the table when a field of one row makes no sense', async () => {
    const odd = {
      usage_source: 'repoXted',
      input_tokens: -1.5,
      stop_reason: 7,
      feedback: 'odd',
      success: 9,
      cost_usd: 'x',
    };
    for (const [column, value] of Object.entries(odd)) {
      const ids = await fillAnew(3);
      nodeFs.rmSync(join(storage.directory, 'metrics.columns'));
      const path = join(storage.directory, 'metrics.db');
      const database = new storage.sql.Database(nodeFs.readFileSync(path));
      database.run(`UPDATE invocations SET ${column} = ? WHERE id = ?`, [value, ids[1] ?? '']);
      nodeFs.writeFileSync(path, database.export());
      database.close();
      const { rows } = await open().engine.rows(table());
      assert.equal(rows.length, 3);
      for (const row of rows) {
        assert.ok(v.is(invocationSchema, row), column);
      }
    }
  });
});

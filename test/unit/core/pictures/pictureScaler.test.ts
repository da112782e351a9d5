import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PictureScaler } from '../../../../src/core/pictures/pictureScaler';

const limits = { maxSide: 10, maxBytes: 1_000 };

describe('The scaler of pictures', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scaler-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('ends what it was asked for when it is disposed, also what waits its turn, and takes no more', async () => {
    const workerPath = join(folder, 'silent.cjs');
    await writeFile(workerPath, "require('node:worker_threads').parentPort.on('message', () => undefined);");
    const scaler = new PictureScaler({ workerPath });
    const asked = [1, 2, 3].map((byte) => scaler.scale(Uint8Array.of(byte), limits));
    const ends = Promise.allSettled(asked);
    scaler.dispose();
    const all = await ends;
    assert.deepEqual(
      all.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await assert.rejects(scaler.scale(Uint8Array.of(4), limits));
    scaler.dispose();
  });
});

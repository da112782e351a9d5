import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { cacheDaysOf } from '../../../../src/core/spending/outlook';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';

const sums = {
  calls: 1,
  hits: 1,
  readTokens: 900,
  inputTokens: 1_000,
  lostTokens: 0,
  lostUsd: 0,
  unpricedLosses: 0,
};

describe('The prompt cache by day', () => {
  let folder: string;
  let clock: Date;
  const window = (id: string) => new SpendingLog(folder, id, () => clock);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cache-days-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is added up over all windows, the newest day first', async () => {
    clock = new Date(2026, 10, 11, 15);
    window('a').add(1, 0.5, undefined, sums);
    window('b').add(1, -0.25, undefined, { ...sums, hits: 0, lostTokens: 700, lostUsd: 0.125 });
    clock = new Date(2026, 10, 12, 9);
    window('c').add(1, 0.25, undefined, sums);
    assert.deepEqual(cacheDaysOf(await window('d').totals()), [
      { day: '2026-11-12', ...sums, savedUsd: 0.25 },
      {
        day: '2026-11-11',
        calls: 2,
        hits: 1,
        readTokens: 1_800,
        inputTokens: 2_000,
        lostTokens: 700,
        lostUsd: 0.125,
        unpricedLosses: 0,
        savedUsd: 0.25,
      },
    ]);
  });

  it('has no day on which no call used it', async () => {
    clock = new Date(2026, 10, 11);
    window('a').add(1);
    assert.deepEqual(cacheDaysOf(await window('b').totals()), []);
  });

  it('is there again when the file is written anew', async () => {
    clock = new Date(2026, 10, 11);
    const one = window('a');
    one.add(1, 0.5, undefined, sums);
    const [name = ''] = readdirSync(folder);
    rmSync(join(folder, name));
    one.add(1, 0.5, undefined, sums);
    const [rewritten = ''] = readdirSync(folder);
    assert.match(readFileSync(join(folder, rewritten), 'utf8'), /"type":"carry"/);
    assert.equal(cacheDaysOf(await window('b').totals())[0]?.calls, 2);
  });
});

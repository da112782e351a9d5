import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { UsageLedger } from '../../../../src/core/costs/usageLedger';

const run = promisify(execFile);

/** Spends in a process of its own until the budget stops it. */
async function spend(folder: string, id: string, limit: number, usd: number, startAt: number) {
  const script = ['--import=./scripts/typescript.mjs', 'test/support/spendingWindow.ts'];
  const args = [...script, folder, id, String(limit), String(usd), String(startAt)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as { sent: number; refused: number };
}

describe('a budget of several processes', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'windows-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not passed by two that begin at 95 % of it', async function () {
    this.timeout(60_000);
    const ledger = new UsageLedger(folder, 'before');
    ledger.add(0.95);
    const startAt = Date.now() + 3_000;
    const ends = await Promise.all(['a', 'b'].map((id) => spend(folder, id, 1, 0.01, startAt)));
    const { month, reservedMonthUsd } = await ledger.totals();
    ledger.dispose();
    assert.equal(reservedMonthUsd, 0);
    assert.ok(month.usd <= 1.0000001, `${month.usd} of 1`);
    assert.equal(month.calls, 1 + ends.reduce((sum, { sent }) => sum + sent, 0), 'no call is lost');
    for (const { refused } of ends) assert.ok(refused >= 15, 'what is over is refused, and never silent');
  });
});

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import { bundleProgram } from '../../../support/bundle';

const run = promisify(execFile);

/** Spends in a process of its own until the budget stops it. */
async function spend(folder: string, id: string, limit: number, usd: number, startAt: number) {
  const script = await bundleProgram('test/support/spendingWindow.ts');
  const args = [script, folder, id, String(limit), String(usd), String(startAt)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as { sent: number; refused: number };
}

describe('a budget of several processes', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'windows-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not passed by two that begin at 95 % of it', async function () {
    this.timeout(60_000);
    const spendingLog = new SpendingLog(folder, 'before');
    spendingLog.add(0.95);
    const startAt = Date.now() + 3_000;
    const ends = await Promise.all(['a', 'b'].map((id) => spend(folder, id, 1, 0.01, startAt)));
    const { month, reservedMonthUsd } = await spendingLog.totals();
    spendingLog.dispose();
    assert.equal(reservedMonthUsd, 0);
    assert.ok(month.usd <= 1.0000001, `${month.usd} of 1`);
    assert.equal(month.calls, 1 + ends.reduce((sum, { sent }) => sum + sent, 0), 'no call is lost');
    for (const { refused } of ends) {
      assert.ok(refused >= 15, 'what is over is refused, and never silent');
    }
  });

  it('is not passed by windows that are killed in mid-call, with lines that they left half written', async function () {
    this.timeout(180_000);
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 30));
    console.log(`      seed ${seed}`);
    const limit = 3;
    const calls = new Map<string, number>();
    let [kills, underWay] = [0, 0];
    const begin = async (id: string, killAfterMs: number | undefined) => {
      const script = await bundleProgram('test/support/spendingProcess.ts');
      const child = spawn(process.execPath, [script, folder, id, String(limit), String(seed + calls.size)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      const open = new Set<string>();
      for await (const line of createInterface(child.stdout)) {
        const [word, call = '', usd] = line.split(' ');
        if (word === 'ready' && killAfterMs !== undefined) {
          void sleep(killAfterMs).then(() => child.kill('SIGKILL'));
        }
        if (word === 'admitted') {
          open.add(call);
        }
        if (word === 'ended') {
          open.delete(call);
        }
        if (word === 'admitted' || word === 'ended') {
          calls.set(call, Number(usd));
        }
      }
      const [, signal] = (await exit) as [number | null, string | null];
      if (signal !== 'SIGKILL') {
        return;
      }
      kills += 1;
      underWay += open.size;
      for (const name of readdirSync(folder).filter((file) => file.endsWith(`-${id}.ndjson`))) {
        appendFileSync(join(folder, name), '{"type":"call","at":17');
      }
    };
    // Two windows at a time; whoever is killed is followed by the next.
    const lives = (window: string, count: number) =>
      Array.from({ length: count }, (_, life) => life).reduce(
        (before, life) =>
          before.then(() =>
            begin(`${window}${life}`, life < count - 1 ? 40 + ((seed >> life) % 150) : undefined),
          ),
        Promise.resolve(),
      );
    await Promise.all([lives('a', 6), lives('b', 6)]);
    const spent = [...calls.values()].reduce((sum, usd) => sum + usd, 0);
    console.log(
      `      ${calls.size} calls, ${kills} kills, ${underWay} calls under way, $${spent.toFixed(3)} of $${limit}`,
    );
    assert.ok(kills >= 5 && underWay > 0, 'windows were killed in mid-call');
    assert.ok(spent <= limit + 1e-9, `${spent} of ${limit}`);
    assert.ok(spent > limit * 0.7, 'and the budget was used');
    const spendingLog = new SpendingLog(folder, 'after');
    const { month, reservedMonthUsd } = await spendingLog.totals();
    spendingLog.dispose();
    assert.ok(month.usd + reservedMonthUsd >= spent - 1e-9, 'nothing that was spent is forgotten');
  });
});

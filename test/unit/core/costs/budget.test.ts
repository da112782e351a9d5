import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  Budget,
  OverBudgetError,
  type BudgetLimits,
  type BudgetState,
} from '../../../../src/core/costs/budget';
import { UsageLedger } from '../../../../src/core/costs/usageLedger';

describe('what all windows have used', () => {
  let folder: string;
  let clock: Date;
  const window = (id: string) => new UsageLedger(folder, id, () => clock);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'usage-'));
    clock = new Date(2026, 10, 20, 23, 59);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is added up by day and month, unknown prices apart', async () => {
    const [one, other] = [window('a'), window('b')];
    one.add(1);
    other.add(0.5);
    other.add(null);
    clock = new Date(2026, 10, 21, 0, 1);
    one.add(0.25);
    const { today, month } = await other.totals();
    assert.deepEqual(today, { calls: 1, usd: 0.25, unpriced: 0, savedUsd: 0 });
    assert.deepEqual(month, { calls: 4, usd: 1.75, unpriced: 1, savedUsd: 0 });
    clock = new Date(2026, 11, 1);
    assert.equal((await one.totals()).month.calls, 0);
  });

  it('is read on from where reading ended, also by several who ask at once', async () => {
    const ledger = window('a');
    for (let call = 0; call < 100; call++) {
      ledger.add(1);
      await Promise.all([ledger.totals(), ledger.totals()]);
    }
    assert.equal((await ledger.totals()).today.usd, 100);
    assert.equal((await window('b').totals()).today.usd, 100);
  });

  it('passes over a torn line and a line of a later version', async () => {
    const ledger = window('a');
    ledger.add(1);
    const [file = ''] = readdirSync(folder);
    appendFileSync(join(folder, file), '{"type":"call","at"\n{"type":"gift","usd":5}\n{"type":"ca');
    assert.equal((await ledger.totals()).today.usd, 1);
  });

  it('counts what a call under way may come to, until it ends or its window must be gone', async () => {
    const ledger = window('a');
    ledger.reserve('1', 2);
    ledger.reserve('2', 3);
    ledger.release('1');
    assert.equal((await ledger.totals()).reservedUsd, 3);
    clock = new Date(clock.getTime() + 61 * 60_000);
    assert.equal((await ledger.totals()).reservedUsd, 0);
  });

  it('forgets earlier months', async () => {
    window('a').add(1);
    clock = new Date(2026, 11, 2);
    window('a').add(1);
    await window('a').tidy();
    assert.deepEqual(readdirSync(folder), ['2026-12-a.ndjson']);
  });
});

describe('a budget', () => {
  let folder: string;
  let troubles: unknown[];
  let warnings: BudgetState[];
  let clock: Date;
  /** How often it was said that a price is not known. */
  let toldUnpriced: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'budget-'));
    [troubles, warnings, toldUnpriced] = [[], [], 0];
    clock = new Date(2026, 10, 20, 12);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(troubles, []);
  });

  function window(id: string, limits: Partial<BudgetLimits>) {
    const now = () => clock;
    const ledger = new UsageLedger(folder, id, now);
    const budget = new Budget({
      ledger,
      limits: () => ({ dailyUsd: null, monthlyUsd: null, ...limits }),
      onWarning: (state) => warnings.push(state),
      onRefusal: () => undefined,
      onUnpriced: () => (toldUnpriced += 1),
      onTrouble: (error) => troubles.push(error),
      now,
    });
    return { ledger, budget };
  }

  it('lets everything pass where there is none, and reads nothing for it', async () => {
    const { budget } = window('a', {});
    await budget.admit(1_000_000, 'panel');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not passed by two windows at 95 % of it', async () => {
    const windows = [window('a', { dailyUsd: 1 }), window('b', { dailyUsd: 1 })];
    windows[0]?.ledger.add(0.95);
    for (const { budget } of windows) {
      await assert.rejects(budget.admit(0.06, 'panel'), (error) => {
        assert.ok(error instanceof OverBudgetError);
        assert.deepEqual(error.state, { period: 'day', limitUsd: 1, spentUsd: 0.95 });
        return true;
      });
    }
    await windows[1]?.budget.admit(0.04, 'panel');
    await assert.rejects(windows[0]?.budget.admit(0.04, 'panel') ?? Promise.resolve(), OverBudgetError);
  });

  it('is never passed by windows that ask at the same moment', async () => {
    const windows = Array.from({ length: 4 }, (_, index) => window(`w${index}`, { monthlyUsd: 1 }));
    const asked = windows.flatMap(({ budget, ledger }) =>
      Array.from({ length: 10 }, async () => {
        const reservation = await budget.admit(0.1, 'panel');
        ledger.add(0.1);
        reservation.dispose();
      }),
    );
    await Promise.allSettled(asked);
    const { month } = await (windows[0] ?? window('x', {})).ledger.totals();
    assert.ok(month.usd <= 1.0000001, `${month.usd} of 1`);
  });

  it('warns once at four fifths', async () => {
    const { budget, ledger } = window('a', { dailyUsd: 1 });
    ledger.add(0.72);
    (await budget.admit(0.05, 'panel')).dispose();
    assert.deepEqual(warnings, []);
    (await budget.admit(0.1, 'panel')).dispose();
    (await budget.admit(0.1, 'panel')).dispose();
    assert.equal(warnings.length, 1);
  });

  it('can be passed for one call, or until the day ends', async () => {
    const { budget, ledger } = window('a', { dailyUsd: 1 });
    ledger.add(2);
    budget.allow('call');
    await budget.admit(1, 'panel');
    await assert.rejects(budget.admit(1, 'panel'), OverBudgetError);
    budget.allow('day');
    await budget.admit(1, 'panel');
    clock = new Date(2026, 10, 21, 12);
    ledger.add(2);
    await assert.rejects(budget.admit(1, 'panel'), OverBudgetError);
  });

  it('says once that a call of unknown price cannot be counted, and only where there is a budget', async () => {
    await window('a', {}).budget.admit(undefined, 'panel');
    assert.equal(toldUnpriced, 0);
    const { budget } = window('b', { dailyUsd: 1 });
    await budget.admit(0.1, 'panel');
    assert.equal(toldUnpriced, 0);
    for (const surface of ['panel', 'provider'] as const) await budget.admit(undefined, surface);
    assert.equal(toldUnpriced, 1);
  });

  it('stops calls of unknown price once it is used up, and not before', async () => {
    const { budget, ledger } = window('a', { dailyUsd: 1 });
    ledger.add(0.99);
    await budget.admit(undefined, 'panel');
    ledger.add(0.01);
    await assert.rejects(budget.admit(undefined, 'panel'), OverBudgetError);
  });
});

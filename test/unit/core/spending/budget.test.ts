import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Budget, type BudgetLimits } from '../../../../src/core/spending/budget';
import {
  InvalidCapError,
  OverBudgetError,
  type BudgetState,
} from '../../../../src/core/spending/budgetErrors';
import { overBudgetText } from '../../../../src/core/spending/estimate';
import { readMoneyCap } from '../../../../src/core/spending/moneyCap';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import type { Surface } from '../../../../src/protocol/invocation';

describe('what all windows have used', () => {
  let folder: string;
  let clock: Date;
  const window = (id: string) => new SpendingLog(folder, id, () => clock);
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
    const spendingLog = window('a');
    for (let call = 0; call < 100; call++) {
      spendingLog.add(1);
      await Promise.all([spendingLog.totals(), spendingLog.totals()]);
    }
    assert.equal((await spendingLog.totals()).today.usd, 100);
    assert.equal((await window('b').totals()).today.usd, 100);
  });

  it('passes over a torn line and a line of a later version', async () => {
    const spendingLog = window('a');
    spendingLog.add(1);
    const [file = ''] = readdirSync(folder);
    appendFileSync(join(folder, file), '{"type":"call","at"\n{"type":"gift","usd":5}\n{"type":"ca');
    assert.equal((await spendingLog.totals()).today.usd, 1);
  });

  it('counts what a call under way may come to, until it ends, however late that is', async () => {
    const spendingLog = window('a');
    spendingLog.reserve('1', 2);
    spendingLog.reserve('2', 3);
    spendingLog.release('1');
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 3);
    clock = new Date(clock.getTime() + 26 * 60 * 60_000);
    const { reservedTodayUsd, reservedMonthUsd } = await window('b').totals();
    assert.deepEqual([reservedTodayUsd, reservedMonthUsd], [0, 3], 'it counts on its day, and in its month');
    spendingLog.add(1, 0, '2');
    const { today, month, reservedMonthUsd: left } = await window('b').totals();
    assert.deepEqual([today.usd, month.usd, left], [0, 1, 0]);
  });

  it('counts what lasts for days on each of them, also in the next month, until it ends or its time is over', async () => {
    clock = new Date(2026, 10, 30, 12);
    const spendingLog = window('a');
    const until = new Date(2026, 11, 8, 12).getTime();
    spendingLog.reserve('job', 5, undefined, until);
    spendingLog.reserve('lost', 1, undefined, until);
    const reserved = async (who: SpendingLog) => {
      const { reservedTodayUsd, reservedMonthUsd } = await who.totals();
      return [reservedTodayUsd, reservedMonthUsd];
    };
    clock = new Date(2026, 11, 2, 12);
    assert.deepEqual(await reserved(spendingLog), [6, 6]);
    const later = window('b');
    assert.deepEqual(await reserved(later), [6, 6]);
    later.release('job');
    assert.deepEqual(await reserved(later), [1, 1]);
    assert.deepEqual(await reserved(window('c')), [1, 1]);
    clock = new Date(until + 1);
    assert.deepEqual(await reserved(window('d')), [0, 0]);
  });

  it('counts a call on the day and in the month in which it began', async () => {
    clock = new Date(2026, 10, 30, 23, 59);
    const spendingLog = window('a');
    spendingLog.reserve('1', 2);
    clock = new Date(2026, 11, 1, 0, 1);
    spendingLog.add(1.5, 0, '1');
    const { month, reservedMonthUsd } = await window('b').totals();
    assert.deepEqual([month.usd, reservedMonthUsd], [0, 0]);
    clock = new Date(2026, 10, 30, 23, 59);
    const before = await window('b').totals();
    assert.deepEqual(
      [before.today.usd, before.reservedTodayUsd],
      [1.5, 0],
      'and the reservation went with it',
    );
  });

  it('counts today what is dated in the future, and loses nothing when the clock is put right', async () => {
    const spendingLog = window('a');
    spendingLog.add(1);
    clock = new Date(2028, 2, 3);
    spendingLog.add(2);
    await spendingLog.tidy();
    clock = new Date(2026, 10, 20, 12);
    const { today, month } = await window('b').totals();
    assert.deepEqual([today.usd, month.usd], [3, 3]);
  });

  it('counts as much as was reserved where the price is not known in the end', async () => {
    const spendingLog = window('a');
    spendingLog.reserve('1', 2);
    spendingLog.add(null, 0, '1');
    assert.equal((await window('b').totals()).today.usd, 2);
  });

  it('takes no amount that cannot be', async () => {
    const spendingLog = window('a');
    for (const usd of [-5, NaN, Infinity, -Infinity]) {
      spendingLog.add(usd);
      spendingLog.reserve(`r${usd}`, usd);
    }
    const { today, reservedTodayUsd, unreadable } = await window('b').totals();
    assert.deepEqual([today.usd, today.unpriced, reservedTodayUsd, unreadable], [0, 4, 0, 0]);
  });

  it('forgets months of long ago', async () => {
    for (const month of [5, 6, 7, 8, 9, 10]) {
      clock = new Date(2026, month, 2);
      window('a').add(1);
    }
    await window('a').tidy();
    assert.deepEqual(readdirSync(folder), ['2026-09-a.ndjson', '2026-10-a.ndjson', '2026-11-a.ndjson']);
  });
});

describe('a budget', () => {
  let folder: string;
  let troubles: unknown[];
  let warnings: BudgetState[];
  let unreadable: number[];
  let clock: Date;
  /** How often it was said that a price is not known. */
  let toldUnpriced: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'budget-'));
    [troubles, warnings, unreadable, toldUnpriced] = [[], [], [], 0];
    clock = new Date(2026, 10, 20, 12);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(troubles, []);
  });

  function window(id: string, limits: Partial<BudgetLimits>) {
    const now = () => clock;
    const spendingLog = new SpendingLog(folder, id, now);
    const budget = new Budget({
      spendingLog,
      limits: () => ({ dailyUsd: null, monthlyUsd: null, ...limits }),
      onWarning: (state) => warnings.push(state),
      onRefusal: () => undefined,
      onUnpriced: () => (toldUnpriced += 1),
      onUnreadable: (lines) => unreadable.push(lines),
      onTrouble: (error) => troubles.push(error),
      now,
    });
    return { spendingLog, budget };
  }

  it('lets everything pass where there is none, and knows of it when one is set', async () => {
    const { budget } = window('a', {});
    await budget.admit(1_000_000, 'panel');
    await assert.rejects(window('b', { dailyUsd: 1_000_000 }).budget.admit(1, 'panel'), OverBudgetError);
  });

  it('that is no amount of money lets nothing pass, and is named', async () => {
    for (const limits of [{ dailyUsd: 'invalid' }, { dailyUsd: 5, monthlyUsd: 'invalid' }] as const) {
      const { budget } = window('a', limits);
      budget.allow('day');
      await assert.rejects(budget.admit(0.01, 'panel'), (error) => {
        assert.ok(error instanceof InvalidCapError);
        const name = limits.dailyUsd === 'invalid' ? 'dailyUsd' : 'monthlyUsd';
        assert.match(overBudgetText(error), new RegExp(`bedrockChat\\.budget\\.${name} is not an amount`));
        return true;
      });
    }
    for (const value of [NaN, 'abc', -1, Infinity, '5', true, {}, []]) {
      assert.equal(readMoneyCap(value), 'invalid');
    }
  });

  it('is not passed by two windows at 95 % of it', async () => {
    const windows = [window('a', { dailyUsd: 1 }), window('b', { dailyUsd: 1 })];
    windows[0]?.spendingLog.add(0.95);
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
    const asked = windows.flatMap(({ budget, spendingLog }) =>
      Array.from({ length: 10 }, async () => {
        const reservation = await budget.admit(0.1, 'panel');
        spendingLog.add(0.1);
        reservation.dispose();
      }),
    );
    await Promise.allSettled(asked);
    const { month } = await (windows[0] ?? window('x', {})).spendingLog.totals();
    assert.ok(month.usd <= 1.0000001, `${month.usd} of 1`);
  });

  it('warns once at four fifths', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 1 });
    spendingLog.add(0.72);
    (await budget.admit(0.05, 'panel')).dispose();
    assert.deepEqual(warnings, []);
    (await budget.admit(0.1, 'panel')).dispose();
    (await budget.admit(0.1, 'panel')).dispose();
    assert.equal(warnings.length, 1);
  });

  it('can be passed for one call, or until the day ends', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 1 });
    spendingLog.add(2);
    await assert.rejects(budget.admit(1, 'panel'), OverBudgetError);
    budget.allow('call', 'panel');
    await budget.admit(1, 'panel');
    await assert.rejects(budget.admit(1, 'panel'), OverBudgetError);
    budget.allow('day');
    await budget.admit(1, 'panel');
    clock = new Date(2026, 10, 21, 12);
    spendingLog.add(2);
    await assert.rejects(budget.admit(1, 'panel'), OverBudgetError);
  });

  it('is passed only by the call that was refused, and only for a while', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 1 });
    spendingLog.add(2);
    const refused = (surface: Surface, conversationId: string | null) =>
      assert.rejects(budget.admit(1, surface, { conversationId }), OverBudgetError);
    budget.allow('call', 'panel');
    await refused('panel', 'one');
    budget.allow('call', 'panel');
    await refused('provider', null);
    await refused('participant', 'one');
    await refused('panel', 'two');
    budget.allow('call', 'panel');
    await refused('panel', 'one');
    await budget.admit(1, 'panel', { conversationId: 'two' });
    await refused('panel', 'two');
    budget.allow('call', 'panel');
    clock = new Date(clock.getTime() + 5 * 60_000 + 1);
    await refused('panel', 'two');
  });

  it('of the day of a call holds it, however late its sums are known', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 1 });
    spendingLog.add(0.95);
    const asked = budget.admit(0.1, 'panel');
    clock = new Date(2026, 10, 21, 0, 0);
    await assert.rejects(asked, OverBudgetError);
  });

  it('says so when lines of what was spent cannot be read', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 5 });
    spendingLog.add(1);
    const [file = ''] = readdirSync(folder);
    appendFileSync(join(folder, file), 'odd\nlines\n');
    const other = window('b', { dailyUsd: 5 }).budget;
    await other.admit(0.1, 'panel');
    await other.admit(0.1, 'panel');
    await budget.admit(0.1, 'panel');
    assert.deepEqual(unreadable, [2]);
  });

  it('says once that a call of unknown price cannot be counted, and only where there is a budget', async () => {
    await window('a', {}).budget.admit(undefined, 'panel');
    assert.equal(toldUnpriced, 0);
    const { budget } = window('b', { dailyUsd: 1 });
    await budget.admit(0.1, 'panel');
    assert.equal(toldUnpriced, 0);
    for (const surface of ['panel', 'provider'] as const) {
      await budget.admit(undefined, surface);
    }
    assert.equal(toldUnpriced, 1);
  });

  it('stops calls of unknown price once it is used up, and not before', async () => {
    const { budget, spendingLog } = window('a', { dailyUsd: 1 });
    spendingLog.add(0.99);
    await budget.admit(undefined, 'panel');
    spendingLog.add(0.01);
    await assert.rejects(budget.admit(undefined, 'panel'), OverBudgetError);
  });
});

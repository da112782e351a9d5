import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Budget } from '../../src/core/spending/budget';
import { OverBudgetError } from '../../src/core/spending/budgetErrors';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { holdsInTime } from '../support/properties';

const DAY_MS = 24 * 60 * 60_000;
const WINDOWS = 3;
const DAILY = 1;
const MONTHLY = 2;
/** Of sums of fractions. */
const EPSILON = 1e-9;

/** A call as an outsider sees it: when it was admitted, by its window's clock, what it may cost and what it did. */
interface Call {
  readonly at: Date;
  readonly maxUsd: number;
  /** Undefined while it is under way, and for ever when its window was killed. */
  usd?: number;
}

interface Living {
  readonly name: string;
  readonly spendingLog: SpendingLog;
  readonly budget: Budget;
  readonly underWay: { readonly id: string; readonly call: Call; readonly end: () => void }[];
  skewMs: number;
}

type Step =
  | { readonly type: 'ask'; readonly window: number; readonly maxUsd: number; readonly unasked: boolean }
  /** Several windows at the same moment. */
  | { readonly type: 'burst'; readonly maxUsd: readonly number[] }
  | {
      readonly type: 'end';
      readonly window: number;
      readonly part: number;
      readonly how: 'ends' | 'isCancelled';
    }
  | { readonly type: 'kill'; readonly window: number }
  | { readonly type: 'clock'; readonly ms: number }
  | { readonly type: 'skew'; readonly window: number; readonly ms: number }
  | { readonly type: 'tear' | 'cut'; readonly window: number; readonly part: number }
  | { readonly type: 'removeFolder' }
  | { readonly type: 'tidy'; readonly window: number };

const window = fc.nat({ max: WINDOWS - 1 });
const maxUsd = fc.integer({ min: 1, max: 60 }).map((cents) => cents / 100);
const part = fc.double({ min: 0, max: 1, noNaN: true });
const jump = fc.oneof(
  fc.integer({ min: 1, max: 60 * 60_000 }),
  fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
  fc.integer({ min: -40 * DAY_MS, max: 40 * DAY_MS }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('ask'), window, maxUsd }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('burst'),
      maxUsd: fc.array(maxUsd, { minLength: 2, maxLength: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('end'),
      window,
      // A quarter more than was reckoned with, at most.
      part: fc.double({ min: 0, max: 1.25, noNaN: true }),
      how: fc.constantFrom('ends', 'isCancelled'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('kill'), window }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('clock'), ms: jump }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('skew'),
      window,
      ms: fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('tear', 'cut'), window, part }) },
  { weight: 1, arbitrary: fc.constant({ type: 'removeFolder' }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('tidy'), window }) },
) as fc.Arbitrary<Step>;

/** Windows on one folder, and what an outsider notes of their calls. */
class World {
  private readonly folder = join(mkdtempSync(join(tmpdir(), 'cap-')), 'usage');
  private readonly calls: Call[] = [];
  private readonly windows: Living[] = [];
  private made = 0;
  private clockMs = new Date(2026, 10, 30, 22).getTime();

  constructor() {
    for (let index = 0; index < WINDOWS; index++) {
      this.windows.push(this.open());
    }
  }

  async do(step: Step): Promise<void> {
    switch (step.type) {
      case 'ask':
        return this.ask(this.window(step.window), step.maxUsd, true);
      case 'burst':
        await Promise.all(
          step.maxUsd.map((usd, index) => this.ask(this.window(index % WINDOWS), usd, false)),
        );
        return;
      case 'end':
        return this.end(this.window(step.window), step);
      case 'kill':
        this.window(step.window).spendingLog.dispose();
        this.windows[step.window] = this.open();
        return;
      case 'clock':
        this.clockMs += step.ms;
        return;
      case 'skew':
        this.window(step.window).skewMs = step.ms;
        return;
      case 'tear':
      case 'cut':
        return this.damage(step);
      case 'removeFolder':
        // Windows look at the files whenever one of them changes; here as if that had been just now.
        await this.look();
        rmSync(this.folder, { recursive: true, force: true });
        return this.look();
      case 'tidy':
        return this.window(step.window).spendingLog.tidy();
    }
  }

  /** Fails when a day or a month has come to more than its limit and what calls cost beyond what was reckoned. */
  check(): void {
    for (const [name, limit, key] of periods) {
      const sums = new Map<string, { usd: number; beyond: number }>();
      for (const { at, maxUsd: most, usd = most } of this.calls) {
        const sum = sums.get(key(at)) ?? { usd: 0, beyond: 0 };
        sums.set(key(at), { usd: sum.usd + usd, beyond: sum.beyond + Math.max(0, usd - most) });
      }
      for (const [period, { usd, beyond }] of sums) {
        assert.ok(usd <= limit + beyond + EPSILON, `${name} ${period}: ${usd} of ${limit}, ${beyond} beyond`);
      }
    }
  }

  dispose(): void {
    for (const { spendingLog } of this.windows) {
      spendingLog.dispose();
    }
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }

  private window(index: number): Living {
    return this.windows[index] ?? assert.fail('There is no such window');
  }

  private open(): Living {
    const now = () => new Date(this.clockMs + living.skewMs);
    const name = `w${this.made++}`;
    const spendingLog = new SpendingLog(this.folder, name, now);
    const budget = new Budget({
      spendingLog,
      now,
      limits: () => ({ dailyUsd: DAILY, monthlyUsd: MONTHLY }),
      onWarning: () => undefined,
      onRefusal: () => undefined,
      onUnpriced: () => undefined,
      onUnreadable: () => undefined,
      onTrouble: (error) => assert.fail(String(error)),
    });
    const living: Living = { name, spendingLog, budget, underWay: [], skewMs: 0 };
    return living;
  }

  private async ask({ budget, underWay, skewMs }: Living, most: number, alone: boolean): Promise<void> {
    const id = `call${this.made++}`;
    const at = new Date(this.clockMs + skewMs);
    try {
      const admitted = await budget.admit(most, 'panel', { id });
      const call: Call = { at, maxUsd: most };
      this.calls.push(call);
      underWay.push({ id, call, end: () => admitted.dispose() });
    } catch (error) {
      assert.ok(error instanceof OverBudgetError);
      const { state, callUsd } = error;
      assert.equal(callUsd, most);
      assert.ok(state.spentUsd + most > state.limitUsd - EPSILON, 'what fits is not refused');
      const spent = this.spent(at, state.period);
      if (alone) {
        assert.ok(state.spentUsd <= spent + EPSILON, `${state.spentUsd} is said, ${spent} is so`);
      }
    }
  }

  /** The sum of a day or month, and of all that is dated later. */
  private spent(at: Date, period: string): number {
    const key = period === 'day' ? dayKey : monthKey;
    return this.calls
      .filter((call) => key(call.at) >= key(at))
      .reduce((sum, { maxUsd: most, usd = most }) => sum + usd, 0);
  }

  private end({ spendingLog, underWay }: Living, { part: cost, how }: Extract<Step, { type: 'end' }>): void {
    const ended = underWay.shift();
    if (ended === undefined) {
      return;
    }
    ended.call.usd = how === 'isCancelled' ? 0 : ended.call.maxUsd * cost;
    if (how === 'ends') {
      spendingLog.add(ended.call.usd, 0, ended.id);
    }
    ended.end();
  }

  /** Another program tears or cuts a file whose window lives, which then hears of it. */
  private async damage({
    type,
    window: index,
    part: where,
  }: Extract<Step, { type: 'tear' | 'cut' }>): Promise<void> {
    await this.look();
    const names = this.files().filter((name) => name.endsWith(`-${this.window(index).name}.ndjson`));
    for (const name of names) {
      const path = join(this.folder, name);
      if (type === 'tear') {
        appendFileSync(path, '{"type":"call","at":1');
      } else {
        truncateSync(path, Math.floor(where * 200));
      }
    }
    await this.look();
  }

  private files(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }

  private async look(): Promise<void> {
    for (const { spendingLog } of this.windows) {
      await spendingLog.totals();
    }
  }
}

const dayKey = (at: Date) => `${monthKey(at)}-${String(at.getDate()).padStart(2, '0')}`;
const monthKey = (at: Date) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`;
const periods: readonly (readonly [name: string, limit: number, key: (at: Date) => string])[] = [
  ['day', DAILY, dayKey],
  ['month', MONTHLY, monthKey],
];

describe('a budget of several windows', () => {
  it('is never passed, whatever happens to windows, clocks and files', async function () {
    this.timeout(240_000);
    await holdsInTime(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const world = new World();
        try {
          for (const next of steps) {
            await world.do(next);
            world.check();
          }
        } finally {
          world.dispose();
        }
      }),
      Number(process.env['RUNS'] ?? 60),
    );
  });
});

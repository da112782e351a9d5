import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import type { Findings } from './findings';
import type { Harness, Round } from './harness';
import { LocalDays } from './localDays';
import { SharedClock, type ClockJump } from './sharedClock';
import { Spent } from './spent';
import { Told } from './told';
import type { SpendingArgument, SpendingTold } from './windows/spending';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Instants where calendars turn, and one where nothing happens. */
const STARTS = [
  new Date(2026, 10, 11, 12),
  new Date(2026, 10, 11, 23, 59, 58),
  new Date(2026, 10, 30, 23, 59, 58),
  new Date(2026, 11, 31, 23, 59, 58),
  new Date(2028, 1, 28, 23, 59, 58),
];
const JUMPS_MS = [30_000, 10 * MINUTE_MS, 50 * MINUTE_MS, 2 * 60 * MINUTE_MS, DAY_MS, 31 * DAY_MS];

/** Windows that spend at once against one budget, while some are killed and the clock jumps. */
export const budget: Harness = {
  name: 'budget',
  async run(round) {
    const { directory, random, ms, findings } = round;
    const plan = planOf(round);
    const windows = Array.from({ length: random.between(2, 4) }, async (_, index) => {
      const lifeMs = random.percent(50) ? random.between(300, ms) : ms;
      const argument: SpendingArgument = { ...plan, ...windowOf(round, index) };
      const child = round.children.start(round.programs.spending, [JSON.stringify(argument)]);
      await child.said((line) => line === 'started');
      await sleep(lifeMs);
      child.kill();
      const failure = await child.ended;
      if (failure !== undefined) {
        findings.problems.push(`A window ${failure}`);
      }
      return new Told(argument.told).read<SpendingTold>();
    });
    const spent = new Spent(await Promise.all(windows), new LocalDays());
    findings.cases += spent.asked;
    expectCapped(findings, spent, 'day', plan.dailyUsd);
    expectCapped(findings, spent, 'month', plan.monthlyUsd);
    const clock = new SharedClock(plan.startedAtMs, plan.startsAtMs, plan.jumps);
    await expectCounted(round, join(directory, 'usage'), spent, clock.heldMs);
  },
};

/** The property that the documentation gives: never past the cap by more than one admitted call. */
function expectCapped(
  findings: Findings,
  spent: Spent,
  period: 'day' | 'month',
  limitUsd: number | null,
): void {
  if (limitUsd === null) {
    return;
  }
  for (const [when, usd] of spent.by(period)) {
    if (usd > limitUsd + spent.dearestUsd) {
      findings.pastCap.add(when);
      const call = `the dearest call was ${String(spent.dearestUsd)}`;
      findings.problems.push(`${when}: ${String(usd)} of a cap of ${String(limitUsd)} USD; ${call}`);
    }
  }
}

function planOf({ directory, random, ms }: Round) {
  const jumps: ClockJump[] = [];
  for (let afterMs = random.between(0, ms); afterMs < ms; afterMs += random.between(200, ms)) {
    const byMs = random.pick(JUMPS_MS) * random.pick([-1, 1]) + (jumps.at(-1)?.byMs ?? 0);
    jumps.push({ afterMs, byMs });
  }
  const maxParts = random.between(1, 100);
  const limitUsd = (random.between(0, 40) * maxParts) / 1024;
  const which = random.pick(['day', 'month', 'both']);
  return {
    directory: join(directory, 'usage'),
    dailyUsd: which === 'month' ? null : limitUsd,
    monthlyUsd: which === 'day' ? null : limitUsd * random.pick([1, 2]),
    maxParts,
    startedAtMs: Date.now(),
    startsAtMs: random.pick(STARTS).getTime(),
    jumps,
  };
}

function windowOf({ directory, random }: Round, index: number) {
  const windowId = `w${String(index)}`;
  return { windowId, told: join(directory, windowId), seed: random.fork() };
}

/** Another window, opened now, counts what was spent today: what was told, and what a kill left open. */
async function expectCounted(
  { findings }: Round,
  directory: string,
  spent: Spent,
  nowMs: number,
): Promise<void> {
  const spendingLog = new SpendingLog(directory, 'reader', () => new Date(nowMs));
  const { today, month } = await spendingLog.totals();
  spendingLog.dispose();
  for (const [period, { usd }] of [
    ['day', today],
    ['month', month],
  ] as const) {
    const { minCostUsd, maxCostUsd } = spent.counted(period, nowMs);
    findings.expectBetween(`USD spent in this ${period}`, usd, minCostUsd, maxCostUsd);
  }
}

// A window that asks the budget before each call, spends at most what it asked for, and tells about both.
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { Budget } from '../../../src/core/spending/budget';
import { OverBudgetError } from '../../../src/core/spending/budgetErrors';
import { SpendingLog } from '../../../src/core/spending/spendingLog';
import { Random } from '../random';
import { SharedClock, type ClockJump } from '../sharedClock';
import { Told } from '../told';

/** How the window is started. */
export interface SpendingArgument {
  readonly directory: string;
  readonly windowId: string;
  readonly told: string;
  readonly seed: number;
  readonly dailyUsd: number | null;
  readonly monthlyUsd: number | null;
  /** The dearest call, in {@link PARTS} of a dollar. */
  readonly maxParts: number;
  /** When the machine's clock was started, and how it jumps; milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly startsAtMs: number;
  readonly jumps: readonly ClockJump[];
}

/** Messages of the window about a call: whether the budget let it begin, and before it is counted, and after. */
export interface SpendingTold {
  readonly event: 'refused' | 'admitted' | 'counting' | 'counted';
  readonly call: number;
  /** On the window's clock, milliseconds since 1970: when this step began, and when it had ended. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly usd: number;
}

/** Dollars are counted in parts of this, so that sums of floating point numbers are exact. */
const PARTS = 1024;
/** Nobody kills a window whose soak was killed itself. */
const LIFE_MS = 120_000;

const argument = JSON.parse(process.argv[2] ?? '') as SpendingArgument;
const random = new Random(argument.seed);
const clock = new SharedClock(argument.startedAtMs, argument.startsAtMs, argument.jumps);
const now = (): Date => new Date(clock.heldMs);
const told = new Told(argument.told);
const spendingLog = new SpendingLog(argument.directory, argument.windowId, now);
const budgetParts = {
  spendingLog,
  now,
  limits: () => ({ dailyUsd: argument.dailyUsd, monthlyUsd: argument.monthlyUsd }),
  onWarning: () => undefined,
  onRefusal: () => undefined,
  onUnpriced: () => undefined,
  onUnreadable: () => undefined,
  onTrouble: (error: unknown) => {
    throw error;
  },
};
const budget = new Budget(budgetParts);

console.log('started');
// Several lanes are calls at once in one window.
await Promise.all(Array.from({ length: random.between(1, 4) }, (_, lane) => spend(lane * 1_000_000)));

async function spend(firstCall: number): Promise<void> {
  for (let call = firstCall; performance.now() < LIFE_MS; call += 1) {
    const parts = random.between(1, argument.maxParts);
    const fromMs = clock.hold();
    try {
      const id = ulid();
      const reservation = await budget.admit(parts / PARTS, 'panel', { id });
      tell('admitted', call, parts, fromMs);
      await sleep(random.between(0, 20));
      clock.hold();
      const spent = random.percent(50) ? parts : random.between(0, parts);
      tell('counting', call, spent);
      spendingLog.add(spent / PARTS, 0, id);
      tell('counted', call, spent);
      reservation.dispose();
    } catch (error) {
      if (!(error instanceof OverBudgetError)) {
        throw error;
      }
      tell('refused', call, parts, fromMs);
      await sleep(random.between(1, 10));
    }
  }
}

function tell(event: SpendingTold['event'], call: number, parts: number, fromMs = clock.heldMs): void {
  told.tell({ event, call, fromMs, toMs: clock.heldMs, usd: parts / PARTS } satisfies SpendingTold);
}

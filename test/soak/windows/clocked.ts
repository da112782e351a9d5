// Windows on a machine whose clock goes anywhere: they spend and record, and tell what they did and were told.
import { SpendingLog } from '../../../src/core/spending/spendingLog';
import type { Spending } from '../../../src/core/spending/spendingLines';
import { Logger } from '../../../src/core/logging/logger';
import { Redactor } from '../../../src/core/logging/redaction';
import { Journal } from '../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../src/core/metrics/recorder';
import { Random } from '../random';
import { Told } from '../told';

/** How the process is started; its time zone is that of its environment. */
export interface ClockedArgument {
  readonly directory: string;
  readonly told: string;
  readonly seed: number;
  /** The instants of the clock, step by step: milliseconds since 1970. */
  readonly instants: readonly number[];
}

/** Messages of the process about a step. */
export type ClockedTold = { readonly atMs: number } & (
  | { readonly did: 'call'; readonly usd: number | null }
  | { readonly did: 'reserve' | 'release'; readonly id: string; readonly usd: number }
  | {
      readonly did: 'ask';
      readonly today: Spending;
      readonly month: Spending;
      /** The most that this month's calls under way may cost. */
      readonly reservedUsd: number;
    }
);

const argument = JSON.parse(process.argv[2] ?? '') as ClockedArgument;
const random = new Random(argument.seed);
const told = new Told(argument.told);
let atMs = 0;
const spendingLogs = Array.from(
  { length: random.between(1, 3) },
  (_, index) => new SpendingLog(`${argument.directory}/usage`, `w${String(index)}`, () => new Date(atMs)),
);
const recorder = new InvocationRecorder(
  new Journal({ directory: `${argument.directory}/journal`, windowId: 'w' }),
  new Logger({ sinks: [], redactor: new Redactor() }),
  { now: () => atMs },
);
const reserved: { readonly id: string; readonly usd: number; readonly spendingLog: SpendingLog }[] = [];

for (const [step, instant] of argument.instants.entries()) {
  atMs = instant;
  recorder.feedback('01ARZ3NDEKTSV4RRFFQ69G5FAV', null);
  await work(random.pick(spendingLogs), step);
}
recorder.dispose();
for (const spendingLog of spendingLogs) {
  spendingLog.dispose();
}

async function work(spendingLog: SpendingLog, step: number): Promise<void> {
  const usd = random.between(0, 4096) / 1024;
  switch (random.pick(['call', 'call', 'reserve', 'release', 'ask', 'ask'] as const)) {
    case 'call': {
      const known = random.percent(90) ? usd : null;
      spendingLog.add(known);
      return tell({ atMs, did: 'call', usd: known });
    }
    case 'reserve':
      spendingLog.reserve(`r${String(step)}`, usd);
      reserved.push({ id: `r${String(step)}`, usd, spendingLog });
      return tell({ atMs, did: 'reserve', id: `r${String(step)}`, usd });
    case 'release': {
      const ended = reserved.shift();
      if (ended !== undefined) {
        ended.spendingLog.release(ended.id);
        tell({ atMs, did: 'release', id: ended.id, usd: ended.usd });
      }
      return;
    }
    case 'ask': {
      const totals = await spendingLog.totals();
      const { today, month } = totals;
      const reserved = Object.entries(totals).filter(([name]) => name.startsWith('reserved'));
      const reservedUsd = Math.max(...reserved.map(([, usd]) => Number(usd)));
      return tell({ atMs, did: 'ask', today, month, reservedUsd });
    }
  }
}

function tell(value: ClockedTold): void {
  told.tell(value);
}

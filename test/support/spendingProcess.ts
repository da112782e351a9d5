import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Budget } from '../../src/core/spending/budget';
import { OverBudgetError } from '../../src/core/spending/budgetErrors';
import { SpendingLog } from '../../src/core/spending/spendingLog';

/**
 * A process that asks several questions at a time until nothing fits into the budget any more. It says what it
 * does before anybody could know of it otherwise: a line for each call that is admitted, and one for its end.
 */
const [folder = '', id = '', limit = '', seed = ''] = process.argv.slice(2);
const spendingLog = new SpendingLog(folder, id);
const budget = new Budget({
  spendingLog,
  limits: () => ({ dailyUsd: null, monthlyUsd: Number(limit) }),
  onWarning: () => undefined,
  onRefusal: () => undefined,
  onUnpriced: () => undefined,
  onUnreadable: () => undefined,
  onTrouble: (error) => {
    throw error;
  },
});
let state = Number(seed);
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const say = (...words: readonly (string | number)[]) => writeSync(1, `${words.join(' ')}\n`);

async function ask(call: string): Promise<boolean> {
  const maxUsd = Math.round(random() * 20) / 1000;
  try {
    const admitted = await budget.admit(maxUsd, 'panel', { id: call });
    say('admitted', call, maxUsd);
    await sleep(random() * 20);
    const usd = maxUsd * random();
    say('ended', call, usd);
    spendingLog.add(usd, 0, call);
    admitted.dispose();
    return true;
  } catch (error) {
    if (!(error instanceof OverBudgetError)) {
      throw error;
    }
    return false;
  }
}

say('ready');
let refused = 0;
for (let round = 0; refused < 10; round += 1) {
  const asked = await Promise.all([0, 1, 2].map((index) => ask(`${id}-${round}-${index}`)));
  refused += asked.includes(true) ? 0 : 1;
}
spendingLog.dispose();
say('done');

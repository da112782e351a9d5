import { setTimeout as sleep } from 'node:timers/promises';
import { Budget } from '../../src/core/spending/budget';
import { OverBudgetError } from '../../src/core/spending/budgetErrors';
import { SpendingLog } from '../../src/core/spending/spendingLog';

/** A process that spends as a window does: calls of one price, one after another, until the budget stops it. */
const [folder = '', id = '', limit = '', price = '', startAt = ''] = process.argv.slice(2);
const usd = Number(price);
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
// All begin at the same moment, or none would meet another.
await sleep(Math.max(0, Number(startAt) - Date.now()));
let [sent, refused] = [0, 0];
for (let call = 0; call < 20; call += 1) {
  try {
    const reservation = await budget.admit(usd, 'panel');
    spendingLog.add(usd);
    reservation.dispose();
    sent += 1;
  } catch (error) {
    if (!(error instanceof OverBudgetError)) {
      throw error;
    }
    refused += 1;
  }
}
spendingLog.dispose();
process.stdout.write(JSON.stringify({ sent, refused }));

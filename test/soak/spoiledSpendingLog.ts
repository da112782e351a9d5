import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { noise } from './damage';
import type { Round } from './harness';

/** Windows count calls while their files are spoiled: what is counted after a damage is not swallowed by it. */
export async function spoilSpendingLog({ random, findings }: Round, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const spendingLogs = ['a', 'b'].map((windowId) => new SpendingLog(directory, windowId));
  let [minCostUsd, maxCostUsd] = [0, 0];
  try {
    for (let step = 0; step < 20; step += 1) {
      findings.cases += 1;
      const usd = random.between(0, 1024) / 1024;
      random.pick(spendingLogs).add(usd);
      [minCostUsd, maxCostUsd] = [minCostUsd + usd, maxCostUsd + usd];
      const names = readdirSync(directory);
      switch (random.pick(['nothing', 'nothing', 'torn', 'noise', 'deleted'] as const)) {
        case 'nothing':
          break;
        case 'torn':
          appendFileSync(join(directory, random.pick(names)), '{"type":"call","at":17');
          break;
        case 'noise':
          appendFileSync(join(directory, random.pick(names)), noise(random, 100));
          break;
        case 'deleted':
          rmSync(directory, { recursive: true });
          minCostUsd = 0;
          break;
      }
      const { usd: counted } = (await random.pick(spendingLogs).totals()).month;
      findings.expectBetween('USD in a spoiled spending log', counted, minCostUsd, maxCostUsd);
    }
  } finally {
    spendingLogs.forEach((spendingLog) => spendingLog.dispose());
  }
}

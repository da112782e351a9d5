import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageLedger } from '../../src/core/spending/spendingLog';
import { noise } from './damage';
import type { Round } from './harness';

/** Windows count calls while their files are spoilt: what is counted after a damage is not swallowed by it. */
export async function spoilLedger({ random, findings }: Round, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const ledgers = ['a', 'b'].map((windowId) => new UsageLedger(directory, windowId));
  let [leastUsd, mostUsd] = [0, 0];
  try {
    for (let step = 0; step < 20; step += 1) {
      findings.cases += 1;
      const usd = random.between(0, 1024) / 1024;
      random.pick(ledgers).add(usd);
      [leastUsd, mostUsd] = [leastUsd + usd, mostUsd + usd];
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
          leastUsd = 0;
          break;
      }
      const { usd: counted } = (await random.pick(ledgers).totals()).month;
      findings.expectBetween('USD in a spoilt ledger', counted, leastUsd, mostUsd);
    }
  } finally {
    ledgers.forEach((ledger) => ledger.dispose());
  }
}

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addAmounts } from '../../../../src/core/finops/amounts';
import { openEngine, temporaryFolder } from './engine';

describe('the figures of cost data', function () {
  this.timeout(60_000);

  it('sum up services beyond a thousand, with an exact total', async () => {
    const { engine } = await openEngine();
    try {
      const path = join(temporaryFolder(), 'many.csv');
      const rows = Array.from({ length: 3_000 }, (_, at) => `service ${at},${3_000 - at}.25`);
      writeFileSync(path, `service,amount\n${rows.join('\n')}\n`);
      const mapping = { cost: 'amount', service: 'service', currencyCode: 'USD' };
      const { id } = await engine.load([path], { mapping });
      const { services, total } = await engine.summary(id);
      assert.equal(services.length, 1_001);
      assert.deepEqual(services.at(-2), { name: 'service 999', cost: '2001.25', rows: 1 });
      assert.deepEqual(services.at(-1), { name: 'Other: 2,000 more services', cost: '2001500', rows: 2_000 });
      assert.equal(addAmounts(services.map(({ cost }) => cost)), total);
    } finally {
      engine.dispose();
    }
  });
});

import assert from 'node:assert/strict';
import { columnsOf } from '../../../../../src/core/finops/athena/results';
import { CostSums } from '../../../../../src/core/finops/athena/sums';
import { FinopsError } from '../../../../../src/core/finops/finopsError';

describe('a result of Athena', () => {
  const infos = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ Name: `c${at}`, Type: 'varchar' }));

  it('has as many columns as somebody reads, and says so when there are more', () => {
    assert.equal(columnsOf(infos(500), 'SELECT * FROM source').length, 500);
    assert.throws(
      () => columnsOf(infos(501), 'SELECT * FROM source'),
      (error) => error instanceof FinopsError && /501 columns.*Name the columns/.test(error.message),
    );
  });

  it('sums up services beyond a thousand, and cuts names that nobody could read', () => {
    const rows = Array.from({ length: 1_500 }, (_, at) => {
      const name = `${String(at).padStart(4, '0')}${'s'.repeat(1_000)}`;
      return ['USD', 'Usage', name, null, 1, 1, '1.5'];
    });
    const scope = { measure: 'BilledCost' as const, currency: 'USD', leaveOut: [] };
    const { services, total } = new CostSums({ rows }).summary(scope, 'Cost', 3);
    assert.equal(total, '2250');
    assert.equal(services.length, 1_001);
    assert.deepEqual(services.at(-1), { name: 'Other: 500 more services', cost: '750', rows: 500 });
    assert.equal(services[0]?.name.length, 301);
  });
});

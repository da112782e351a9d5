import assert from 'node:assert/strict';
import { AthenaEngine } from '../../../../../src/core/finops/athena/athenaEngine';
import type { AthenaSource } from '../../../../../src/core/finops/athena/athenaSource';
import { addAmounts } from '../../../../../src/core/finops/amounts';
import type { CostSummary } from '../../../../../src/protocol/finops';
import { sampleTable, startAthenaEmulator, type AthenaEmulator } from '../../../../support/emulators/athena';
import { openSource } from './openSource';

describe('a table in Athena as a data set', () => {
  const table = sampleTable('cur-2.0', 3000, 11);
  const { truth } = table;
  const watched: string[] = [];
  let emulator: AthenaEmulator;
  let source: AthenaSource;
  let engine: AthenaEngine;

  before(async () => {
    emulator = await startAthenaEmulator({ tables: [table] });
    source = await openSource(emulator, table.name, () => Promise.resolve({ limited: false }));
    engine = new AthenaEngine(source, (title, work) => {
      watched.push(title);
      return work(new AbortController().signal, () => undefined);
    });
  });
  after(async () => {
    await emulator.close();
  });

  const byName = (groups: CostSummary['services']) =>
    Object.fromEntries(groups.map(({ name, cost }) => [name, cost]));

  it('has the figures that were added up while it was made, from one query', async () => {
    const dataSet = await engine.load([]);
    const summary = await engine.summary(dataSet.id);
    assert.deepEqual([dataSet.rows, summary.rows, summary.total], [truth.rows, truth.rows, truth.total]);
    assert.deepEqual(byName(summary.services), truth.services);
    assert.deepEqual(byName(summary.days), truth.days);
    assert.deepEqual(byName(summary.categories), truth.categories);
    assert.deepEqual(dataSet.currencies, [{ currency: 'USD', rows: truth.rows }]);
    assert.deepEqual([emulator.executions.all.length, watched], [1, ['billing.cur_2_0']]);
    assert.match(dataSet.notices.join(' '), /partitioned by billing_period/);
  });

  it('leaves out what the scope does without, in figures and in queries, and scans nothing anew for the figures', async () => {
    const before = emulator.executions.all.length;
    const { scope } = await engine.summary('');
    const summary = await engine.summary('', { ...scope, leaveOut: ['Credit', 'Tax'] });
    assert.equal(emulator.executions.all.length, before);
    const { Credit = '0', Tax = '0' } = truth.categories;
    assert.equal(addAmounts([summary.total, Credit, Tax]), truth.total);
    const sql = 'SELECT sum(Cost) AS Cost, count(*) AS Lines FROM costs';
    const result = await engine.query('', sql, { scope: summary.scope });
    assert.deepEqual(result.rows, [[summary.total, summary.rows]]);
    assert.match(result.note ?? '', /^Athena scanned 3 MB for this, about \$0\.00005 \(an estimate/);
  });

  it('asks anew after a failure, and for another of its costs', async () => {
    emulator.reset();
    await engine.close();
    emulator.fail({ operation: 'StartQueryExecution', error: 'AccessDeniedException' });
    await assert.rejects(engine.load([]), { reason: 'account' });
    await engine.load([]);
    const { scope } = await engine.summary('');
    const other = await engine.summary('', { ...scope, measure: 'ListCost' });
    assert.equal(other.measureTitle, 'Public on-demand cost');
    assert.equal(other.total, truth.total);
    assert.equal(emulator.executions.all.length, 2);
  });
});

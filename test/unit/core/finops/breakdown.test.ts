import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { costBrief } from '../../../../src/core/finops/conversation/costPrompt';
import { CostSession } from '../../../../src/core/finops/costSession';
import type { CostFilter } from '../../../../src/protocol/finops';
import type { CostView } from '../../../../src/protocol/finopsView';
import { openEngine, temporaryFolder } from './engine';

const BILL = `date,service,usage type,resource,cost (USD)
2026-10-01,EC2,BoxUsage,i-1,1
2026-10-02,EC2,BoxUsage,i-2,2
2026-10-03,EC2,BoxUsage,i-1,4
2026-10-03,EC2,EBS's,,8
2026-10-04,S3,Storage,bucket,16
2026-10-04,,Fee,,32
`;

describe('a part of cost data', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let engine: CostEngine;
  let session: CostSession;

  before(async () => {
    ({ engine } = await openEngine());
    session = new CostSession({
      engine,
      askMapping: () => Promise.resolve(undefined),
      onChange: () => undefined,
    });
    const path = join(folder, 'bill.csv');
    writeFileSync(path, BILL);
    await session.load([path]);
  });
  after(async () => {
    await session.close();
    engine.dispose();
  });

  async function choose(filter: CostFilter | undefined): Promise<CostView> {
    assert.ok(session.state.state === 'ready', JSON.stringify(session.state));
    const { measure, currency, leaveOut } = session.state.view.summary.scope;
    await session.setScope({ measure, currency, leaveOut, ...(filter && { filter }) });
    assert.equal(session.state.view.problem, '');
    return session.state.view;
  }

  const bars = ({ charts: { bar } }: CostView) =>
    bar.possible ? bar.series[0]?.parts.map(({ name, value, key }) => [name, value, key]) : bar.reason;

  it('is chosen by service, then by type of usage, then by resource', async () => {
    const all = await choose(undefined);
    assert.equal(all.drill?.dimension, 'service');
    assert.deepEqual(bars(all), [
      ['(none)', '32', ''],
      ['S3', '16', 'S3'],
      ['EC2', '15', 'EC2'],
    ]);
    const service = await choose({ service: 'EC2' });
    assert.deepEqual(
      [service.summary.total, service.summary.rows, service.drill?.dimension],
      ['15', 4, 'usageType'],
    );
    assert.deepEqual(bars(service), [
      ["EBS's", '8', "EBS's"],
      ['BoxUsage', '7', 'BoxUsage'],
    ]);
    const usage = await choose({ service: 'EC2', usageType: 'BoxUsage' });
    assert.deepEqual([usage.summary.total, usage.drill?.dimension], ['7', 'resource']);
    assert.deepEqual(bars(usage), [
      ['i-1', '5', 'i-1'],
      ['i-2', '2', 'i-2'],
    ]);
    const resource = await choose({ service: 'EC2', usageType: 'BoxUsage', resource: 'i-1' });
    assert.equal(resource.summary.total, '5');
    assert.deepEqual(bars(resource), [['i-1', '5', undefined]]);
    assert.deepEqual(resource.charts.time.possible && resource.charts.time.series[0]?.parts.length, 2);
    assert.equal((await choose({ service: '' })).summary.total, '32');
    assert.equal((await choose({ service: 'EC2', usageType: "EBS's" })).summary.total, '8');
  });

  it('is chosen by days, and stands beside as many days before where the data has them', async () => {
    const days = await choose({ from: '2026-10-03', to: '2026-10-04' });
    assert.equal(days.summary.total, '60');
    assert.deepEqual(days.drill?.before, { known: true, from: '2026-10-01', to: '2026-10-02', total: '3' });
    assert.deepEqual(days.drill.span, { first: '2026-10-01', last: '2026-10-04' });
    const more = await choose({ from: '2026-10-02', service: 'EC2' });
    assert.equal(more.summary.total, '14');
    assert.deepEqual(more.drill?.before, { known: false, days: 3, first: '2026-10-01' });
    assert.equal((await choose(undefined)).drill?.before, null);
  });

  it('is what analyses and questions are about, which a model is told', async () => {
    await choose({ service: 'EC2', to: '2026-10-02' });
    await session.runAnalysis('by-service');
    assert.ok(session.state.state === 'ready' && session.state.view.analysis.outcome.state === 'ended');
    const [row] = session.state.view.analysis.outcome.result.rows;
    assert.deepEqual(row?.slice(0, 2), ['EC2', '3']);
    assert.ok(session.data);
    assert.match(costBrief(session.data), /of the rows of these alone[^\n]*service "EC2", to "2026-10-02"/);
  });
});

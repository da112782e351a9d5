import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { CostSession } from '../../../../src/core/finops/costSession';
import { ReadingMemory } from '../../../../src/core/finops/readingMemory';
import type { CostView } from '../../../../src/protocol/finopsView';
import type { ShownReading } from '../../../../src/protocol/shownReading';
import { memento } from '../../../support/fakes/memento';
import { openEngine, temporaryFolder } from './engine';

describe('what a user says of how cost data is read', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let engine: CostEngine;
  let kept: ReturnType<typeof memento>;
  const sessions: CostSession[] = [];

  before(async () => {
    ({ engine } = await openEngine());
  });
  beforeEach(() => (kept = memento()));
  afterEach(() => Promise.all(sessions.map((session) => session.close())));
  after(() => engine.dispose());

  /** A session of a window of its own, with the memory of all. */
  function newSession(): CostSession {
    const session = new CostSession({
      engine,
      memory: new ReadingMemory(kept),
      askMapping: () => Promise.resolve({ cost: 'count', currencyCode: 'EUR' }),
      onChange: () => undefined,
    });
    sessions.push(session);
    return session;
  }

  function viewOf(session: CostSession): CostView & { reading: ShownReading } {
    const { state } = session;
    assert.ok(state.state === 'ready', JSON.stringify(state));
    assert.ok(state.view.reading);
    return { ...state.view, reading: state.view.reading };
  }

  function file(name: string, ...lines: readonly string[]): string {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }

  const DATES = ['date,service,cost (EUR)', '01/02/2025,EC2,1', '02/03/2025,S3,2'];

  it('is asked where days can be read in two ways, and nothing is shown by day until it is said', async () => {
    const session = newSession();
    await session.load([file('dates.csv', ...DATES)]);
    const asked = viewOf(session);
    assert.deepEqual(
      asked.reading.open.map(({ about, example }) => [about, example]),
      [['dateOrder', '01/02/2025']],
    );
    assert.equal(asked.summary.total, '3');
    assert.equal(asked.charts.time.possible, false);
    assert.deepEqual(
      asked.dataSet.notices.filter((notice) => notice.includes('01/02/2025')),
      [],
      'it is asked, and not said besides',
    );
    assert.match(asked.analyses.find(({ id }) => id === 'spikes')?.reason ?? '', /needs Day/);
    await session.answerReading({ dateOrder: 'dayFirst' });
    const { charts, reading, analyses } = viewOf(session);
    assert.deepEqual(charts.time.possible && charts.time.series[0]?.parts.map(({ name }) => name), [
      '2025-02-01',
      '2025-03-02',
    ]);
    assert.deepEqual([reading.open, reading.answered, reading.dateOrder], [[], 'now', 'dayFirst']);
    assert.equal(analyses.find(({ id }) => id === 'spikes')?.reason, null);
  });

  it('holds for files with the same header, says so, and can be forgotten', async () => {
    const first = newSession();
    await first.load([file('dates.csv', ...DATES)]);
    await first.answerReading({ dateOrder: 'monthFirst' });
    const next = newSession();
    await next.load([file('others.csv', ...DATES, '03/04/2025,S3,4')]);
    const { reading, charts } = viewOf(next);
    assert.equal(reading.answered, 'before');
    assert.deepEqual(
      charts.time.possible && charts.time.series[0]?.parts.map(({ name }) => name).at(-1),
      '2025-03-04',
    );
    await next.forgetReading();
    assert.deepEqual([viewOf(next).reading.answered, viewOf(next).reading.open.length], ['no', 1]);
    const last = newSession();
    await last.load([file('others.csv', ...DATES)]);
    assert.equal(viewOf(last).reading.answered, 'no');
  });

  it('changes the column of the cost, which has its reason, and keeps what was said before', async () => {
    const session = newSession();
    await session.load([file('two.csv', 'service,amount,net cost', 'EC2,430,2.5', 'S3,1,1.5')]);
    const { reading, summary } = viewOf(session);
    assert.equal(summary.total, '4');
    assert.deepEqual([reading.cost, reading.currency], ['net cost', null]);
    const [cost] = reading.change.roles;
    assert.deepEqual(cost?.candidates.map(({ column }) => column).sort(), ['amount', 'net cost']);
    assert.ok(cost.candidates.every(({ reason }) => reason !== ''));
    await session.answerReading({ currency: 'EUR' });
    await session.answerReading({ columns: { cost: 'amount', service: null } });
    const changed = viewOf(session);
    assert.equal(changed.summary.total, '431');
    assert.equal(changed.summary.scope.currency, 'EUR');
    assert.deepEqual([changed.reading.cost, changed.reading.service], ['amount', null]);
  });

  it('counts total rows where the user wants them', async () => {
    const session = newSession();
    await session.load([file('total.csv', 'service,cost USD', 'EC2,10', 'S3,5', 'Total,15')]);
    assert.equal(viewOf(session).reading.totalRows, 1);
    assert.equal(viewOf(session).summary.total, '15');
    await session.answerReading({ keepTotals: true });
    const { reading, summary } = viewOf(session);
    assert.deepEqual([summary.total, reading.totalRows, reading.keepTotals], ['30', 0, true]);
    assert.equal(reading.change.totals, true);
  });

  it('is asked for the cost where nothing looks like it, once for a header', async () => {
    const lines = ['service,count', 'EC2,12', 'S3,30'];
    const session = newSession();
    await session.load([file('counts.csv', ...lines)]);
    assert.deepEqual([viewOf(session).summary.total, viewOf(session).reading.cost], ['42', 'count']);
    const next = newSession();
    await next.load([file('counts.csv', ...lines, 'S3,8')]);
    const { summary, reading } = viewOf(next);
    assert.deepEqual([summary.total, summary.scope.currency, reading.answered], ['50', 'EUR', 'before']);
  });

  it('is not heeded where it does not fit a file, which says so', async () => {
    const first = newSession();
    await first.load([file('one.csv', 'service,note,cost', 'EC2,1,2', 'S3,2,3')]);
    await first.answerReading({ columns: { cost: 'note' } });
    const next = newSession();
    await next.load([file('one.csv', 'service,note,cost', 'EC2,cheap,2', 'S3,dear,3')]);
    const { summary, dataSet, reading } = viewOf(next);
    assert.deepEqual([summary.total, reading.answered], ['5', 'no']);
    assert.match(dataSet.notices[0] ?? '', /does not fit this one/);
  });

  it('can be little of a format that says all by itself', async () => {
    const session = newSession();
    await session.load([
      file(
        'focus.csv',
        'BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency',
        '1,2026-10-01T00:00:00Z,Usage,EC2,USD',
      ),
    ]);
    const { reading } = viewOf(session);
    assert.deepEqual(
      [reading.cost, reading.date, reading.currency],
      ['BilledCost', 'ChargePeriodStart', 'USD'],
    );
    assert.deepEqual(reading.change, {
      roles: [],
      dateOrder: false,
      decimalSign: false,
      currency: false,
      totals: false,
    });
  });
});

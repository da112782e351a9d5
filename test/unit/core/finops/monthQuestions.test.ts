import assert from 'node:assert/strict';
import { dayAfter, openQuestions, type Questions } from './questions';

/** Cost, day, kind of charge, service, and a resource's tags. */
const row = (cost: number | string, day: string, more: { kind?: string; service?: string } = {}) =>
  `${cost},${day},${more.kind ?? 'Usage'},${more.service ?? 'A'},u,r,`;

describe('questions about months', () => {
  let questions: Questions;
  before(async () => {
    questions = await openQuestions();
  });
  after(() => questions.close());

  it('put the month so far beside as many days of the last, to the last digit', async () => {
    const rows = [
      row('1.10', '2025-05-01'),
      row('2.20', '2025-05-02'),
      row('100', '2025-05-04'),
      row('4.05', '2025-06-01'),
      row('0.05', '2025-06-02'),
      row('0.40', '2025-06-03'),
      row('70', '2025-07-01', { kind: 'Tax' }),
    ];
    const told = await questions.ask('equal', rows, 'equal-days');
    assert.deepEqual(
      told.rows.map(({ Day, Period, CostToDate, Cost }) => [Day, Period, CostToDate, Cost]),
      [
        ['2025-06-01', '2025-05', '1.1', '1.1'],
        ['2025-06-01', '2025-06', '4.05', '4.05'],
        ['2025-06-02', '2025-05', '3.3', '2.2'],
        ['2025-06-02', '2025-06', '4.1', '0.05'],
        ['2025-06-03', '2025-05', '3.3', '0'],
        ['2025-06-03', '2025-06', '4.5', '0.4'],
      ],
    );
    assert.equal(
      told.note,
      'First 3 days: 4.50 USD in 2025-06, 3.30 USD in 2025-05, which is +1.20 USD (+36.4%). Of these days of 2025-05, 1 have no cost in this data; where they are missing, the comparison is too high.',
    );
  });

  it('compare no more days than the shorter month has, and say where there is no month before', async () => {
    const days = Array.from({ length: 59 }, (_, at) => row(1, dayAfter('2025-02-01', at)));
    const told = await questions.ask('march', days, 'equal-days');
    assert.equal(told.rows.length, 2 * 28);
    assert.match(told.note, /^First 28 days: 28\.00 USD in 2025-03, 28\.00 USD in 2025-02, which is \+0/);
    const alone = await questions.ask('alone', [row(1, '2025-02-03')], 'equal-days');
    assert.equal(alone.note, 'This data has nothing of 2025-01, so there is nothing to compare.');
  });

  it('hold each month against a budget, and say what it comes to at the same pace', async () => {
    const rows = [row('80.25', '2025-05-31'), row('30', '2025-06-10'), row('0.5', '2025-06-15')];
    const told = await questions.ask('budget', rows, 'budget', { budget: '50.125' });
    assert.deepEqual(told.rows, [
      {
        Period: '2025-05-01',
        Cost: '80.25',
        Budget: '50.125',
        Remaining: '-30.125',
        UsedPercent: 160.1,
        LastDay: '2025-05-31',
        DaysSoFar: 31,
        DaysInMonth: 31,
      },
      {
        Period: '2025-06-01',
        Cost: '30.5',
        Budget: '50.125',
        Remaining: '19.625',
        UsedPercent: 60.8,
        LastDay: '2025-06-15',
        DaysSoFar: 15,
        DaysInMonth: 30,
      },
    ]);
    assert.equal(
      told.note,
      '2025-06: 30.50 USD of 50.13 USD; 19.63 USD is left. That is 15 of 30 days; at the same pace the month comes to 61.00 USD.',
    );
    const over = await questions.ask('over', rows.slice(0, 1), 'budget', { budget: '50' });
    assert.equal(over.note, '2025-05: 80.25 USD of 50.00 USD, which is 30.25 USD over the budget.');
    const none = await questions.ask('none', rows, 'budget');
    assert.match(none.note, /^No budget was given/);
  });

  it('say of movers when the month before is not in the data in full', async () => {
    const told = await questions.ask(
      'movers',
      [row(1, '2025-05-30'), row(9, '2025-05-02'), row(5, '2025-06-02')],
      'movers',
    );
    assert.deepEqual(
      told.rows.map(({ Change, DaysCompared, DaysBefore }) => [Change, DaysCompared, DaysBefore]),
      [['-4', 2, 1]],
    );
    assert.match(told.note, /^Of the 2 days that are compared, the data has 1 in the month before/);
  });

  it('find spikes by median and median deviation, past a spike in the days before', async () => {
    // By mean and standard deviation the first spike hides the second.
    const costs = Array.from({ length: 30 }, (_, at) => (at === 20 ? 500 : at === 24 ? 60 : 10 + (at % 3)));
    const rows = costs.map((cost, at) => row(cost, dayAfter('2025-05-01', at)));
    const told = await questions.ask('spikes', rows, 'spikes');
    assert.deepEqual(
      told.rows.map(({ Day, Cost }) => [Day, Cost]),
      [
        ['2025-05-21', '500'],
        ['2025-05-25', '60'],
      ],
    );
    const [first] = told.rows;
    const before = costs.slice(0, 20).toSorted((a, b) => a - b);
    const median = ((before[9] ?? 0) + (before[10] ?? 0)) / 2;
    const deviations = before.map((cost) => Math.abs(cost - median)).toSorted((a, b) => a - b);
    const mad = ((deviations[9] ?? 0) + (deviations[10] ?? 0)) / 2;
    assert.equal(first?.['MedianBefore'], median);
    assert.equal(first['RobustDeviation'], Math.round(1.4826 * mad * 10_000) / 10_000);
    const calm = await questions.ask('calm', rows.slice(0, 15), 'spikes');
    assert.deepEqual([calm.rows, calm.note], [[], 'No day is out of line with those before it.']);
  });

  it('need days, and say so of data that has none', async () => {
    for (const id of ['forecast', 'budget', 'equal-days', 'movers', 'spikes']) {
      const told = await questions.ask(`dayless-${id}`, ['AmazonEC2,5'], id, {
        header: 'line_item_product_code,line_item_unblended_cost',
      });
      assert.match(told.note, /needs (Day|.*Day.*), which this data does not have/, id);
    }
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addAmounts, compareAmounts } from '../../../../src/core/finops/amounts';
import { chooseChart, drawChart, summaryCharts } from '../../../../src/core/finops/charts';
import { suggestQuestions } from '../../../../src/core/finops/suggestions';
import type { Cell, ColumnKind, CostSummary } from '../../../../src/protocol/finops';

function summaryOf(part: Partial<CostSummary> = {}): CostSummary {
  return {
    scope: { measure: 'BilledCost', currency: 'USD', leaveOut: [] },
    measureTitle: 'Unblended cost',
    rows: 10,
    total: '10',
    columnCount: 5,
    services: [
      { name: 'A', cost: '8', rows: 5 },
      { name: 'B', cost: '2', rows: 5 },
    ],
    days: [
      { name: '2025-01-01', cost: '12', rows: 5 },
      { name: '2025-01-02', cost: '-2', rows: 5 },
    ],
    categories: [{ name: 'Usage', cost: '10', rows: 10 }],
    untagged: null,
    ...part,
  };
}

function resultOf(columns: readonly [string, ColumnKind][], rows: Cell[][]) {
  return { columns: columns.map(([name, kind]) => ({ name, kind })), rows };
}

describe('charts of cost data', () => {
  it('add and compare decimals exactly', () => {
    const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(fc.array(units), (list) => {
        const texts = list.map((value) => {
          const digits = (value < 0n ? -value : value).toString().padStart(21, '0');
          return `${value < 0n ? '-' : ''}${digits.slice(0, -20)}.${digits.slice(-20)}`;
        });
        const sum = list.reduce((total, value) => total + value, 0n);
        const expected = (sum < 0n ? -sum : sum).toString().padStart(21, '0');
        const text = `${expected.slice(0, -20)}.${expected.slice(-20)}`.replace(/\.?0+$/, '');
        assert.equal(addAmounts(texts), sum < 0n ? `-${text}` : text);
      }),
    );
    assert.equal(compareAmounts('0.1', '0.10'), 0);
    assert.equal(compareAmounts('-2', '-10'), 1);
  });

  it('write out numbers of any size', () => {
    const values = [1e21, -1e30, 1.7976931348623157e308, 5e-324, 1e-7, 0.5];
    const result = resultOf(
      [
        ['Name', 'text'],
        ['Cost', 'number'],
      ],
      values.map((value, at) => [`n${at}`, value]),
    );
    const chart = drawChart(result, { label: 'Name', value: 'Cost' }, 'bar');
    assert.ok(chart.possible);
    const parts = chart.series[0]?.parts ?? [];
    assert.equal(parts.length, values.length);
    for (const { name, value } of parts) {
      assert.match(value, /^-?\d+(\.\d+)?$/);
      assert.ok(
        Math.abs(Number(value) - (values[Number(name.slice(1))] ?? NaN)) < 1e-20,
        `${name}: ${value}`,
      );
    }
    assert.ok(chooseChart(result));
  });

  it('show services as bars and parts, and days over time', () => {
    const { bar, pie, time } = summaryCharts(summaryOf());
    assert.ok(bar.possible && pie.possible && time.possible);
    assert.deepEqual(bar.series[0]?.parts, [
      { name: 'A', value: '8' },
      { name: 'B', value: '2' },
    ]);
    assert.deepEqual(
      time.series[0]?.parts.map(({ name }) => name),
      ['2025-01-01', '2025-01-02'],
    );
  });

  it('never show a pie with negative parts, or of nothing', () => {
    const services = [
      { name: 'A', cost: '8', rows: 1 },
      { name: 'Credits', cost: '-3', rows: 1 },
    ];
    const { pie } = summaryCharts(summaryOf({ services }));
    assert.ok(!pie.possible);
    assert.match(pie.reason, /Credits is below zero.*bars/);
    const zero = summaryCharts(summaryOf({ services: [{ name: 'A', cost: '0', rows: 1 }] }));
    assert.equal(zero.pie.possible, false);
  });

  it('put the smallest parts of a pie together, exactly, and say so', () => {
    const services = Array.from({ length: 30 }, (_, at) => ({
      name: `S${at}`,
      cost: `${30 - at}.1`,
      rows: 1,
    }));
    const { bar, pie } = summaryCharts(summaryOf({ services }));
    assert.ok(bar.possible && pie.possible);
    assert.equal(bar.series[0]?.parts.length, 10);
    assert.match(bar.note ?? '', /first 10 of 30/);
    const parts = pie.series[0]?.parts ?? [];
    assert.deepEqual(parts.at(-1), { name: 'Other', value: '233.1' });
    assert.equal(addAmounts(parts.map(({ value }) => value)), addAmounts(services.map(({ cost }) => cost)));
  });

  it('choose a curve where there are days, with one for each name', () => {
    const rows: Cell[][] = [
      ['2025-01-01', 'A', '1.5', 3],
      ['2025-01-01', 'B', '2', 3],
      ['2025-01-02', 'A', '3', 3],
    ];
    const result = resultOf(
      [
        ['Day', 'date'],
        ['ServiceName', 'text'],
        ['Cost', 'decimal'],
        ['Rows', 'integer'],
      ],
      rows,
    );
    const choice = chooseChart(result);
    assert.ok(choice);
    assert.deepEqual(choice.columns, { label: 'Day', value: 'Cost', series: 'ServiceName' });
    assert.deepEqual(choice.kinds, ['time', 'bar']);
    const chart = drawChart(result, choice.columns, 'time');
    assert.ok(chart.possible);
    assert.deepEqual(
      chart.series.map(({ name, parts }) => [name, parts.length]),
      [
        ['A', 2],
        ['B', 1],
      ],
    );
  });

  it('take days that are text for days, and a cost rather than a share or a count', () => {
    const choice = chooseChart(
      resultOf(
        [
          ['d', 'text'],
          ['SharePercent', 'number'],
          ['n', 'integer'],
          ['spend', 'decimal'],
        ],
        [['2025-01', 3, 4, '1']],
      ),
    );
    assert.deepEqual(choice?.columns, { label: 'd', value: 'spend', series: undefined });
    assert.equal(choice.kinds[0], 'time');
  });

  it('offer a pie where all parts are positive, and none where one is not', () => {
    const columns: [string, ColumnKind][] = [
      ['Service', 'text'],
      ['Cost', 'decimal'],
    ];
    const positive = [
      ['A', '1'],
      ['B', '2'],
    ];
    assert.deepEqual(chooseChart(resultOf(columns, positive))?.kinds, ['bar', 'pie']);
    assert.deepEqual(chooseChart(resultOf(columns, [...positive, ['C', '-1']]))?.kinds, ['bar']);
  });

  it('choose nothing where there is nothing to show', () => {
    assert.equal(chooseChart(resultOf([['Cost', 'decimal']], [['1']])), undefined);
    assert.equal(chooseChart(resultOf([['Service', 'text']], [['A']])), undefined);
    const empty = resultOf(
      [
        ['Service', 'text'],
        ['Cost', 'decimal'],
      ],
      [],
    );
    assert.equal(chooseChart(empty), undefined);
    assert.equal(drawChart(empty, { label: 'x', value: 'y' }, 'bar').possible, false);
  });
});

describe('suggested questions', () => {
  const columns = ['Day', 'ServiceName', 'UsageType', 'RegionId'].map((name) => ({ name, type: 'VARCHAR' }));

  it('are five, different, and made from the data', () => {
    const summary = summaryOf({
      untagged: { rows: 3, rowShare: 0.29, cost: '1', costShare: 0.1 },
      categories: [
        { name: 'Usage', cost: '12', rows: 8 },
        { name: 'Credit', cost: '-2', rows: 2 },
      ],
    });
    const list = suggestQuestions({ costsColumns: columns, tagKeys: ['team'] }, summary);
    assert.equal(list.length, 5);
    assert.equal(new Set(list.map(({ question }) => question)).size, 5);
    const all = list.map(({ question }) => question).join('\n');
    assert.match(all, /Why does A cost 80% of the total/);
    assert.match(all, /2025-01-01 the most expensive/);
    assert.match(all, /2025-01-02 below zero/);
    assert.match(all, /29% of rows without a tag/);
    assert.match(all, /credits and refunds/);
  });

  it('are five also where there is next to nothing', () => {
    const bare = summaryOf({ services: [{ name: '', cost: '1', rows: 1 }], days: [], categories: [] });
    const list = suggestQuestions({ costsColumns: [], tagKeys: [] }, bare);
    assert.equal(new Set(list.map(({ question }) => question)).size, 5);
  });

  it('say no share of a total that credits have turned', () => {
    const list = suggestQuestions({ costsColumns: columns, tagKeys: [] }, summaryOf({ total: '-1' }));
    assert.match(list[0]?.question ?? '', /Why does A cost the most/);
  });
});

import assert from 'node:assert/strict';
import type { AskedQuery } from '../../../../../src/protocol/costConversation';
import type { Cell } from '../../../../../src/protocol/finops';
import { citeNumbers } from '../../../../../src/core/finops/conversation/citations';

const summary = { rows: 4_321, total: '9876.54321' };

function query(id: string, rows: Cell[][]): AskedQuery {
  const columns = (rows[0] ?? []).map((_, at) => ({ name: `c${at}`, kind: 'decimal' as const }));
  const result = { columns, rows, rowCount: rows.length, truncated: false, elapsedMs: 1 };
  return { toolUseId: id, id, purpose: '', sql: '', outcome: { state: 'ended', result } };
}

function cite(text: string, ...queries: AskedQuery[]) {
  const { cited, uncited } = citeNumbers('m', text, queries, summary);
  return { cited: cited.map((one) => [one.text, one.queryId, one.cell]), uncited };
}

describe('The numbers of an answer', () => {
  it('lead to the cell that has them, also rounded and with separators', () => {
    const q1 = query('q1', [
      ['EC2', '1234.5678'],
      ['S3', 12.5],
    ]);
    assert.deepEqual(cite('EC2 is $1,234.57 and S3 12.50 USD.', q1), {
      cited: [
        ['1,234.57', 'q1', { row: 0, column: 1 }],
        ['12.50', 'q1', { row: 1, column: 1 }],
      ],
      uncited: [],
    });
  });

  it('lead to it as a German answer writes them, and are missed there too', () => {
    const q1 = query('q1', [
      ['EC2', '10351.06'],
      ['S3', 12.5],
      ['Zeilen', 1234],
    ]);
    const text = 'EC2 kostet 10.351,06 $, S3 12,50 $, bei 1.234 Zeilen; sonst nichts über 98.765,43 $.';
    assert.deepEqual(cite(text, q1), {
      cited: [
        ['10.351,06', 'q1', { row: 0, column: 1 }],
        ['12,50', 'q1', { row: 1, column: 1 }],
        ['1.234', 'q1', { row: 2, column: 1 }],
      ],
      uncited: ['98.765,43'],
    });
    assert.deepEqual(cite('Am 28.11.2026 mit Version 1.104.0', q1), { cited: [], uncited: [] });
  });

  it('are missed where no query gave them', () => {
    const q1 = query('q1', [['1234.5678']]);
    assert.deepEqual(cite('It is 1,234.58, or 43.1 %, or 5000.', q1).uncited, ['1,234.58', '43.1', '5000']);
  });

  it('come from the newest query that has them, and then from the figures of the data', () => {
    const [q1, q2] = [query('q1', [['700.25']]), query('q2', [['700.25']])];
    assert.deepEqual(cite('700.25 of 9,876.54 in 4321 rows', q1, q2).cited, [
      ['700.25', 'q2', { row: 0, column: 0 }],
      ['9,876.54', 'data', null],
      ['4321', 'data', null],
    ]);
  });

  it('may be shares of a whole, credits without their sign, and counts of rows', () => {
    const rows = Array.from({ length: 40 }, (_, at) => [at === 0 ? '-18.75' : at === 1 ? 0.4312 : null]);
    assert.deepEqual(cite('A credit of $18.75, 43.1 %, over 40 groups', query('q1', rows)), {
      cited: [
        ['18.75', 'q1', { row: 0, column: 0 }],
        ['43.1', 'q1', { row: 1, column: 0 }],
        ['40', 'q1', null],
      ],
      uncited: [],
    });
  });

  it('are no dates, years, places in a list, small counts, names of things or code', () => {
    const text =
      '1. On 2026-10-28 the 3 highest of 2026, m5.4xlarge in us-east-1\n2. `LIMIT 500`\n```\n999.99\n```';
    assert.deepEqual(cite(text, query('q1', [['77.7']])), { cited: [], uncited: [] });
  });

  it('are not found in a query that failed', () => {
    const failed: AskedQuery = {
      ...query('q1', []),
      outcome: { state: 'failed', message: 'no column 123.45' },
    };
    assert.deepEqual(cite('123.45', failed).uncited, ['123.45']);
  });

  it('are no places in a list, wherever its lines begin', () => {
    assert.deepEqual(
      cite('Shares:\n\n  101. of\n\t102) it\r\n103. all', query('q1', [['77.7']])).uncited,
      [],
    );
  });

  it('are found in a time that grows with the answer alone', () => {
    const units = [
      '\n',
      ' \n',
      '\t',
      '\r\n',
      '1',
      '`\n',
      '```\n',
      ',111',
      '1.1',
      '1,',
      '−1',
      '-',
      '1 ',
      '1. ',
      '\u00a0',
      '1 %',
    ];
    for (const unit of units) {
      const { uncited } = cite(`Total 555${unit.repeat(1_000_000 / unit.length)}x`, query('q1', [['77.7']]));
      assert.ok(uncited.length <= 1, unit);
    }
  });

  it('are looked up in bounds, however many an answer and its results have', () => {
    const rows = Array.from({ length: 200 }, (_, at) =>
      Array.from({ length: 300 }, (__, column) => at * 300 + column),
    );
    const queries = Array.from({ length: 20 }, (_, at) => query(`q${at}`, [...rows, ...rows, ...rows]));
    const text = Array.from({ length: 100_000 }, (_, at) => `${at + 100_000}.25`).join(' and ');
    const { cited, uncited } = cite(`59999 and ${text}`, ...queries);
    assert.deepEqual(cited, [['59999', 'q19', { row: 199, column: 299 }]]);
    assert.ok(uncited.length >= 200 && uncited.length <= 1000);
  });
});

import assert from 'node:assert/strict';
import {
  decimalText,
  splitAmount,
  type DecimalSign,
} from '../../../../../src/core/finops/reading/amountText';
import { readDate } from '../../../../../src/core/finops/reading/dateText';
import { RecordReader, recordsOf, type TextRecord } from '../../../../../src/core/finops/reading/records';
import { readTags } from '../../../../../src/core/finops/reading/tagText';

describe('amounts as people write them', () => {
  const amounts: readonly (readonly [text: string, sign: DecimalSign, value: string | undefined])[] = [
    ['12.50', '.', '12.50'],
    ['1,234.56', '.', '1234.56'],
    ['1.234,56', ',', '1234.56'],
    ['1.234', ',', '1234'],
    ['1.234', '.', '1.234'],
    ["1'234.50", '.', '1234.50'],
    ['1 234,50 €', ',', '1234.50'],
    ['1,23,456.50', '.', '123456.50'],
    ['(12.50)', '.', '-12.50'],
    ['($12.50)', '.', '-12.50'],
    ['-$0.56', '.', '-0.56'],
    ['$-0.56', '.', '-0.56'],
    ['12.50-', '.', '-12.50'],
    ['−12.50', '.', '-12.50'],
    ['USD 3', '.', '3'],
    ['3 CR', '.', '-3'],
    ['4,1E-7', ',', '4.1E-7'],
    // One that proves its own sign is read by it, whatever the others are.
    ['12.50', ',', '12.50'],
    ['12 apples', '.', undefined],
    ['25%', '.', undefined],
    ['2025-01-31', '.', undefined],
    ['1,2,3', '.', undefined],
    ['--5', '.', undefined],
    ['-(5)', '.', '5'],
  ];
  for (const [text, sign, value] of amounts) {
    it(`${text} with “${sign}” is ${value ?? 'none'}`, () => {
      const parts = splitAmount(text);
      assert.equal(parts && decimalText(parts, sign), value);
    });
  }
});

describe('dates as people write them', () => {
  const dates: readonly (readonly [text: string, dayFirst: string | undefined, monthFirst?: string])[] = [
    ['2025-01-31', '2025-01-31 00:00:00'],
    ['2025-01-31T23:30Z', '2025-01-31 23:30:00'],
    ['2025-01-01T00:00:00+09:00', '2024-12-31 15:00:00'],
    ['20250131T101112Z', '2025-01-31 10:11:12'],
    ['2025/1/5', '2025-01-05 00:00:00'],
    ['01/02/2025', '2025-02-01 00:00:00', '2025-01-02 00:00:00'],
    ['31.12.24', '2024-12-31 00:00:00', undefined],
    ['1/31/25 11:30 PM', undefined, '2025-01-31 23:30:00'],
    ['31-OCT-2023', '2023-10-31 00:00:00'],
    ['Nov 2, 2023', '2023-11-02 00:00:00'],
    ['3. März 2025', '2025-03-03 00:00:00'],
    ['2025年1月5日', '2025-01-05 00:00:00'],
    ['Jan-25', '2025-01-01 00:00:00'],
    ['2025-01', '2025-01-01 00:00:00'],
    ['1735689600', '2025-01-01 00:00:00'],
    ['1735689600000', '2025-01-01 00:00:00'],
    ['2025-02-30', undefined],
    ['31/31/2025', undefined],
    ['someday', undefined],
    ['111111111111', undefined],
  ];
  for (const [text, ...orders] of dates) {
    it(text, () => {
      const [dayFirst, monthFirst] = orders.length === 1 ? [orders[0], orders[0]] : orders;
      const read = readDate(text);
      assert.deepEqual([read?.dayFirst, read?.monthFirst], [dayFirst, monthFirst]);
    });
  }
});

describe('records of separated values', () => {
  it('knows quotation marks, padding and all ends of lines, and the lines that records begin in', () => {
    const text = 'a,"b ""c"", d"\r\r\n "x" ,y\r\n\r\n"1\n2",3\rlast';
    assert.deepEqual(
      recordsOf(text, ',').map(({ line, cells }) => [line, ...cells]),
      [
        [1, 'a', 'b "c", d'],
        [2, 'x', 'y'],
        [4, '1\n2', '3'],
        [6, 'last'],
      ],
    );
  });

  it('gives the same however a text is cut into pieces', () => {
    const text = 'a,"b\r\n""c"\r\r\nd,e\r\n"f"';
    const records: TextRecord[] = [];
    const reader = new RecordReader(',', (record) => records.push(record));
    for (const piece of text) {
      reader.push(piece);
    }
    reader.end();
    assert.deepEqual(records, recordsOf(text, ','));
    assert.equal(records.length, 3);
  });

  it('knows of a quotation mark that is never closed', () => {
    const reader = new RecordReader(',', () => undefined);
    reader.push('a,b\nc,"d\ne,f\n');
    assert.equal(reader.openQuote, 2);
  });
});

describe('tags in any shape', () => {
  const tags: readonly (readonly [text: string, tags: Record<string, string> | undefined])[] = [
    ['{"env": "prod", "n": 1}', { env: 'prod', n: '1' }],
    ['"env": "prod","team": "a"', { env: 'prod', team: 'a' }],
    ["{'env': 'prod'}", { env: 'prod' }],
    ['env=prod;team=x', { env: 'prod', team: 'x' }],
    ['{env=prod, team=x}', { env: 'prod', team: 'x' }],
    ['env:prod|url:a', { env: 'prod', url: 'a' }],
    ['url=https://a.b/c', { url: 'https://a.b/c' }],
    ['[{"Key":"env","Value":"prod"}]', { env: 'prod' }],
    ['{}', {}],
    ['words alone', undefined],
  ];
  for (const [text, read] of tags) {
    it(text, () => assert.deepEqual(readTags(text), read));
  }
});

import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { chartCsv } from '../../../../src/core/finops/chartCsv';
import type { ShownChart } from '../../../../src/protocol/finopsView';

type Part = { name: string; value: string };

function chart(...series: { name: string; parts: Part[] }[]): ShownChart {
  return { possible: true, kind: 'bar', label: 'ServiceName', value: 'Cost', series };
}

const rowsOf = (csv: string) => parse(csv);

describe('the numbers of a chart as CSV', function () {
  this.timeout(20_000);

  it('has a line for each part, exact to the last digit', () => {
    const parts = [
      { name: 'Amazon EC2', value: '12.345678901234567890123' },
      { name: 'Credit', value: '-0.5' },
    ];
    assert.equal(
      chartCsv(chart({ name: '', parts })),
      'ServiceName,Cost\r\nAmazon EC2,12.345678901234567890123\r\nCredit,-0.5\r\n',
    );
  });

  it('says which curve a value is of, where there are several', () => {
    const csv = chartCsv(
      chart(
        { name: 'A', parts: [{ name: '2026-01-01', value: '1' }] },
        { name: 'B', parts: [{ name: '2026-01-01', value: '2' }] },
      ),
    );
    assert.deepEqual(rowsOf(csv), [
      ['ServiceName', 'Curve', 'Cost'],
      ['2026-01-01', 'A', '1'],
      ['2026-01-01', 'B', '2'],
    ]);
  });

  it('gives back any name that is in it, but for the mark before what a spreadsheet would run', () => {
    const name = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/^\s*$/.test(text));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), (names) => {
        const csv = chartCsv(chart({ name: '', parts: names.map((one) => ({ name: one, value: '1' })) }));
        assert.deepEqual(
          rowsOf(csv)
            .slice(1)
            .map(([first]) => first),
          names.map((text) =>
            /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d+$/.test(text) ? `'${text}` : text,
          ),
        );
      }),
    );
  });

  it('is empty for a chart that cannot be drawn', () => {
    assert.equal(chartCsv({ possible: false, kind: 'pie', reason: 'Parts are below zero.' }), '');
  });
});

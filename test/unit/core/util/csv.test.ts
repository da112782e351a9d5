import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { csvLine } from '../../../../src/core/util/csv';

describe('a line of CSV', () => {
  it('begins no formula where a spreadsheet separates cells by semicolons or tabs, or sees a row within a cell', () => {
    const texts = [
      "x;=cmd|' /C calc'!A0",
      'y\t=1+1',
      'z;"@SUM(1)',
      'a\n=1+1',
      "b\n+cmd|' /C calc'!A0",
      'c\r\n@SUM(1+1)',
      'd\n-2+3+4',
      '=1;=2',
      ';+1+1;-2+3',
      'b\t＝1',
    ];
    for (const first of ['', 'r1']) {
      const line = csvLine([first, ...texts]);
      for (const separator of [';', '\t', ',']) {
        const cells = line.split(/\r|\n/).flatMap((row) => row.split(separator));
        // Whether or not it takes the marks away around a cell.
        const shown = cells.map((cell) => cell.replace(/^"+/, ''));
        assert.deepEqual(
          shown.filter((cell) => /^[=+\-@＝＋－＠]/.test(cell)),
          [],
          JSON.stringify(line),
        );
      }
    }
  });

  it('leaves other texts as they are', () => {
    const texts = ['a; b', '- one\n- two', 'x=1;y=2', 'https://example.org/?a=1;b=2', '-12.5'];
    assert.equal(
      csvLine(texts),
      'a; b,"- one\n- two",x=1;y=2,https://example.org/?a=1;b=2,-12.5\r\n'.replace('"- one', `"'- one`),
    );
  });
});

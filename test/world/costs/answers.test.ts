import assert from 'node:assert/strict';
import { readText } from './readText';
import type { ReadingAnswers } from '../../../src/protocol/costReading';

/** What a user says goes over what the evidence says, for one file. */
describe('what a user says of a cost file', () => {
  const read = (lines: readonly string[], answers: ReadingAnswers) => {
    const found = readText(Buffer.from(lines.join('\n')), answers);
    assert.ok(found);
    return found;
  };

  it('is the order of day and month', () => {
    const lines = ['service,date,cost', 'A,01/02/2025,1'];
    assert.deepEqual(read(lines, { dateOrder: 'dayFirst' }).byDay, { '2025-02-01': '1' });
    assert.deepEqual(read(lines, { dateOrder: 'monthFirst' }).byDay, { '2025-01-02': '1' });
    assert.deepEqual(read(lines, { dateOrder: 'dayFirst' }).reading.notices, []);
  });

  it('is the column of the cost, and of the day', () => {
    const lines = ['booked,due,cost,mine', '2025-01-01,2025-02-01,1,10'];
    const found = read(lines, { columns: { cost: 'mine', date: 'due' } });
    assert.deepEqual([found.total, found.byDay], ['10', { '2025-02-01': '10' }]);
    assert.equal(found.reading.roles.cost?.reason, 'The user said so.');
  });

  it('is the decimal sign', () => {
    const lines = ['service;cost', 'A;1.234', 'B;5.678'];
    assert.equal(read(lines, { decimalSign: '.' }).total, '6.912');
    assert.equal(read(lines, { decimalSign: ',' }).total, '6912');
  });

  it('is the currency', () => {
    assert.deepEqual(read(['service,cost', 'A,1'], { currency: 'EUR' }).currencies, ['EUR']);
  });

  it('is that totals are counted', () => {
    const lines = ['service,cost', 'A,1', 'B,2', 'Total,3'];
    assert.equal(read(lines, {}).total, '3');
    assert.equal(read(lines, { keepTotals: true }).total, '6');
  });
});

import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import { openEngine, temporaryFolder } from '../engine';

/** Files from here on are read as they are where their beginning is plain. */
const LARGE = 16 * 1024 * 1024;
const ROWS = 300_000;

describe('a large file that is other than its beginning', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  const load = async (name: string, row: (at: number) => string, last: readonly string[] = []) => {
    const path = join(folder, name);
    const lines = Array.from({ length: ROWS }, (_, at) => row(at));
    writeFileSync(path, ['date,service,team,note,cost,currency', ...lines, ...last].join('\n'));
    assert.ok(statSync(path).size > LARGE);
    const dataSet = await engine.load([path], { answers: {} });
    return { dataSet, summary: await engine.summary(dataSet.id) };
  };
  const note = 'a note of some length';
  const usual = (at: number) => `2025-01-0${(at % 9) + 1},Compute,team-${at % 7},${note},0.25,USD`;

  it('is right, and says nothing, where it is plain to its end', async () => {
    const { dataSet, summary } = await load('plain.csv', usual);
    assert.equal(summary.total, '75000');
    // The days of the sample are the first of a month.
    assert.deepEqual(
      dataSet.notices.filter((notice) => !notice.includes('in the middle of a month')),
      [],
    );
  });

  it('leaves a total at its end out, and says so', async () => {
    const { dataSet, summary } = await load('total.csv', usual, [',Grand Total,,,75000,USD']);
    assert.equal(summary.total, '75000');
    assert.match(dataSet.notices.join(' '), /1 row is left out: a total, “Grand Total” \(line 300,?002\)/);
  });

  it('leaves a sum without a word out, and says so', async () => {
    const { dataSet, summary } = await load('sum.csv', usual, [',,,,75000,']);
    assert.equal(summary.total, '75000');
    assert.match(dataSet.notices.join(' '), /the sum of the others/);
  });

  it('keeps amounts without a currency apart', async () => {
    const { dataSet, summary } = await load('currency.csv', (at) =>
      at < 200_000 ? usual(at) : usual(at).replace(/USD$/, ''),
    );
    assert.equal(summary.total, '50000');
    assert.deepEqual(
      dataSet.currencies.map(({ currency, rows }) => [currency, rows]),
      [
        ['USD', 200_000],
        ['unknown', 100_000],
      ],
    );
  });

  it('reads days in another form further down', async () => {
    const { summary } = await load('days.csv', (at) =>
      at < 200_000 ? usual(at) : usual(at).replace(/^2025-01-0(\d)/, '0$1.02.2025'),
    );
    assert.equal(summary.total, '75000');
    assert.ok(summary.days.every(({ name }) => name !== ''));
    assert.equal(summary.days.length, 18);
  });
});

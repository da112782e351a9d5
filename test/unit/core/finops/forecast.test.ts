import assert from 'node:assert/strict';
import { seeded } from '../../../support/samples/seeded';
import { forecastOf } from './forecastTruth';
import { openQuestions, dayAfter, type Questions } from './questions';

/** Costs of days: a week's shape, a trend, and noise. */
function shaped(
  days: number,
  shape: { week?: number; trend?: number; noise?: number },
  seed: number,
): number[] {
  const random = seeded(seed);
  return Array.from({ length: days }, (_, at) => {
    const weekend = at % 7 >= 5 ? (shape.week ?? 0) : 0;
    const cost = 100 - weekend + at * (shape.trend ?? 0) + (random() - 0.5) * (shape.noise ?? 0);
    return Math.round(cost * 100) / 100;
  });
}

describe('a forecast to the end of the month', () => {
  let questions: Questions;
  before(async () => {
    questions = await openQuestions();
  });
  after(() => questions.close());

  const rowsOf = (costs: readonly number[], from = '2025-04-01') =>
    costs.map((cost, at) => `${cost},${dayAfter(from, at)},Usage,A,u,r,`);
  const close = (actual: unknown, expected: number, what: string) =>
    assert.ok(Math.abs(Number(actual) - expected) < 1e-4, `${what}: ${String(actual)} and not ${expected}`);

  const methods = [
    'mean of 28 days',
    'same weekday of the last week',
    'mean of four such weekdays',
    'trend of 28 days',
  ];
  const shapes = [
    { name: 'noise alone', shape: { noise: 40 }, best: 0, seed: 7 },
    { name: 'weeks', shape: { week: 80, noise: 10 }, best: 2, seed: 2 },
    { name: 'a trend', shape: { trend: 3, noise: 2 }, best: 3, seed: 3 },
  ];
  for (const { name, shape, best, seed } of shapes) {
    it(`is made by the method that the file’s own days speak for: ${name}`, async () => {
      // 1 April to 12 June: 18 days are to come.
      const costs = shaped(73, shape, seed);
      const truth = forecastOf(costs, 18);
      assert.equal(truth?.method, best);
      const soFar = costs.slice(61).reduce((sum, one) => sum + one, 0);
      const told = await questions.ask(`forecast-${seed}`, rowsOf(costs), 'forecast');
      const last = (series: string) => told.rows.findLast((row) => row['Series'] === series);
      assert.equal(last('forecast')?.['Day'], '2025-06-30');
      assert.equal(last('forecast')?.['Method'], methods[best]);
      assert.equal(last('forecast')?.['Tries'], truth.tries);
      assert.equal(last('forecast')?.['TestedDays'], 18);
      close(last('actual')?.['CostToDate'], soFar, 'so far');
      close(last('forecast')?.['CostToDate'], soFar + truth.rest, 'forecast');
      close(last('low')?.['CostToDate'], soFar + truth.rest - truth.band, 'low');
      close(last('high')?.['CostToDate'], soFar + truth.rest + truth.band, 'high');
      assert.equal(last('forecast')?.['ErrorPercent'], Math.round(truth.errorPercent * 10) / 10);
      assert.match(told.note, /^Up to 2025-06-30: [\d,.]+ USD, between .* and .* Made by this method: /);
      assert.ok(told.note.includes(`${truth.tries} tries`), told.note);
    });
  }

  it('is tried over fewer days where the file has few, and its band grows with what is to come', async () => {
    // 1 to 25 June would do for five days; 20 May to 13 June leaves 17 days to come.
    const costs = shaped(25, { noise: 30 }, 9);
    const truth = forecastOf(costs, 17);
    assert.equal(truth?.span, 7);
    assert.equal(truth.tries, 5);
    const told = await questions.ask('short', rowsOf(costs, '2025-05-20'), 'forecast');
    const last = (series: string) =>
      Number(told.rows.findLast((row) => row['Series'] === series)?.['CostToDate']);
    close(last('high') - last('low'), 2 * truth.band, 'band');
    assert.ok(told.note.includes('Over 7 days'), told.note);
  });

  it('is refused of too few days, and says how many it takes', async () => {
    const told = await questions.ask('few', rowsOf(shaped(17, {}, 1), '2025-06-01'), 'forecast');
    assert.deepEqual([...new Set(told.rows.map((row) => row['Series']))], ['actual']);
    assert.match(told.note, /There is no forecast: this data has 17 days, .* takes 19 days at least/);
  });

  it('says so of a file without a single cost', async () => {
    const told = await questions.ask('undated', ['5,,Usage,A,u,r,'], 'forecast');
    assert.deepEqual(told.rows, []);
    assert.match(told.note, /There is no forecast/);
  });

  it('leaves tax as it is billed, and forecasts a last day that is not complete', async () => {
    const costs = [...Array.from({ length: 60 }, () => 10), 3];
    const rows = [...rowsOf(costs, '2025-04-10'), '55,2025-06-01,Tax,A,u,r,'];
    const told = await questions.ask('partial', rows, 'forecast');
    const last = (series: string) => told.rows.findLast((row) => row['Series'] === series);
    // 1 to 8 June at 10, the tax, and 22 days to come, the 9th among them.
    assert.equal(last('actual')?.['CostToDate'], '135');
    assert.equal(last('forecast')?.['CostToDate'], '355');
    assert.match(told.note, /counts as not complete/);
  });

  it('is of the next month where the last has ended', async () => {
    const told = await questions.ask('ended', rowsOf(shaped(61, {}, 1)), 'forecast');
    assert.equal(told.rows.at(-1)?.['Day'], '2025-06-30');
    assert.deepEqual(
      told.rows.filter((row) => row['Series'] === 'actual'),
      [],
    );
    assert.equal(told.rows.findLast((row) => row['Series'] === 'forecast')?.['CostToDate'], '3000');
  });
});

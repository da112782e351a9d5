import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { analyzeFromExplorer, millionths, sumUp } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const SAMPLE = 'focus-sample.csv';

describe('cost data in an editor', () => {
  const session = withSession();
  let window: VsCodeWindow;
  let view: Frame;

  before(async () => {
    writeFileSync(join(session().workspace, 'broken.csv'), 'no numbers,at all\nhere,there\n');
    window = await session().openWindow();
    await window.ready();
  });

  const analyze = (name: string, folder?: string) => analyzeFromExplorer(window, name, folder);
  const resultState = () => view.getByTestId('finops-analysis-result').getAttribute('data-state');

  const expected = () => sumUp(join(session().workspace, 'costs', SAMPLE));

  it('shows the four figures of a file from the Explorer, exact', async () => {
    view = await analyze(SAMPLE, 'costs');
    await view.getByTestId('finops-total').waitFor();
    await eventually(async () => assert.equal(await resultState(), 'ended'));
    const { rows, total } = expected();
    assert.equal(await view.getByTestId('finops-rows').innerText(), String(rows));
    const figure = view.getByTestId('finops-total');
    assert.equal(millionths((await figure.getAttribute('data-exact')) ?? ''), total);
    assert.match(await figure.innerText(), /^[\d,]+\.\d\d USD$/);
    assert.notEqual(await view.getByTestId('finops-measure').innerText(), '');
    assert.equal(await view.getByTestId('finops-columns').innerText(), '13');
    assert.equal(await view.getByTestId('finops-analysis').innerText(), 'Cost analysis');
  });

  it('draws three charts and has their exact numbers as tables', async () => {
    for (const kind of ['bar', 'pie', 'time']) {
      await view.locator(`bc-cost-chart[data-points] [data-testid="finops-chart-${kind}"] canvas`).waitFor();
    }
    await window.screenshot('out/screenshots/finops-charts.png');
    await view.getByTestId('finops-chart-bar-toggle').click();
    const rows = await view.getByTestId('finops-chart-bar-table').locator('tbody tr').all();
    const shown = await Promise.all(rows.map(async (row) => row.locator('td').allInnerTexts()));
    assert.deepEqual(
      new Map(shown.map(([name = '', cost = '']) => [name, millionths(cost)])),
      expected().byService,
    );
    await view.getByTestId('finops-chart-bar-toggle').click();
  });

  it('shows the first rows on request', async () => {
    const preview = view.getByTestId('finops-preview');
    assert.equal(await preview.locator('table').isVisible(), false);
    await preview.locator('summary').click();
    assert.equal(await preview.locator('tbody tr').count(), 20);
    assert.ok((await preview.locator('th').allInnerTexts()).includes('BilledCost'));
    await preview.locator('summary').click();
  });

  it('asks five questions of the data, and a click makes the analysis that answers one', async () => {
    const questions = view.getByTestId('finops-suggestion');
    assert.equal(await questions.count(), 5);
    await questions.filter({ hasText: 'most expensive day' }).click();
    await eventually(async () => {
      assert.equal(await view.getByTestId('finops-analysis').innerText(), 'Spikes');
      assert.equal(await resultState(), 'ended');
    });
  });

  it('makes the analysis that is chosen, with its query, and draws it as one wants', async () => {
    await view.getByTestId('finops-analysis-choice').selectOption({ label: 'Cost by region' });
    const table = view.getByTestId('finops-analysis-table');
    await table.getByText('ap-southeast-2').waitFor();
    assert.equal(await table.locator('tbody tr').count(), 3);
    assert.match((await view.getByTestId('finops-analysis-sql').textContent()) ?? '', /GROUP BY/);
    const chart = view.getByTestId('finops-analysis-chart');
    assert.equal(await chart.getAttribute('data-kind'), 'bar');
    await view.getByTestId('finops-draw-as').selectOption('pie');
    await eventually(async () => assert.equal(await chart.getAttribute('data-kind'), 'pie'));
  });

  it('shows another of the costs that the data knows, in every figure', async () => {
    await view.getByTestId('finops-scope-measure').selectOption('EffectiveCost');
    await eventually(async () => {
      assert.match(await view.getByTestId('finops-measure').innerText(), /Effective/i);
      assert.equal(await resultState(), 'ended');
    });
    const exact = (await view.getByTestId('finops-total').getAttribute('data-exact')) ?? '';
    assert.ok(millionths(exact) < expected().total);
    assert.equal(await view.getByTestId('finops-analysis').innerText(), 'Cost by region');
  });

  it('says why a file cannot be read, and opens the next one in the same editor', async () => {
    view = await analyze('broken.csv');
    const problem = view.getByTestId('finops-problem');
    await problem.waitFor();
    assert.match(await problem.innerText(), /number/i);
    view = await analyze(SAMPLE, 'costs');
    await view.getByTestId('finops-total').waitFor();
    assert.equal(await window.page.locator('.tab', { hasText: 'Cost Data' }).count(), 1);
  });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Frame } from 'playwright-core';
import { analyzeFromExplorer } from './support/costData';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('charts of cost data saved as files', () => {
  const session = withSession();
  let window: VsCodeWindow;
  let view: Frame;

  before(async function () {
    this.timeout(120_000);
    window = await session().openWindow();
    view = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await view.locator('bc-cost-chart[data-points] canvas').nth(3).waitFor();
  });

  /** Saves a chart to a path typed into VS Code's own dialog; resolves with the file. */
  async function save(chart: string, format: 'png' | 'csv', offered: string): Promise<Buffer> {
    const path = join(session().workspace, `saved-${offered}`);
    await view.getByTestId(`finops-${chart}-export`).click();
    await view.getByTestId(`finops-${chart}-export-${format}`).click();
    await window.saveAs(path, offered);
    await window.notification(`Saved the chart as ${path}`).waitFor();
    assert.ok(existsSync(path));
    return readFileSync(path);
  }

  for (const [chart, name] of [
    ['chart-bar', 'services'],
    ['chart-pie', 'distribution'],
    ['chart-time', 'day-by-day'],
    ['analysis-chart', 'cost-analysis'],
  ] as const) {
    it(`saves ${name} as a picture, and as the numbers that its table has`, async () => {
      const png = await save(chart, 'png', `focus-sample-${name}.png`);
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      assert.ok(png.readUInt32BE(16) >= 800 && png.readUInt32BE(20) >= 400);

      const rows = parse(await save(chart, 'csv', `focus-sample-${name}.csv`));
      await view.getByTestId(`finops-${chart}-toggle`).click();
      const table = view.getByTestId(`finops-${chart}-table`).locator('tr');
      await table.first().waitFor();
      const shown = await Promise.all(
        (await table.all()).map((row) => row.locator('th, td').allInnerTexts()),
      );
      assert.ok(shown.length > 3);
      assert.deepEqual(rows, shown);
      await view.getByTestId(`finops-${chart}-toggle`).click();
    });
  }
});

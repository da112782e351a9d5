import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { fromFinopsSchema, type CostView } from '../../src/protocol/finopsView';
import { axeFaults } from '../support/axe';
import type { ThemeName } from '../support/themes';
import type { WebviewPage } from '../support/webviewPage';
import { useCostPages } from './costPage';

const BILL =
  'date,service,usage type,cost (USD)\n' +
  '2026-10-01,EC2,BoxUsage,10\n2026-10-02,EC2,EBS,2\n2026-10-03,S3,Storage,3\n2026-10-04,S3,Storage,4.5\n';
const ALL = { measure: 'BilledCost', currency: 'USD', leaveOut: [] };

describe('a part of cost data on its page', function () {
  this.timeout(120_000);
  const pages = useCostPages();

  before(() => {
    writeFileSync(join(pages.folder, 'bill.csv'), BILL);
  });

  async function open(filter?: object, theme: ThemeName = 'dark', width = 1000): Promise<WebviewPage> {
    const { session, folder } = pages;
    await session.load([join(folder, 'bill.csv')]);
    if (filter !== undefined) {
      const scope = v.parse(fromFinopsSchema, { type: 'scope', scope: { ...ALL, filter } });
      assert.ok(scope.type === 'scope');
      await session.setScope(scope.scope);
    }
    const shown = await pages.open({ theme, width, height: 900 });
    await shown.receive(session.state);
    await shown.page.locator('bc-cost-chart[data-points] canvas').nth(2).waitFor();
    return shown;
  }
  const chosen = async (shown: WebviewPage) =>
    v
      .parse(v.array(fromFinopsSchema), await shown.posted())
      .flatMap((message) => (message.type === 'scope' ? [message.scope] : []));

  it('is chosen by a click on a bar or a slice', async () => {
    const shown = await open();
    const bar = shown.page.getByTestId('finops-chart-bar').locator('canvas');
    const box = await bar.boundingBox();
    assert.ok(box);
    await bar.click({ position: { x: box.width / 3, y: box.height * 0.25 } });
    await shown.page.waitForTimeout(200);
    const pie = shown.page.getByTestId('finops-chart-pie').locator('canvas');
    const round = await pie.boundingBox();
    assert.ok(round);
    await pie.click({ position: { x: round.width / 2 + 30, y: round.height / 2 } });
    assert.deepEqual(await chosen(shown), [
      { ...ALL, filter: { service: 'EC2' } },
      { ...ALL, filter: { service: 'EC2' } },
    ]);
  });

  it('is chosen by keyboard, from the table of a chart', async () => {
    const shown = await open({ service: 'S3' });
    const { page } = shown;
    assert.equal(await page.getByRole('heading', { name: 'Usage types' }).count(), 1);
    await page.getByTestId('finops-chart-bar-toggle').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('finops-pick').first().focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await chosen(shown), [{ ...ALL, filter: { service: 'S3', usageType: 'Storage' } }]);
  });

  it('has a trail to go back by', async () => {
    const shown = await open({ service: 'EC2', usageType: 'EBS', from: '2026-10-02' });
    const { page } = shown;
    assert.equal(
      await page
        .getByTestId('finops-trail')
        .innerText()
        .then((text) => text.replace(/\s+/g, ' ')),
      'All services EC2 EBS',
    );
    await page.getByTestId('finops-trail-back').click();
    await page.getByTestId('finops-trail-all').click();
    assert.deepEqual(await chosen(shown), [
      { ...ALL, filter: { service: 'EC2', from: '2026-10-02' } },
      { ...ALL, filter: { from: '2026-10-02' } },
    ]);
  });

  it('is chosen by days: by dragging on the chart, or in two fields', async () => {
    const shown = await open();
    const { page } = shown;
    const canvas = page.getByTestId('finops-chart-time').locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    assert.ok(box);
    const [left, width, y] = [box.x, box.width, box.y + box.height / 2];
    await page.mouse.move(left + width * 0.35, y);
    await page.mouse.down();
    await page.mouse.move(left + width * 0.6, y, { steps: 4 });
    assert.equal(await page.locator('.day-band').isVisible(), true);
    await page.mouse.up();
    await page.getByTestId('finops-to').fill('2026-10-03');
    await page.getByTestId('finops-to').blur();
    assert.deepEqual(await chosen(shown), [
      { ...ALL, filter: { from: '2026-10-02', to: '2026-10-03' } },
      { ...ALL, filter: { to: '2026-10-03' } },
    ]);
  });

  it('stands beside as many days before it in the card of the total', async () => {
    const shown = await open({ from: '2026-10-03', to: '2026-10-04' });
    const { page } = shown;
    assert.equal(await page.getByTestId('finops-total').innerText(), '7.50 USD');
    assert.equal(
      await page.getByTestId('finops-before').innerText(),
      '−4.50 USD (−37.5%) against 2026-10-01 to 2026-10-02',
    );
    await page.getByTestId('finops-all-days').click();
    assert.deepEqual(await chosen(shown), [ALL]);
    await shown.close();
    const next = await open({ from: '2026-10-02' });
    assert.match(await next.page.getByTestId('finops-before').innerText(), /the data begins on 2026-10-01/);
  });

  it('cannot be chosen of a table elsewhere, and there is no trail', async () => {
    const shown = await open();
    const { state } = pages.session;
    assert.ok(state.state === 'ready');
    const view: CostView = { ...state.view, drill: null };
    await shown.receive({ state: 'ready', view });
    await shown.page.getByTestId('finops-from').waitFor({ state: 'detached' });
  });

  for (const theme of ['dark', 'light', 'hcDark', 'hcLight'] as const) {
    it(`has no fault that axe finds (${theme})`, async () => {
      const shown = await open({ service: 'EC2', from: '2026-10-01', to: '2026-10-02' }, theme, 400);
      await shown.page.screenshot({ path: `out/screenshots/finops-part-${theme}.png`, fullPage: true });
      await shown.page.getByTestId('finops-chart-bar-toggle').click();
      assert.deepEqual([...(await axeFaults(shown.page)), ...(await shown.problems())], []);
    });
  }
});

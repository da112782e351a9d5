import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Reconciliation } from '../../src/protocol/reconciliation';
import { fromFinopsSchema } from '../../src/protocol/finopsView';
import { axeFaults } from '../support/axe';
import { themeNames, type ThemeName } from '../support/themes';
import { type WebviewPage } from '../support/webviewPage';
import { useCostPages } from './costPage';

describe('the page of cost data', function () {
  this.timeout(120_000);
  const pages = useCostPages();

  before(async () => {
    const { folder } = pages;
    await writeFile(join(folder, 'credits.csv'), 'what,amount EUR\nCompute,12.5\nCredit,-3\nmore,1,2\n');
    await writeFile(
      join(folder, 'cancelled.csv'),
      'BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency\n' +
        '47.6812,2026-10-01T00:00:00Z,Usage,EC2,USD\n0.05,2026-10-02T00:00:00Z,Tax,EC2,USD\n' +
        '-47.7312000676,2026-10-02T00:00:00Z,Credit,EC2,USD\n',
    );
    await writeFile(join(folder, 'words.csv'), 'no,numbers\nhere,there\n');
  });

  async function open(file: string, theme: ThemeName = 'dark'): Promise<WebviewPage> {
    const { session, folder } = pages;
    await session.load([join(folder, file)]);
    const shown = await pages.open({ theme, width: 1100, height: 1000 });
    await shown.receive(session.state);
    await shown.page.getByTestId('finops').waitFor();
    return shown;
  }

  const faults = async (shown: WebviewPage): Promise<string[]> => [
    ...(await axeFaults(shown.page)),
    ...(await shown.problems()),
  ];

  for (const theme of themeNames) {
    it(`has no fault that axe finds, drawn, as tables and failed (${theme})`, async () => {
      const shown = await open('costs/focus-sample.csv', theme);
      const { page } = shown;
      await page.locator('bc-cost-chart[data-points] canvas').nth(3).waitFor();
      await page.screenshot({ path: `out/screenshots/finops-${theme}.png`, fullPage: true });
      assert.deepEqual(await faults(shown), [], 'charts');
      await page.getByTestId('finops-chart-bar-toggle').click();
      await page.getByTestId('finops-preview').locator('summary').click();
      assert.deepEqual(await faults(shown), [], 'tables');
      await shown.close();
      assert.deepEqual(await faults(await open('words.csv', theme)), [], 'failed');
    });
  }

  it('shows no pie of parts below zero but why, and the rows that were skipped with their lines', async () => {
    const { page } = await open('credits.csv');
    assert.match(await page.getByTestId('finops-chart-pie').innerText(), /below zero/);
    assert.equal(await page.getByTestId('finops-chart-pie').locator('canvas').count(), 0);
    const skipped = page.getByTestId('finops-skipped');
    await skipped.locator('summary').click();
    assert.match(await skipped.innerText(), /1 row could not be read[^]*credits\.csv, line 4/);
    assert.equal(await page.getByTestId('finops-total').innerText(), '9.50 EUR');
  });

  it('shows the total in cents, what credits did to it, and charts before credits that cancel it', async () => {
    const shown = await open('cancelled.csv');
    const { page } = shown;
    const total = page.getByTestId('finops-total');
    assert.equal(await total.innerText(), '≈ 0.00 USD');
    assert.equal(await total.getAttribute('data-exact'), '-0.0000000676');
    const parts = page.getByTestId('finops-parts');
    assert.equal(await parts.innerText(), 'usage 47.68 + tax 0.05 − credits 47.73');
    assert.equal(
      await parts.getAttribute('title'),
      'Exactly usage 47.6812 + tax 0.05 − credits 47.7312000676 USD',
    );
    assert.match(await page.getByTestId('finops-credits-note').innerText(), /cancel this cost, so charts/);
    assert.match(
      (await page.locator('canvas').first().getAttribute('aria-label')) ?? '',
      /Highest: EC2, 47\.73/,
    );
    await page.getByTestId('finops-chart-credits').click();
    assert.deepEqual((await shown.posted()).at(-1), { type: 'chartCredits', include: true });
    assert.deepEqual(await faults(shown), []);
  });

  it('sends what a user chooses as intents', async () => {
    const shown = await open('costs/focus-sample.csv');
    const { page } = shown;
    await page.getByTestId('finops-analysis-choice').selectOption('by-region');
    await page.getByTestId('finops-draw-as').selectOption('pie');
    await page.getByTestId('finops-scope-measure').selectOption('EffectiveCost');
    assert.deepEqual(await shown.posted(), [
      { type: 'ready' },
      { type: 'runAnalysis', id: 'by-region' },
      { type: 'draw', label: 'ServiceName', value: 'Cost', kind: 'pie' },
      { type: 'scope', scope: { measure: 'EffectiveCost', currency: 'USD', leaveOut: [] } },
    ]);
  });

  it('sends a chart to be saved: as a picture with heading and legend, or its numbers by its id', async () => {
    const shown = await open('costs/focus-sample.csv', 'light');
    const { page } = shown;
    await page.locator('bc-cost-chart[data-points] canvas').nth(3).waitFor();
    for (const [chart, format] of [
      ['chart-pie', 'png'],
      ['chart-time', 'png'],
      ['analysis-chart', 'csv'],
    ]) {
      await page.getByTestId(`finops-${chart}-export`).click();
      await page.getByTestId(`finops-${chart}-export-${format}`).click();
    }
    const [, pie, time, analysis] = v.parse(v.array(fromFinopsSchema), await shown.posted());
    assert.deepEqual(analysis, { type: 'exportChart', what: { format: 'csv', chart: 'analysis' } });
    for (const [name, sent] of Object.entries({ pie, time })) {
      assert.ok(sent?.type === 'exportChart' && sent.what.format === 'png' && sent.what.chart === name);
      const png = Buffer.from(sent.what.data, 'base64');
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      assert.ok(png.readUInt32BE(16) >= 800, 'its width does not depend on that of the editor');
      await writeFile(`out/screenshots/finops-export-${name}.png`, png);
    }
    assert.deepEqual(await shown.problems(), []);
  });

  it('shows our record beside the bill, with the gap and what it may come from', async () => {
    const shown = await open('costs/focus-sample.csv', 'light');
    const { page } = shown;
    await shown.receive({ type: 'reconciliation', reconciliation });
    const section = page.getByTestId('finops-ledger');
    assert.equal(await section.getAttribute('data-state'), 'compared');
    const rows = await page.getByTestId('finops-ledger-row').all();
    assert.deepEqual(await Promise.all(rows.map((row) => row.locator('td').allInnerTexts())), [
      ['2026-10-02', 'Claude Sonnet 4', '3', '1,200 → 340', '0.0123', '2.50', '+2.49'],
      ['2026-10-01', 'Nova Lite', '0', '0 → 0', '', '0.50', '+0.50'],
      ['2026-10-01', 'Nova Pro', '2', '10 → 20', 'unknown', '', '0.00'],
    ]);
    const gap = page.getByTestId('finops-ledger-total').getByTestId('finops-ledger-gap');
    assert.equal(await gap.getAttribute('data-exact'), '2.9877');
    assert.match(await page.getByTestId('finops-ledger-reasons').innerText(), /Bills lag/);
    assert.equal(
      await page.getByTestId('finops-ledger-sentence').innerText(),
      'Ours 0.0123 USD, the bill 3.00 USD: a gap of +2.99.',
    );
    const drawn = page.locator('bc-cost-chart[data-points="4"] [data-testid="finops-ledger-chart"]');
    await drawn.locator('canvas').waitFor();
    assert.deepEqual(await drawn.locator('.legend li').allInnerTexts(), ['Our record', 'Bill', 'Gap']);
    await section.screenshot({ path: 'out/screenshots/finops-ledger.png' });
    assert.deepEqual(await faults(shown), []);
    const { total } = reconciliation;
    await shown.receive({
      type: 'reconciliation',
      reconciliation: { ...reconciliation, total: { ...total, calls: 0, recorded: null } },
    });
    assert.match(await section.innerText(), /The bill has 3\.00 USD for tokens, and our record no call/);
    assert.equal(await section.locator('table').first().isVisible(), false);
    await section.locator('summary').click();
    await section.locator('canvas').waitFor();
    await shown.receive({
      type: 'reconciliation',
      reconciliation: { state: 'nothing', sentence: 'No rows of Bedrock.' },
    });
    assert.match(await section.innerText(), /No rows of Bedrock\./);
  });
});

const reconciliation: Extract<Reconciliation, { state: 'compared' }> = {
  state: 'compared',
  currency: 'USD',
  rows: [
    {
      day: '2026-10-02',
      model: 'Claude Sonnet 4',
      calls: 3,
      inputTokens: 1200,
      outputTokens: 340,
      cacheTokens: 600,
      recorded: '0.0123',
      billed: '2.5',
      gap: '2.4877',
    },
    {
      day: '2026-10-01',
      model: 'Nova Lite',
      calls: 0,
      inputTokens: 0,
      outputTokens: 0,
      cacheTokens: 0,
      recorded: null,
      billed: '0.5',
      gap: '0.5',
    },
    {
      day: '2026-10-01',
      model: 'Nova Pro',
      calls: 2,
      inputTokens: 10,
      outputTokens: 20,
      cacheTokens: 0,
      recorded: null,
      billed: null,
      gap: '0',
    },
  ],
  rowCount: 3,
  days: [
    { day: '2026-10-01', recorded: null, billed: '0.5', gap: null },
    { day: '2026-10-02', recorded: '0.0123', billed: '2.5', gap: '2.4877' },
  ],
  total: {
    calls: 5,
    inputTokens: 1210,
    outputTokens: 360,
    cacheTokens: 600,
    recorded: '0.0123',
    billed: '3',
    gap: '2.9877',
  },
  reasons: ['The bill is higher than our estimate.', 'Bills lag.'],
};

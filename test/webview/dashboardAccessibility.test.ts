import assert from 'node:assert/strict';
import { axeFaults } from '../support/axe';
import { defaultDashboardView } from '../../src/protocol/dashboard';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { themeNames } from '../support/themes';
import { contrastOf, LINE_CONTRAST } from '../../webview/components/contrast';
import { call, useDashboardHost } from './dashboardPage';

const logLines = [
  '2026-11-20 14:03:22,123 [INFO] bedrock: Call ended',
  '2026-11-20 14:03:23,123 [ERROR] bedrock: Call failed',
];

function someCalls(): MemoryMetrics {
  const models = ['anthropic.claude-sonnet-4', 'amazon.nova-pro', 'meta.llama3-3-70b'];
  return new MemoryMetrics(
    Array.from({ length: 90 }, (_, at) =>
      call(at * 600_000, {
        model_id: models[at % 3]!,
        latency_ms: 500 + at * 20,
        ...(at % 7 === 0 && { outcome: 'error', error_code: 'ValidationException', cost_usd: null }),
      }),
    ),
  );
}

describe('the dashboard for everyone', function () {
  this.timeout(120_000);
  const host = useDashboardHost();
  for (const theme of themeNames) {
    it(`has no fault that axe finds, in any state (${theme})`, async () => {
      const custom = { fromMs: Date.now() - 3_600_000, toMs: Date.now() + 1000 };
      const remembered = { ...defaultDashboardView, range: 'custom', custom };
      const dashboard = await host.open({ theme, store: someCalls(), logLines, remembered });
      await dashboard.ready();
      await dashboard.byId('invocation-row').first().waitFor();
      assert.deepEqual(await axeFaults(dashboard.page), [], 'charts');
      await dashboard.table('chart-latency');
      await dashboard.byId('chart-latency-table').getByRole('button').first().click();
      await dashboard.byId('drill').waitFor();
      await dashboard.byId('filter-model').click();
      assert.deepEqual(await axeFaults(dashboard.page), [], 'filter menu');
      await dashboard.byId('invocations-export').click();
      assert.deepEqual(await axeFaults(dashboard.page), [], 'table, custom range, drill, menu');
      dashboard.store.failure = new Error('disk I/O error');
      await dashboard.byId('refresh').click();
      await dashboard.byId('dashboard-error').waitFor();
      assert.deepEqual(await axeFaults(dashboard.page), [], 'failure');
      const empty = await host.open({ theme });
      await empty.byId('dashboard-empty').waitFor();
      assert.deepEqual(await axeFaults(empty.page), [], 'empty');
      assert.deepEqual(await dashboard.webview.problems(), []);
    });
  }

  for (const theme of themeNames) {
    it(`draws every line in a color that can be seen (${theme})`, async () => {
      const dashboard = await host.open({ theme, store: someCalls() });
      await dashboard.ready();
      const [ground, ...strokes] = await dashboard.page.evaluate(() => [
        getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background'),
        ...[...document.querySelectorAll('.legend line')].map((line) => line.getAttribute('stroke') ?? ''),
      ]);
      assert.equal(strokes.length, 9);
      for (const stroke of strokes) {
        assert.ok((contrastOf(stroke, ground ?? '') ?? 0) >= LINE_CONTRAST, `${stroke} on ${ground ?? ''}`);
      }
    });
  }

  for (const width of [300, 700, 1600]) {
    it(`never scrolls sideways as a whole (${String(width)} px)`, async () => {
      const dashboard = await host.open({ width, store: someCalls(), logLines, forcedColors: width === 300 });
      await dashboard.ready();
      const widths = () =>
        dashboard.page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
      const [content, view] = await widths();
      assert.equal(content, view);
      for (const filter of ['filter-model', 'filter-surface', 'filter-outcome']) {
        await dashboard.byId(filter).click();
        await dashboard.byId(`${filter}-all`).waitFor();
        assert.deepEqual(await widths(), [view, view], filter);
        await dashboard.page.keyboard.press('Escape');
      }
    });
  }

  it('says each chart in a sentence', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics([call(1000, { latency_ms: 2500 })]) });
    await dashboard.ready();
    await dashboard.page
      .getByRole('img', {
        name: /^Latency: average, p95, line chart\. Average: latest 2\.5 s, highest 2\.5 s/,
      })
      .waitFor();
  });

  it('takes on another theme’s colors while it is shown', async () => {
    const dashboard = await host.open({ store: someCalls() });
    await dashboard.ready();
    const drawing = () =>
      dashboard
        .byId('chart-requests')
        .locator('canvas')
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await drawing();
    await dashboard.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-charts-blue', '#ff00ff');
      document.body.className = 'vscode-light';
    });
    await dashboard.page
      .locator('[data-testid=chart-requests] line[stroke="#ff00ff"]')
      .waitFor({ state: 'attached' });
    assert.notEqual(await drawing(), before);
  });

  it('moves nothing for those who prefer it so', async () => {
    const dashboard = await host.open({ store: someCalls(), reducedMotion: true });
    await dashboard.ready();
    assert.equal(await dashboard.page.evaluate(() => document.getAnimations().length), 0);
  });
});

import assert from 'node:assert/strict';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { call, HOUR, MillionRows, mixed, rowTexts, until, useDashboardHost } from './dashboardPage';

describe('the dashboard’s sections', function () {
  this.timeout(30_000);
  const host = useDashboardHost();

  describe('the raw table', () => {
    it('lists calls newest first, with what is known of each', async () => {
      const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
      await until(async () => (await rowTexts(dashboard)).length, 5);
      const [, second, third, , fifth] = await rowTexts(dashboard);
      assert.match(
        second ?? '',
        /\|amazon\.nova-pro\|@bedrock\|Success\|2\.0 s\|0\.4 s\|800\|200\|300\|\$0\.50\|1$/,
      );
      assert.match(third ?? '', /\|Error · ValidationException\|3\.0 s\|.*\|unknown\|1$/);
      assert.match(fifth ?? '', /\|Cancelled\|.*\|~800\|200\|~300\|/);
    });

    it('sorts by a column, either way', async () => {
      const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
      const latencies = async () => (await rowTexts(dashboard)).map((text) => text.split('|')[4]);
      await dashboard.ready();
      await dashboard.byId('sort-latency').click();
      await until(latencies, ['5.0 s', '4.0 s', '3.0 s', '2.0 s', '1.0 s']);
      await dashboard.byId('sort-latency').press('Enter');
      await until(latencies, ['1.0 s', '2.0 s', '3.0 s', '4.0 s', '5.0 s']);
      const header = dashboard.page.getByRole('columnheader', { name: 'Latency' });
      assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    });

    it('searches, and exports what it shows', async () => {
      const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
      await dashboard.ready();
      await dashboard.byId('invocations-search').fill('throttling');
      await until(async () => (await rowTexts(dashboard)).length, 1);
      await dashboard.choose('filter-surface', 'panel');
      await dashboard.byId('invocations-export').click();
      await dashboard.byId('export-csv').click();
      const intent = dashboard.intents.at(-1);
      assert.ok(intent?.type === 'export' && intent.format === 'csv' && intent.search === 'throttling');
      assert.deepEqual(intent.filter.surfaces, ['panel']);
      assert.equal(intent.filter.toMs! - intent.filter.fromMs!, 24 * HOUR);
    });

    it('scrolls through a million rows and draws only those in view', async () => {
      const dashboard = await host.open({ store: new MillionRows() });
      await dashboard.page.getByRole('heading', { name: 'Invocations (1,000,000)' }).waitFor();
      const scroller = dashboard.byId('invocations');
      await scroller.evaluate((element) => (element.scrollTop = 500_000 * 24));
      await dashboard.page.getByText('model-500000', { exact: true }).waitFor();
      await scroller.focus();
      await dashboard.page.keyboard.press('End');
      await dashboard.page.getByText('model-999999', { exact: true }).waitFor();
      const last = dashboard.byId('invocation-row').filter({ hasText: 'model-999999' });
      assert.equal(await last.getAttribute('aria-rowindex'), '1000001');
      const box = (await last.boundingBox())!;
      const frame = (await scroller.boundingBox())!;
      assert.ok(box.y + box.height <= frame.y + frame.height + 1, 'the last row is in view');
      assert.ok((await dashboard.byId('invocation-row').count()) < 60);
      assert.deepEqual(await dashboard.webview.problems(), []);
    });

    it('keeps the rows in view when newer ones come', async () => {
      const store = new MemoryMetrics(
        Array.from({ length: 500 }, (_, at) => call((at + 1) * 1000, { latency_ms: at * 1000 })),
      );
      const dashboard = await host.open({ store });
      await dashboard.ready();
      await dashboard.byId('invocations').evaluate((element) => (element.scrollTop = 100 * 24));
      const row = dashboard.byId('invocation-row').locator('[title="102,000 ms"]');
      await row.waitFor();
      // Within the table: figures above it may take another line.
      const place = () =>
        row.evaluate(
          (cell) =>
            cell.getBoundingClientRect().y -
            (cell.closest('[role=table]')?.getBoundingClientRect().y ?? Number.NaN),
        );
      const before = await place();
      store.add(call(0), call(0), call(0));
      await dashboard.page.getByRole('heading', { name: 'Invocations (503)' }).waitFor();
      await until(place, before);
    });
  });

  describe('the log', () => {
    const logLines = [
      '2026-11-20 14:03:22,123 [INFO] bedrock: Call ended',
      '2026-11-20 14:03:23,123 [ERROR] bedrock: Call failed',
    ];

    it('shows the end, by level, and opens the whole', async () => {
      const dashboard = await host.open({ logLines });
      const tail = dashboard.byId('log-tail');
      await tail.getByText('Call ended').waitFor();
      assert.equal(await tail.locator('.log-line').count(), 2);
      await dashboard.byId('log-level').selectOption('ERROR');
      await tail.getByText('Call ended').waitFor({ state: 'detached' });
      await tail.getByText('Call failed').waitFor();
      await dashboard.byId('log-open').click();
      assert.deepEqual(dashboard.intents, [{ type: 'openLog' }]);
    });

    it('follows while it is asked to', async () => {
      const dashboard = await host.open({ logLines });
      const tail = dashboard.byId('log-tail');
      await tail.getByText('Call failed').waitFor();
      dashboard.logLines = [...logLines, '2026-11-20 14:03:24,123 [INFO] bedrock: And another'];
      await tail.getByText('And another').waitFor();
      await dashboard.byId('log-follow').uncheck();
      dashboard.logLines = [...dashboard.logLines, '2026-11-20 14:03:25,123 [INFO] bedrock: Unseen'];
      await dashboard.page.waitForTimeout(2500);
      assert.equal(await tail.getByText('Unseen').count(), 0);
      await dashboard.byId('refresh').click();
      await tail.getByText('Unseen').waitFor();
    });
  });
});

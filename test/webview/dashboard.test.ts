import assert from 'node:assert/strict';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { call, MillionRows, useDashboardHost, type DashboardPage } from './dashboardPage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Calls of every outcome, and one of yesterday's yesterday. */
const mixed = () => [
  call(1 * MINUTE, { latency_ms: 1000 }),
  call(2 * MINUTE, { latency_ms: 2000, surface: 'participant', model_id: 'amazon.nova-pro' }),
  call(3 * MINUTE, { latency_ms: 3000, outcome: 'error', error_code: 'ValidationException', cost_usd: null }),
  call(5 * HOUR, { latency_ms: 4000, outcome: 'throttled', error_code: 'ThrottlingException' }),
  call(6 * HOUR, { latency_ms: 5000, outcome: 'cancelled', usage_source: 'estimated' }),
  call(50 * HOUR),
];

function rowTexts(dashboard: DashboardPage): Promise<string[]> {
  return dashboard
    .byId('invocation-row')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))
        .map((row) => [...row.children].map((cell) => cell.textContent.trim()).join('|')),
    );
}

async function until<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    try {
      return assert.deepEqual(value, expected);
    } catch (error) {
      if (Date.now() > giveUp) throw error;
    }
  }
}

describe('the dashboard', function () {
  this.timeout(30_000);
  const host = useDashboardHost();

  it('shows its frame before any data', async () => {
    const store = new MemoryMetrics(mixed());
    store.delay = new Promise(() => undefined);
    const dashboard = await host.open({ store });
    assert.equal(await dashboard.figure('kpi-requests'), '–');
    for (const chart of ['requests', 'latency', 'error-rate', 'tokens', 'cost']) {
      await dashboard.byId(`chart-${chart}`).locator('canvas').waitFor();
    }
    await dashboard.byId('invocations').waitFor();
    assert.equal(await dashboard.byId('dashboard-empty').count(), 0);
    assert.deepEqual(await dashboard.webview.problems(), []);
  });

  it('shows the figures of its range', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    assert.equal(await dashboard.figure('kpi-requests'), '5');
    assert.equal(await dashboard.figure('kpi-error-rate'), '40.0%');
    assert.equal(await dashboard.figure('kpi-latency-avg'), '3.0 s');
    assert.equal(await dashboard.figure('kpi-latency-p95'), '5.0 s');
    assert.equal(await dashboard.figure('kpi-ttft-p50'), '0.4 s');
    assert.match(await dashboard.figure('kpi-tokens'), /^5,000 → 1,500\s+20\.0% cached$/);
    assert.match(await dashboard.figure('kpi-cost'), /^\$2\.00\s+1 call of unknown price$/);
    await dashboard.byId('range').selectOption('15m');
    await until(() => dashboard.figure('kpi-requests'), '3');
    await dashboard.byId('range').selectOption('all');
    await until(() => dashboard.figure('kpi-requests'), '6');
  });

  it('filters by model, surface and outcome, and remembers it', async () => {
    const store = new MemoryMetrics(mixed());
    const first = await host.open({ store });
    await first.ready();
    await first.byId('filter-model').selectOption('amazon.nova-pro');
    await until(() => first.figure('kpi-requests'), '1');
    await first.byId('filter-model').selectOption('');
    await first.byId('filter-surface').selectOption('panel');
    await until(() => first.figure('kpi-requests'), '4');
    await first.byId('filter-outcome').selectOption('error');
    await until(() => first.figure('kpi-requests'), '1');
    await until(async () => (await rowTexts(first)).length, 1);

    const second = await host.open({ store, remembered: first.remembered });
    await second.ready();
    assert.equal(await second.byId('filter-outcome').inputValue(), 'error');
    assert.equal(await second.byId('filter-surface').inputValue(), 'panel');
    assert.equal(await second.figure('kpi-requests'), '1');
  });

  it('takes exact ends', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    await dashboard.byId('range').selectOption('custom');
    const local = (agoMs: number) => {
      const date = new Date(Date.now() - agoMs);
      return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
    };
    await dashboard.byId('range-from').fill(local(51 * HOUR));
    await dashboard.byId('range-to').fill(local(49 * HOUR));
    await until(() => dashboard.figure('kpi-requests'), '1');
  });

  it('gives each chart’s numbers as a table: zeros in counts, gaps in averages', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    await dashboard.byId('range').selectOption('15m');
    await until(() => dashboard.figure('kpi-requests'), '3');
    const counts = (await dashboard.table('chart-requests')).map(([, count]) => count);
    assert.equal(
      counts.reduce((sum, count) => sum + Number(count), 0),
      3,
    );
    assert.ok(counts.filter((count) => count === '0').length >= 10);
    const latencies = (await dashboard.table('chart-latency')).map(([, average]) => average);
    assert.deepEqual(
      latencies.filter((text) => text !== '–'),
      ['3,000 ms', '2,000 ms', '1,000 ms'],
    );
    assert.deepEqual(
      (await dashboard.table('chart-error-rate')).map(([, rate]) => rate).filter((text) => text !== '–'),
      ['100.0%', '0.0%', '0.0%'],
    );
    const tokens = await dashboard.table('chart-tokens');
    assert.equal(tokens.filter(([, input, output]) => input === '1,000' && output === '300').length, 3);
    const cost = await dashboard.table('chart-cost');
    assert.equal(cost.flat().filter((text) => text === '$0.5').length, 2);
  });

  it('tells the average of a bucket from its p95', async () => {
    const at = Date.now() - 5 * MINUTE;
    const calls = [1000, 3000].map((latency_ms) =>
      call(0, { latency_ms, timestamp: new Date(at).toISOString() }),
    );
    const dashboard = await host.open({ store: new MemoryMetrics(calls) });
    await dashboard.ready();
    const known = (await dashboard.table('chart-latency')).filter(([, average]) => average !== '–');
    assert.deepEqual(
      known.map(([, ...figures]) => figures),
      [['2,000 ms', '3,000 ms']],
    );
  });

  it('narrows the raw table to the calls of a spike, by mouse and by keyboard', async () => {
    const spike = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR + 30_000;
    const calls = Array.from({ length: 30 }, (_, at) => call(Date.now() - spike - at));
    const dashboard = await host.open({ store: new MemoryMetrics([...mixed(), ...calls]) });
    await dashboard.ready();
    await until(async () => (await rowTexts(dashboard)).length > 30, true);
    const canvas = dashboard.byId('chart-requests').locator('canvas');
    const box = (await canvas.boundingBox())!;
    await canvas.click({ position: { x: 30 + ((box.width - 34) * 21) / 24, y: box.height / 2 } });
    await dashboard.byId('drill').waitFor();
    await dashboard.byId('drill').click();
    assert.equal(await dashboard.byId('drill').count(), 0);

    await dashboard.table('chart-requests');
    const row = dashboard
      .byId('chart-requests-table')
      .locator('tr')
      .filter({ has: dashboard.page.locator('td', { hasText: /^30$/ }) });
    await row.getByRole('button').focus();
    await dashboard.page.keyboard.press('Enter');
    await until(async () => (await rowTexts(dashboard)).length, 30);
    await dashboard.page.getByRole('heading', { name: 'Invocations (30)' }).waitFor();
    assert.equal(await dashboard.figure('kpi-requests'), '35');
  });

  it('looks again at once when a call ends, and as often as it is told to', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    dashboard.store.add(call(0));
    await until(() => dashboard.figure('kpi-requests'), '6');
    await until(async () => (await rowTexts(dashboard)).length, 6);

    const timed = await host.open({ refreshSeconds: 1, store: new MemoryMetrics(mixed()) });
    await timed.ready();
    timed.store.invocations = [...timed.store.invocations, call(0)];
    await until(() => timed.figure('kpi-requests'), '6');
  });

  it('does nothing while it is hidden, and makes up for it when it shows', async () => {
    const dashboard = await host.open({ refreshSeconds: 1, store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    const show = (visible: boolean) =>
      dashboard.page.evaluate(
        (state) => {
          Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        },
        visible ? 'visible' : 'hidden',
      );
    await show(false);
    await dashboard.page.waitForTimeout(200);
    const before = dashboard.store.asked.length;
    dashboard.store.add(call(0));
    await dashboard.page.waitForTimeout(2500);
    assert.equal(dashboard.store.asked.length, before);
    await show(true);
    await until(() => dashboard.figure('kpi-requests'), '6');
  });

  it('drops the answer to what was looked at before', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    let answer = (): void => undefined;
    dashboard.store.delay = new Promise((resolve) => (answer = resolve));
    await dashboard.byId('range').selectOption('all');
    await until(async () => dashboard.store.asked.filter((method) => method === 'summary').length, 2);
    dashboard.store.delay = Promise.resolve();
    await dashboard.byId('range').selectOption('15m');
    await until(() => dashboard.figure('kpi-requests'), '3');
    answer();
    await dashboard.page.waitForTimeout(200);
    assert.equal(await dashboard.figure('kpi-requests'), '3');
    await dashboard.page.getByRole('heading', { name: 'Invocations (3)' }).waitFor();
  });

  it('invites to ask when there are no calls yet, and to look further when none match', async () => {
    const empty = await host.open();
    await empty.byId('dashboard-empty').getByText('No calls yet: ask something').waitFor();
    await empty.byId('open-chat').click();
    assert.deepEqual(empty.intents.at(-1), { type: 'openChat' });

    const narrowed = await host.open({ store: new MemoryMetrics([call(50 * HOUR)]) });
    await narrowed.byId('show-all').click();
    await until(() => narrowed.figure('kpi-requests'), '1');
    assert.equal(await narrowed.byId('dashboard-empty').count(), 0);
  });

  it('says that the metrics cannot be read, keeps what it showed, and tries again', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    dashboard.store.failure = new Error('database disk image is malformed');
    await dashboard.byId('refresh').click();
    const error = dashboard.byId('dashboard-error');
    await error.waitFor();
    assert.equal(await dashboard.figure('kpi-requests'), '5');
    await error.getByText('Details').click();
    await error.getByText('database disk image is malformed').waitFor();
    dashboard.store.failure = undefined;
    await dashboard.byId('dashboard-retry').click();
    await error.waitFor({ state: 'detached' });
  });

  describe('its raw table', () => {
    it('lists calls newest first, with what is known of each', async () => {
      const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
      await until(async () => (await rowTexts(dashboard)).length, 5);
      const [, second, third, , fifth] = await rowTexts(dashboard);
      assert.match(
        second ?? '',
        /\|amazon\.nova-pro\|@bedrock\|Success\|2\.0 s\|0\.4 s\|800\|200\|300\|\$0\.5000\|1$/,
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
      await dashboard.byId('filter-surface').selectOption('panel');
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

  describe('its log', () => {
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

import assert from 'node:assert/strict';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { call, HOUR, MINUTE, mixed, rowTexts, until, useDashboardHost } from './dashboardPage';

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
    await first.choose('filter-model', 'amazon.nova-pro');
    await until(() => first.figure('kpi-requests'), '1');
    await first.choose('filter-model', 'all');
    await first.choose('filter-surface', 'panel');
    await until(() => first.figure('kpi-requests'), '4');
    await first.choose('filter-outcome', 'error');
    await until(() => first.figure('kpi-requests'), '1');
    await until(async () => (await rowTexts(first)).length, 1);

    const second = await host.open({ store, remembered: first.remembered });
    await second.ready();
    assert.equal(await second.figure('filter-outcome'), 'Error');
    assert.equal(await second.figure('filter-surface'), 'Panel');
    assert.equal(await second.figure('filter-model'), 'All models');
    assert.equal(await second.figure('kpi-requests'), '1');
  });

  it('filters by several values at once, by keyboard as well, and remembers them', async () => {
    const store = new MemoryMetrics(mixed());
    const first = await host.open({ store });
    await first.ready();
    const { keyboard } = first.page;
    await first.byId('filter-outcome').focus();
    await keyboard.press('ArrowDown');
    const item = (name: string) => first.page.getByRole('menuitemcheckbox', { name, exact: true });
    await item('All outcomes').and(first.page.locator(':focus')).waitFor();
    assert.equal(await item('All outcomes').getAttribute('aria-checked'), 'true');
    // Success, error, throttled: the second and the third.
    for (const key of ['ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'Enter']) {
      await keyboard.press(key);
    }
    await until(() => first.figure('kpi-requests'), '2');
    assert.equal(await item('Error').getAttribute('aria-checked'), 'true');
    assert.equal(await item('All outcomes').getAttribute('aria-checked'), 'false');
    await keyboard.press('Escape');
    await first.byId('filter-outcome').and(first.page.locator(':focus')).waitFor();
    assert.equal(await item('Error').count(), 0, 'the menu is closed');
    assert.equal(await first.figure('filter-outcome'), '2 outcomes');
    assert.equal(await first.byId('filter-outcome').getAttribute('aria-label'), 'Outcome: 2 outcomes');
    await first.choose('filter-model', 'amazon.nova-pro');
    await first.choose('filter-model', 'anthropic.claude-sonnet-4');
    await until(() => first.figure('filter-model'), '2 models');

    const second = await host.open({ store, remembered: first.remembered });
    await second.ready();
    assert.equal(await second.figure('filter-outcome'), '2 outcomes');
    assert.equal(await second.figure('kpi-requests'), '2');
    await second.choose('filter-outcome', 'error');
    await until(() => second.figure('filter-outcome'), 'Throttled');
    await until(() => second.figure('kpi-requests'), '1');
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

  it('says when more models cost than it draws', async () => {
    const store = new MemoryMetrics(mixed());
    const series = store.series.bind(store);
    store.series = async (...asked) => ({ ...(await series(...asked)), modelsWithCost: 31 });
    const dashboard = await host.open({ store });
    await dashboard.page.getByRole('heading', { name: 'Cost by model per 5 minutes: top 2 of 31' }).waitFor();
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
});

import assert from 'node:assert/strict';
import type { RunHistory, RunRow } from '../../src/protocol/runHistory';
import { until, useDashboardHost } from './dashboardPage';

const row = (id: string, said: Partial<RunRow> = {}): RunRow => ({
  id,
  file: '/project/prompts.txt',
  state: 'Completed',
  steps: 3,
  done: 3,
  failed: 0,
  startedAt: '2026-11-20T14:03:22.000Z',
  endedAt: '2026-11-20T14:03:25.500Z',
  tokens: 1234,
  costUsd: 0.5,
  unpriced: 0,
  ...said,
});
const newest = '01M7YG8CQSFP289NDD05AEXRAA';
const older = '01M7YG8CQSFP289NDD05AEXRAB';
const runs: RunHistory = {
  total: 2,
  rows: [
    row(newest, { state: 'Failed', done: 2, failed: 1, costUsd: 0, unpriced: 2, endedAt: null }),
    row(older, { file: 'C:\\work\\<b>x.prompts.yaml' }),
  ],
  log: ['14:03:22.123 [INFO] 1: asking', '14:03:22.400 [ERROR] 2: denied: <img src=x onerror=alert(1)>'],
};

describe('the dashboard’s prompt runs', function () {
  this.timeout(30_000);
  const host = useDashboardHost();

  it('are listed with state, file, time, steps, tokens and cost, newest first', async () => {
    const dashboard = await host.open({ runs });
    await dashboard.page.getByRole('heading', { name: 'Prompt runs (2)' }).waitFor();
    const cells = await dashboard
      .byId('run-history-row')
      .evaluateAll((rows) =>
        rows.map((each) => [...each.children].slice(2, 9).map((cell) => cell.textContent.trim())),
      );
    await dashboard.byId('run-history').screenshot({ path: 'out/screenshots/run-history.png' });
    assert.deepEqual(cells, [
      ['prompts.txt', 'Failed', '2 of 3', '1', '–', '1,234', 'cost unknown'],
      ['<b>x.prompts.yaml', 'Completed', '3 of 3', '0', '3.5 s', '1,234', '$0.50'],
    ]);
  });

  it('have the last one’s log, as text', async () => {
    const dashboard = await host.open({ runs });
    const lines = () => dashboard.byId('run-log').locator('.log-line').allInnerTexts();
    await until(lines, runs.log);
    assert.equal(await dashboard.byId('run-log').locator('.log-error').count(), 1);
    assert.equal(await dashboard.byId('run-log').locator('img').count(), 0);
  });

  it('are opened from there: results and log', async () => {
    const dashboard = await host.open({ runs });
    await dashboard.byId('run-open-result').first().click();
    await dashboard.byId('run-open-log').last().press('Enter');
    await until(
      () => Promise.resolve(dashboard.intents),
      [
        { type: 'openRunResult', run: newest },
        { type: 'openRunLog', run: older },
      ],
    );
  });

  it('say how to begin where there is none', async () => {
    const dashboard = await host.open();
    await dashboard.byId('run-history').getByText('No prompt file has been run yet').waitFor();
    assert.equal(await dashboard.byId('run-history-row').count(), 0);
  });
});

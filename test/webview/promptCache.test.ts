import assert from 'node:assert/strict';
import type { CacheOverview } from '../../src/protocol/promptCache';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { axeFaults } from '../support/axe';
import { themeNames } from '../support/themes';
import { mixed, until, useDashboardHost } from './dashboardPage';

const sums = {
  calls: 10,
  hits: 9,
  readTokens: 45_000,
  inputTokens: 50_000,
  lostTokens: 5_137,
  lostUsd: 0.0177,
  unpricedLosses: 0,
};
const reason = 'The tools came in another order: weather stands where another one stood.';
const cache: CacheOverview = {
  days: [
    { day: '2026-11-20', ...sums, savedUsd: 0.1234 },
    { day: '2026-11-19', ...sums, unpricedLosses: 2, lostUsd: 0, savedUsd: -0.01 },
  ],
  conversations: [
    { surface: 'panel', modelLabel: 'Claude Sonnet 4.5', lastMs: 0, ...sums, savedUsd: null, reason },
    { surface: 'provider', modelLabel: 'Nova Pro', lastMs: 0, ...sums, savedUsd: 0.5, reason: '' },
  ],
  advice: [{ id: 'sortTools', label: 'Keep Tools in Order', reason }],
};

describe('the prompt cache on the dashboard', function () {
  this.timeout(60_000);
  const host = useDashboardHost();
  const open = () => host.open({ store: new MemoryMetrics(mixed()), cache });

  it('has a row for each day and conversation, and says what is not known', async () => {
    const dashboard = await open();
    const days = dashboard.byId('cache-day');
    await until(() => days.count(), 2);
    const texts = (await days.allInnerTexts()).map((text) => text.split(/\s*\t\s*/));
    assert.deepEqual(texts, [
      ['Nov 20', '10', '90.0%', '90.0%', '$0.12', '$0.0177'],
      ['Nov 19', '10', '90.0%', '90.0%', '-$0.0100', 'cost unknown'],
    ]);
    assert.equal(await dashboard.byId('cache-conversation').count(), 2);
    assert.deepEqual(await dashboard.byId('cache-reason').allInnerTexts(), [`Last miss: ${reason}`]);
  });

  it('tells the host which advice is followed', async () => {
    const dashboard = await open();
    await dashboard.byId('advice-sortTools').click();
    await until(async () => dashboard.intents.at(-1), { type: 'followAdvice', advice: 'sortTools' });
  });

  for (const theme of themeNames) {
    it(`has no fault that axe finds (${theme})`, async () => {
      const dashboard = await host.open({ theme, store: new MemoryMetrics(mixed()), cache });
      await dashboard.byId('cache-conversation').first().waitFor();
      assert.deepEqual(await axeFaults(dashboard.page), []);
    });
  }

  it('is not there where no call used it', async () => {
    const dashboard = await host.open({ store: new MemoryMetrics(mixed()) });
    await dashboard.ready();
    assert.equal(await dashboard.byId('prompt-cache').count(), 0);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricsStore, MetricsStoreOptions } from '../../../../src/core/metrics/store';
import { tidyMetrics } from '../../../../src/core/metrics/tidyMetrics';
import { invocation, newDirectory } from './records';
import { all, openStore, record, table } from './worker';

describe('the age of what the metrics store keeps', function () {
  this.timeout(30_000);
  let directory: string;
  const stores: MetricsStore[] = [];

  beforeEach(() => (directory = newDirectory()));
  afterEach(() => {
    for (const store of stores.splice(0)) {
      store.dispose();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  const ago = (days: number) =>
    invocation({ timestamp: new Date(Date.now() - days * 86_400_000).toISOString() });
  const idsOf = async (store: MetricsStore) => (await store.rows(table())).rows.map(({ id }) => id).sort();

  it('takes nothing for old because a clock was a year ahead for two days', async () => {
    const { store } = await open();
    const calls = [400, 370, 368, 367, 366, 1, 0].map(ago);
    record(directory, 'a', ...calls);
    assert.equal(await store.applyRetention(30), 1);
    assert.equal((await store.summary(all)).requests, calls.length - 1);
  });

  it('looks for what is old once a day, and whenever the record is open', async () => {
    const { store } = await open();
    record(directory, 'a', ...[400, 3, 2, 1].map(ago));
    const remembered: number[] = [];
    const tidy = (days: number, lastMs?: number) =>
      tidyMetrics(store, { days, lastMs, remember: async (ms) => void remembered.push(ms) });
    await tidy(0);
    await tidy(30, Date.now() - 3_600_000);
    assert.deepEqual([store.isActive, remembered], [false, []]);
    await tidy(30, Date.now() - 25 * 3_600_000);
    assert.deepEqual([store.isActive, remembered.length], [true, 1]);
    assert.equal((await store.summary(all)).requests, 3);
    await tidy(30, Date.now());
    assert.equal(remembered.length, 2);
  });

  it('deletes what is old among the lines that an older release kept aside, for good', async () => {
    mkdirSync(join(directory, 'aside'), { recursive: true });
    const [old, young, ...more] = [100, 3, 2, 1].map(ago);
    const lines = [old, young].map((call) => JSON.stringify({ v: 1, type: 'invocation', ...call }));
    const aside = join(directory, 'aside', 'x-1.ndjson');
    writeFileSync(aside, [lines[0], 'no line of ours', lines[1], ''].join('\n'));
    record(directory, 'a', ...more);
    const { store } = await open();
    assert.equal(await store.applyRetention(30), 1);
    record(directory, 'b', ago(1));
    await store.fold();
    assert.equal((await idsOf(store)).includes(old?.id ?? ''), false);
    assert.equal((await store.summary(all)).requests, 4);
    assert.equal(readFileSync(aside, 'utf8'), 'no line of ours\n');
  });

  it('deletes what is old, and everything when asked', async () => {
    const { store } = await open();
    const young = [1, 2, 3].map((days) => ago(days));
    record(directory, 'a', ago(10), ...young);
    assert.equal(await store.applyRetention(0), 0);
    assert.equal(await store.applyRetention(5), 1);
    assert.equal(await store.applyRetention(5), 0);
    assert.deepEqual(await idsOf(store), young.map(({ id }) => id).sort());
    writeFileSync(join(directory, 'journal', 'x-1.ndjson'), 'garbage\n');
    writeFileSync(join(directory, 'metrics.damaged-x.db'), 'old');
    await store.deleteAll();
    assert.deepEqual(readdirSync(directory).sort(), ['journal', 'metrics.db']);
    assert.deepEqual(readdirSync(join(directory, 'journal')), []);
    assert.deepEqual(await store.rows(table()), { total: 0, rows: [] });
  });

  async function open(options: Partial<MetricsStoreOptions> = {}, path = directory) {
    const opened = await openStore(path, options);
    stores.push(opened.store);
    return opened;
  }
});

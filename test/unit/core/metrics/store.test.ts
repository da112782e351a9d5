import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from '../../../../src/core/metrics/journal';
import type { MetricsStore, MetricsStoreOptions } from '../../../../src/core/metrics/store';
import { MetricsError } from '../../../../src/core/metrics/metricsError';
import { invocation, invocationEntry, newDirectory } from './records';
import { all, openStore, record, table } from './worker';

describe('the metrics store', function () {
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

  it('starts nothing and touches nothing before it is asked', async () => {
    const { store } = await open();
    await store.foldIfDue();
    assert.equal(store.isActive, false);
    assert.deepEqual(readdirSync(directory), []);
  });

  it('knows nothing of calls that were never made, which is not zero', async () => {
    const { store } = await open();
    assert.deepEqual(await store.summary(all), {
      requests: 0,
      errorRate: null,
      latencyAvgMs: null,
      latencyP95Ms: null,
      timeToFirstTokenP50Ms: null,
      inputTokens: 0,
      cacheReadTokens: 0,
      outputTokens: 0,
      costUsd: null,
      unpricedCalls: 0,
    });
    assert.equal((await store.series(all, 100)).startMs.length, 0);
    assert.deepEqual(await store.rows(table()), { total: 0, rows: [] });
    assert.deepEqual(await store.models(), []);
  });

  it('adds up every window, folded or not', async () => {
    const { store } = await open();
    record(directory, 'a', invocation({ latency_ms: 100, cost_usd: 0.5, time_to_first_token_ms: 10 }));
    record(
      directory,
      'b',
      invocation({ latency_ms: 300, outcome: 'throttled', success: 0, time_to_first_token_ms: null }),
    );
    await store.fold();
    const cancelled = { outcome: 'cancelled', success: 0, cache_read_tokens: 100 } as const;
    record(
      directory,
      'a',
      invocation({ latency_ms: 500, ...cancelled, cost_usd: 0.25, time_to_first_token_ms: 30 }),
    );
    assert.deepEqual(await store.summary(all), {
      requests: 3,
      errorRate: 1 / 3,
      latencyAvgMs: 300,
      latencyP95Ms: 480,
      timeToFirstTokenP50Ms: 20,
      inputTokens: 3 * 812 + 100,
      cacheReadTokens: 100,
      outputTokens: 3 * 340,
      costUsd: 0.75,
      unpricedCalls: 1,
    });
  });

  it('adds up by UTC day, model and region what calls came to, and what is not known of them', async () => {
    const { store } = await open();
    record(
      directory,
      'a',
      invocation({ timestamp: '2026-11-20T23:59:59.999Z', cost_usd: 0.5, cache_read_tokens: 7 }),
    );
    record(directory, 'b', invocation({ timestamp: '2026-11-20T00:00:00.000Z', cost_usd: 0.25 }));
    await store.fold();
    record(directory, 'a', invocation({ timestamp: '2026-11-21T00:00:00.000Z', usage_source: 'estimated' }));
    const nothing = {
      input_tokens: null,
      output_tokens: null,
      cache_read_tokens: null,
      cache_write_tokens: null,
    };
    record(
      directory,
      'b',
      invocation({ timestamp: '2026-11-21T08:00:00.000Z', region: 'eu-west-1', ...nothing }),
    );
    const sums = { model: 'anthropic.claude-sonnet-4-20250514-v1:0', cacheWriteTokens: 0 };
    const use = await store.dailyUsage(all);
    assert.deepEqual(
      use.toSorted((a, b) => a.day.localeCompare(b.day) || b.region.localeCompare(a.region)),
      [
        {
          ...sums,
          day: '2026-11-20',
          region: 'us-east-1',
          calls: 2,
          costUsd: 0.75,
          unpricedCalls: 0,
          inputTokens: 1624,
          outputTokens: 680,
          cacheReadTokens: 7,
          estimatedCalls: 0,
        },
        {
          ...sums,
          day: '2026-11-21',
          region: 'us-east-1',
          calls: 1,
          costUsd: 0,
          unpricedCalls: 1,
          inputTokens: 812,
          outputTokens: 340,
          cacheReadTokens: 0,
          estimatedCalls: 1,
        },
        {
          // It failed before a token came: there is no price to be known.
          ...sums,
          day: '2026-11-21',
          region: 'eu-west-1',
          calls: 1,
          costUsd: 0,
          unpricedCalls: 0,
          inputTokens: 0,
          outputTokens: 0,
          cacheReadTokens: 0,
          estimatedCalls: 0,
        },
      ],
    );
  });

  it('gives back every field as it was recorded, from the journal, the database and a new worker', async () => {
    const records = [
      invocation({ error_code: 'ThrottlingException', outcome: 'throttled', success: 0 }),
      invocation({ conversation_id: 'c1', inference_profile: 'eu.x', cost_usd: 0.1, price_version: 'p1' }),
      invocation({ input_tokens: null, output_tokens: null, usage_source: null, stop_reason: null }),
    ];
    record(directory, 'a', ...records);
    const { store } = await open();
    const byId = table({ sort: { column: 'timestamp', descending: false } });
    assert.deepEqual((await store.rows(byId)).rows, records);
    await store.fold();
    assert.deepEqual((await store.rows(byId)).rows, records);
    store.dispose();
    assert.deepEqual((await (await open()).store.rows(byId)).rows, records);
    // Without the copy of the columns the database itself is read.
    rmSync(join(directory, 'metrics.columns'));
    assert.deepEqual((await (await open()).store.rows(byId)).rows, records);
  });

  it('draws the costliest models, and says how many have a cost', async () => {
    const costs = Array.from({ length: 30 }, (_, index) =>
      invocation({ model_id: `model-${String(index)}`, cost_usd: index }),
    );
    record(directory, 'a', ...costs, invocation({ model_id: 'unpriced', cost_usd: null }));
    const { store } = await open();
    const { costByModel, modelsWithCost } = await store.series(all, 100);
    assert.equal(costByModel.length, 25);
    assert.equal(costByModel[0]?.model, 'model-29');
    // All but the one that costs nothing and the one whose cost nobody knows.
    assert.equal(modelsWithCost, 29);
  });

  it('draws curves with gaps, zeroes and no more points than wanted', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();
    record(
      directory,
      'a',
      invocation({ timestamp: at(0), latency_ms: 100, cost_usd: 1 }),
      invocation({ timestamp: at(0), latency_ms: 200, outcome: 'error', success: 0 }),
      invocation({ timestamp: at(3), latency_ms: 400, cost_usd: 2, model_id: 'other' }),
    );
    const { store } = await open();
    const series = await store.series(all, 100);
    assert.equal(series.bucketMs, 60_000);
    assert.deepEqual([...series.requests], [2, 0, 0, 1]);
    assert.deepEqual([...series.latencyAvgMs], [150, NaN, NaN, 400]);
    assert.deepEqual([...series.latencyP50Ms], [150, NaN, NaN, 400]);
    assert.deepEqual([...series.latencyP95Ms], [195, NaN, NaN, 400]);
    assert.deepEqual([...series.errorRate], [0.5, NaN, NaN, 0]);
    assert.deepEqual(
      series.costByModel.map(({ model, totalUsd, costUsd }) => [model, totalUsd, [...costUsd]]),
      [
        ['other', 2, [0, 0, 0, 2]],
        ['anthropic.claude-sonnet-4-20250514-v1:0', 1, [1, 0, 0, 0]],
      ],
    );
    for (const points of [1, 2, 3, 7, 50]) {
      const fromMs = Date.UTC(2026, 9, 1);
      const wide = await store.series({ ...all, fromMs, toMs: Date.UTC(2026, 10, 21) }, points);
      assert.ok(wide.startMs.length <= points);
      assert.equal(
        wide.requests.reduce((sum, count) => sum + count, 0),
        3,
      );
    }
  });

  it('filters, searches, sorts and pages the raw table', async () => {
    const records = Array.from({ length: 50 }, (_, index) =>
      invocation({
        timestamp: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
        latency_ms: (index * 37) % 50,
        model_id: `model-${String(index % 3)}`,
        surface: index % 2 === 0 ? 'panel' : 'provider',
        cost_usd: index % 5 === 0 ? null : index / 10,
      }),
    );
    record(directory, 'a', ...records.slice(0, 20));
    const { store } = await open();
    await store.fold();
    record(directory, 'b', ...records.slice(20));
    const filter = { ...all, models: ['model-1'], surfaces: ['panel' as const] };
    const expected = records.filter((row) => row.model_id === 'model-1' && row.surface === 'panel');
    assert.deepEqual((await store.rows(table({ filter }))).rows, expected.toReversed());
    const sort = { column: 'latency_ms', descending: false } as const;
    const page = await store.rows(table({ sort, offset: 30, limit: 10 }));
    assert.equal(page.total, 50);
    assert.deepEqual(
      page.rows.map((row) => row.latency_ms),
      Array.from({ length: 10 }, (_, index) => 30 + index),
    );
    const costs = await store.rows(table({ sort: { column: 'cost_usd', descending: true } }));
    assert.deepEqual(costs.rows[0], records[49]);
    assert.equal(costs.rows.at(-1)?.cost_usd, null);
    assert.equal((await store.rows(table({ search: 'MODEL-2' }))).total, 16);
    assert.deepEqual(await store.models(), ['model-0', 'model-1', 'model-2']);
  });

  it('remembers what was said of a call, before and after it is folded', async () => {
    const { store } = await open();
    const record1 = invocation();
    record(directory, 'a', record1);
    const journal = new Journal({ directory: join(directory, 'journal'), windowId: 'f' });
    const say = (feedback: 'helpful' | 'unhelpful' | null) => {
      const { id, timestamp } = invocation();
      journal.append({ v: 1, type: 'feedback', id, timestamp, invocation_id: record1.id, feedback });
    };
    say('unhelpful');
    assert.equal((await store.rows(table())).rows[0]?.feedback, 'unhelpful');
    await store.fold();
    say('helpful');
    assert.equal((await store.rows(table())).rows[0]?.feedback, 'helpful');
    await store.fold();
    rmSync(join(directory, 'metrics.columns'));
    store.dispose();
    assert.equal((await (await open()).store.rows(table())).rows[0]?.feedback, 'helpful');
    journal.dispose();
  });

  it('tells of every new line while somebody listens', async () => {
    const { store } = await open();
    let told = 0;
    const registration = store.onDidChange(() => (told += 1));
    record(directory, 'other', invocation());
    while (told === 0) {
      await sleep(5);
    }
    registration.dispose();
    await sleep(100);
    told = 0;
    record(directory, 'other', invocation());
    await sleep(200);
    assert.equal(told, 0);
  });

  it('exports exactly what is filtered', async () => {
    const records = [invocation({ cost_usd: 0.5 }), invocation({ model_id: 'a,"b"' }), invocation()];
    record(directory, 'a', ...records);
    const { store } = await open();
    const path = join(directory, 'out');
    const filter = { ...all, models: ['a,"b"'] };
    assert.deepEqual(await store.export(filter, '', 'csv', path), { rows: 1 });
    const csv = readFileSync(path, 'utf8').split('\r\n');
    assert.ok(csv[0]?.startsWith('timestamp,latency_ms,success,id,'));
    assert.ok(csv[1]?.includes('"a,""b"""'));
    assert.equal(csv.length, 3);
    await store.export(all, '', 'json', path);
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), records);
    await store.export(all, 'sonnet', 'sqlite', path);
    const other = newDirectory();
    writeFileSync(join(other, 'metrics.db'), readFileSync(path));
    assert.equal((await (await open({}, other)).store.summary(all)).costUsd, 0.5);
    assert.equal((await (await open({}, other)).store.summary(all)).requests, 2);
  });

  it('exports to the file alone, whatever lies beside it', async () => {
    record(directory, 'a', invocation());
    const { store } = await open();
    const [path, secret] = [join(directory, 'out'), join(directory, 'secret')];
    writeFileSync(secret, 'mine');
    symlinkSync(secret, `${path}.tmp`);
    symlinkSync(secret, path);
    for (const format of ['csv', 'json', 'sqlite'] as const) {
      await store.export(all, '', format, path);
      assert.equal(readFileSync(secret, 'utf8'), 'mine');
    }
  });

  it('lets a window write on in a new segment after its own was folded away', async () => {
    const journal = new Journal({ directory: join(directory, 'journal'), windowId: 'w' });
    const { store } = await open();
    const entries = Array.from({ length: 6 }, () => invocationEntry());
    for (const entry of entries) {
      journal.append(entry);
      await store.fold();
      assert.deepEqual(readdirSync(join(directory, 'journal')).length <= 1, true);
    }
    journal.dispose();
    assert.deepEqual(
      (await store.rows(table({ sort: { column: 'timestamp', descending: false } }))).rows.map(
        ({ id }) => id,
      ),
      entries.map(({ id }) => id),
    );
  });

  it('gives the worker back when it is idle, and starts it again', async () => {
    const { store } = await open({ idleMs: 20 });
    record(directory, 'a', invocation());
    assert.equal((await store.summary(all)).requests, 1);
    while (store.isActive) {
      await sleep(5);
    }
    assert.equal((await store.summary(all)).requests, 1);
  });

  it('rejects what is pending when it is disposed, and what is asked after that', async () => {
    const { store } = await open();
    const pending = store.summary(all);
    store.dispose();
    store.dispose();
    await assert.rejects(pending, (error) => error instanceof MetricsError && error.reason === 'disposed');
    await assert.rejects(store.models(), (error) => error instanceof MetricsError);
  });

  it('rejects when the worker dies, cannot start, hangs or is asked nonsense; and asks a new one the next time', async () => {
    const script = join(directory, 'worker.cjs');
    const workers: [source: string, reason: string][] = [
      ['require("worker_threads").parentPort.on("message", () => process.exit(1))', 'died'],
      ['throw new Error("broken")', 'died'],
      ['setInterval(() => {}, 1000)', 'timeout'],
      [
        'const { parentPort: p } = require("worker_threads"); p.on("message", (m) => p.postMessage({ type: "result", id: m.id, value: 7 }))',
        'unexpected',
      ],
    ];
    for (const [source, reason] of workers) {
      writeFileSync(script, source);
      const { store } = await open({ workerPath: script, timeoutMs: 1000 });
      for (let round = 0; round < 2; round += 1) {
        await assert.rejects(
          store.summary(all),
          (error) => error instanceof MetricsError && error.reason === reason,
        );
      }
    }
  });

  async function open(options: Partial<MetricsStoreOptions> = {}, path = directory) {
    const opened = await openStore(path, options);
    stores.push(opened.store);
    return opened;
  }
});

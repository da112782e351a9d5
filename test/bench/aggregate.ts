import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MetricsStore } from '../../src/core/metrics/store';
import { all, openStore, table } from '../unit/core/metrics/worker';
import { firstDesign, median, nodeSqlite, timed, timeOf, watched, type Figure } from './figure';
import { generate } from './generate';

const MB = 2 ** 20;
const pandas = 'pandas';

/** A store of so many calls over 30 days: opened, added up by minutes, shown as a table, folded. */
export async function measureAggregate(directory: string, rows: number): Promise<Figure[]> {
  const storage = join(directory, 'metrics');
  const database = join(storage, 'metrics.db');
  generate(join(storage, 'journal'), rows);
  const [fold, foldBlock] = await watched(() => withStore(storage, (store) => timed(() => store.fold())));
  const peer = firstDesign('aggregate', database, 3);
  const node = await groupedByNode(database);
  const cold: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    cold.push(await withStore(storage, (store) => timed(() => minutes(store))));
  }
  const [warm, block] = await watched(() => withStore(storage, (store) => measureWarm(store, rows)));
  rmSync(join(storage, 'metrics.columns'));
  const open = await withStore(storage, (store) => timed(() => store.models()));
  const aggregate = { ours: warm.minutes, unit: 'ms' };
  return [
    { name: 'aggregate, warm', ...aggregate, peer, peerName: pandas },
    { name: 'aggregate, warm', ...aggregate, peer: node, peerName: 'node:sqlite' },
    { name: 'aggregate, cold', ours: median(cold), unit: 'ms', peer, peerName: pandas },
    { name: 'aggregate, one model', ours: warm.filtered, unit: 'ms', peer, peerName: pandas },
    { name: 'figures, warm', ours: warm.figures, unit: 'ms', peer, peerName: pandas },
    { name: 'raw table, first rows', ours: warm.firstRows, unit: 'ms' },
    { name: 'raw table, middle', ours: warm.middleRows, unit: 'ms' },
    { name: 'open without the copy', ours: open, unit: 'ms', peer, peerName: pandas },
    { name: 'fold of all rows', ours: fold, unit: 'ms' },
    { name: 'memory of the worker', ours: warm.bytes / MB, unit: 'MB' },
    { name: 'thread blocked, fold', ours: foldBlock, unit: 'ms' },
    { name: 'thread blocked, questions', ours: block, unit: 'ms' },
  ];
}

async function measureWarm(store: MetricsStore, rows: number) {
  await minutes(store);
  // Between the first question and the next ones the worker prepares for them.
  await sleep(1000);
  const filter = { ...all, models: ['vendor.model-3-v1:0'] };
  return {
    minutes: await often(() => minutes(store)),
    filtered: await often(() => store.series(filter, 50_000)),
    figures: await often(() => store.summary(all)),
    firstRows: await timed(() => store.rows(table({ limit: 100 }))),
    middleRows: await timed(() => store.rows(table({ limit: 100, offset: rows / 2 }))),
    bytes: await store.workerMemory(),
  };
}

/** One-minute buckets with count, mean, percentiles and error rate. */
async function minutes(store: MetricsStore): Promise<void> {
  await store.series(all, 50_000);
}

async function often(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    times.push(await timed(work));
  }
  return median(times);
}

async function withStore<T>(storage: string, task: (store: MetricsStore) => Promise<T>): Promise<T> {
  const { store } = await openStore(storage);
  try {
    return await task(store);
  } finally {
    store.dispose();
  }
}

/** The same question to the database by SQL, and the percentiles from what it gives. */
async function groupedByNode(path: string): Promise<number | undefined> {
  const sqlite = await nodeSqlite();
  if (sqlite === undefined) {
    return undefined;
  }
  const database = new sqlite.DatabaseSync(path, { readOnly: true });
  try {
    return timeOf(() => {
      const rows = database
        .prepare('SELECT substr(timestamp, 1, 16) AS minute, latency_ms, success FROM invocations')
        .all() as { minute: string; latency_ms: number; success: number }[];
      const byMinute = new Map<string, number[]>();
      for (const { minute, latency_ms } of rows) {
        const latencies = byMinute.get(minute);
        if (latencies === undefined) {
          byMinute.set(minute, [latency_ms]);
        } else {
          latencies.push(latency_ms);
        }
      }
      for (const latencies of byMinute.values()) {
        Int32Array.from(latencies).sort();
      }
    });
  } finally {
    database.close();
  }
}

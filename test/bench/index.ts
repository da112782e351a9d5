// Measures the metrics store and the log's tail beside their peers, in one run: `npm run bench`, `--json` for machines.
import { spawnSync } from 'node:child_process';
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Journal } from '../../src/core/metrics/journal';
import type { MetricsStore } from '../../src/core/metrics/store';
import { invocationEntry } from '../unit/core/metrics/records';
import { all, openStore, table } from '../unit/core/metrics/worker';
import { generate } from './generate';
import { measureConverse } from './ttft';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rows: { type: 'string', default: '1000000' } },
});
const rowCount = Number(flags.rows);
const directory = nodeFs.mkdtempSync(join(tmpdir(), 'bench-'));

interface Measure {
  readonly name: string;
  readonly ours: number;
  readonly peer: number | undefined;
  readonly peerName: string;
  readonly unit: string;
}

try {
  await measureRecord();
  await measureAggregate();
  for (const figure of await measureConverse()) report(figure);
} finally {
  nodeFs.rmSync(directory, { recursive: true, force: true });
}

async function measureRecord(): Promise<void> {
  const entries = Array.from({ length: 2000 }, () => invocationEntry());
  const line = Buffer.from(`${JSON.stringify(entries[0])}\n`);
  const fd = nodeFs.openSync(join(directory, 'bare'), 'ax');
  const journal = new Journal({ directory: join(directory, 'journal'), windowId: 'w' });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    ours.push(timeOf(() => entries.forEach((entry) => journal.append(entry))) / entries.length);
    bare.push(timeOf(() => entries.forEach(() => nodeFs.writeSync(fd, line))) / entries.length);
  }
  nodeFs.closeSync(fd);
  journal.dispose();
  const record = { name: 'record', ours: median(ours) * 1000, unit: 'µs' };
  report({
    ...record,
    peer: python('record', join(directory, 'calls.db'), 300, 1000),
    peerName: 'python sqlite3',
  });
  report({ ...record, peer: median(bare) * 1000, peerName: 'bare write' });
}

async function measureAggregate(): Promise<void> {
  const storage = join(directory, 'metrics');
  generate(join(storage, 'journal'), rowCount);
  const { store } = await openStore(storage);
  const fold = await timed(() => store.fold());
  report({ name: 'fold', ours: fold, peer: undefined, peerName: '', unit: 'ms' });
  store.dispose();
  const pandas = python('aggregate', join(storage, 'metrics.db'), 3, 1);

  const cold: number[] = [];
  for (let round = 0; round < 5; round += 1)
    cold.push(await withStore(storage, (one) => timed(() => minutes(one))));
  report({ name: 'aggregate, cold', ours: median(cold), peer: pandas, peerName: 'pandas', unit: 'ms' });

  await withStore(storage, async (one) => {
    const warm: number[] = [];
    const filtered: number[] = [];
    await minutes(one);
    for (let round = 0; round < 15; round += 1) warm.push(await timed(() => minutes(one)));
    report({ name: 'aggregate, warm', ours: median(warm), peer: pandas, peerName: 'pandas', unit: 'ms' });
    for (let round = 0; round < 9; round += 1) filtered.push(await timed(() => one.summary(all)));
    report({ name: 'summary, warm', ours: median(filtered), peer: undefined, peerName: '', unit: 'ms' });
    const bytes = await one.workerMemory();
    report({ name: 'worker memory', ours: bytes / 2 ** 20, peer: undefined, peerName: '', unit: 'MB' });
    const first = await timed(() => one.rows(table({ limit: 100 })));
    report({ name: 'raw table, first rows', ours: first, peer: undefined, peerName: '', unit: 'ms' });
    const deep = await timed(() => one.rows(table({ limit: 100, offset: rowCount / 2 })));
    report({ name: 'raw table, middle', ours: deep, peer: undefined, peerName: '', unit: 'ms' });
  });

  nodeFs.rmSync(join(storage, 'metrics.columns'));
  const open = await withStore(storage, (one) => timed(() => one.models()));
  report({ name: 'open without copy', ours: open, peer: pandas, peerName: 'pandas', unit: 'ms' });
}

async function withStore<T>(storage: string, task: (store: MetricsStore) => Promise<T>): Promise<T> {
  const { store } = await openStore(storage);
  try {
    return await task(store);
  } finally {
    store.dispose();
  }
}

/** One-minute buckets with count, mean, percentiles and error rate. */
async function minutes(store: MetricsStore): Promise<void> {
  await store.series(all, 50_000);
}

/** What the first design takes, in milliseconds times `scale`; undefined where it cannot be run. */
function python(what: string, path: string, rounds: number, scale: number): number | undefined {
  const script = join(import.meta.dirname, 'firstDesign.py');
  for (const program of ['/usr/bin/python3', 'python3', 'python']) {
    const run = spawnSync(program, [script, what, path, String(rounds)], { encoding: 'utf8' });
    if (run.status === 0) return Number(run.stdout) * scale;
  }
  return undefined;
}

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report({ name, ours, peer, peerName, unit }: Measure): void {
  const ratio = peer === undefined ? null : ours / peer;
  if (flags.json) {
    console.log(JSON.stringify({ name, ours, peer: peer ?? null, peerName, ratio, unit }));
    return;
  }
  const beside =
    peer === undefined || ratio === null
      ? ''
      : `${peerName} ${peer.toFixed(2)} ${unit}, ratio ${ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2)}`;
  console.log(`${name.padEnd(24)} ${ours.toFixed(2)} ${unit}`.padEnd(44), beside);
}

import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { sampleCosts } from '../../scripts/sampleCosts';
import { openEngine } from '../unit/core/finops/engine';
import { median, timed, type Figure } from './figure';

const ROUNDS = 3;
const groups = `SELECT line_item_product_code, CAST(line_item_usage_start_date AS DATE), sum(line_item_unblended_cost)`;

/** From a CSV of costs, 20 columns wide, to the first figures and to all of it, beside pandas and DuckDB alone. */
export async function measureFinops(directory: string, rows: number): Promise<Figure[]> {
  const path = join(directory, 'costs.csv');
  await writeSample(path, rows);
  const ours: Loaded[] = [];
  const theirs: { ms: number; mb: number }[] = [];
  const bare: number[] = [];
  // In turns, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await load(path));
    theirs.push(...pandas(path));
    bare.push(await timed(() => bareDuckDb(path)));
  }
  const of = (key: keyof Loaded) => median(ours.map((one) => one[key]));
  const peer = (key: 'ms' | 'mb') => (theirs.length > 0 ? median(theirs.map((one) => one[key])) : undefined);
  const first = { name: 'costs, first figures', ours: of('firstMs'), unit: 'ms' };
  const memory = { unit: 'MB', peer: peer('mb'), peerName: 'pandas' };
  return [
    { ...first, peer: peer('ms'), peerName: 'pandas' },
    { ...first, peer: median(bare), peerName: 'bare DuckDB, one sum' },
    { name: 'costs, all loaded', ours: of('allMs'), peer: peer('ms'), peerName: 'pandas', unit: 'ms' },
    { name: 'costs, memory at first figures', ours: of('firstMb'), ...memory },
    { name: 'costs, peak memory of the load', ours: of('peakMb'), ...memory },
    {
      name: 'costs, query once loaded',
      ours: of('queryMs'),
      peer: median(bare),
      peerName: 'bare DuckDB',
      unit: 'ms',
    },
  ];
}

interface Loaded {
  readonly firstMs: number;
  readonly allMs: number;
  readonly firstMb: number;
  readonly peakMb: number;
  readonly queryMs: number;
}

/** Loads the file in a process that has loaded nothing before. */
async function load(path: string): Promise<Loaded> {
  const { engine } = await openEngine();
  // The start of the process does not count, as the import of pandas does not.
  await engine.inspect([path]);
  const start = performance.now();
  let firstMs = NaN;
  let firstMb = NaN;
  try {
    const { id } = await engine.load([path], {
      onProgress: ({ summary }) => {
        if (!summary) {
          return;
        }
        firstMs = performance.now() - start;
        firstMb = peakOf(engine.pid);
      },
    });
    const allMs = performance.now() - start;
    const peakMb = peakOf(engine.pid);
    const sql = 'SELECT ServiceCode, Day, sum(Cost) FROM costs GROUP BY ALL';
    const queryMs = await timed(() => engine.query(id, sql));
    return { firstMs, allMs, firstMb, peakMb, queryMs };
  } finally {
    engine.dispose();
  }
}

/** The most memory that a process ever had, in MB, where the system says. */
function peakOf(pid: number | undefined): number {
  const status = `/proc/${pid ?? 0}/status`;
  if (!existsSync(status)) {
    return NaN;
  }
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) / 1024;
}

function pandas(path: string): { ms: number; mb: number }[] {
  const script = join(import.meta.dirname, 'costs.py');
  for (const program of ['/usr/bin/python3', 'python3', 'python']) {
    const run = spawnSync(program, [script, path], { encoding: 'utf8' });
    if (run.status === 0) {
      return [JSON.parse(run.stdout) as { ms: number; mb: number }];
    }
  }
  return [];
}

async function bareDuckDb(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.runAndReadAll(`${groups} FROM read_csv('${path}') GROUP BY ALL`);
  connection.closeSync();
  instance.closeSync();
}

async function writeSample(path: string, rows: number): Promise<void> {
  const { lines } = sampleCosts({ format: 'cur-2.0', rows });
  await pipeline(Readable.from(blocks(lines)), createWriteStream(path));
}

function* blocks(lines: Iterable<string>): Generator<string> {
  let block: string[] = [];
  for (const line of lines) {
    if (block.push(line) < 2000) {
      continue;
    }
    yield `${block.join('\n')}\n`;
    block = [];
  }
  yield `${block.join('\n')}\n`;
}

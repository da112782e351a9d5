import { openSync, closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../src/core/metrics/journal';
import { invocationEntry } from '../unit/core/metrics/records';
import { firstDesign, median, nodeSqlite, timeOf, type Figure } from './figure';

const CALLS = 2000;
const ROUNDS = 15;
const OPENED = 300;

/** One record: a journal line, beside a bare write of the same bytes and a database opened for each call. */
export async function measureRecord(directory: string): Promise<Figure[]> {
  const entries = Array.from({ length: CALLS }, () => invocationEntry());
  const line = Buffer.from(`${JSON.stringify(entries[0])}\n`);
  const fd = openSync(join(directory, 'bare'), 'ax');
  const journal = new Journal({ directory: join(directory, 'journal'), windowId: 'w' });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(timeOf(() => entries.forEach((entry) => journal.append(entry))) / CALLS);
    bare.push(timeOf(() => entries.forEach(() => writeSync(fd, line))) / CALLS);
  }
  closeSync(fd);
  journal.dispose();
  const figure = { name: 'record', ours: median(ours) * 1000, unit: 'µs' };
  const python = firstDesign('record', join(directory, 'python.db'), OPENED);
  const node = await openedForEach(join(directory, 'node.db'));
  return [
    { ...figure, peer: micro(python), peerName: 'Python sqlite3, opened for each' },
    { ...figure, peer: micro(node), peerName: 'node:sqlite, opened for each' },
    { ...figure, peer: median(bare) * 1000, peerName: 'bare write' },
  ];
}

async function openedForEach(path: string): Promise<number | undefined> {
  const sqlite = await nodeSqlite();
  if (sqlite === undefined) {
    return undefined;
  }
  const first = new sqlite.DatabaseSync(path);
  first.exec('CREATE TABLE calls (timestamp TEXT, latency_ms INTEGER, success INTEGER)');
  first.close();
  const times = Array.from({ length: OPENED }, () =>
    timeOf(() => {
      const database = new sqlite.DatabaseSync(path);
      database.exec("INSERT INTO calls VALUES ('2026-11-20T14:03:22.123Z', 1200, 1)");
      database.close();
    }),
  );
  return median(times);
}

function micro(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds * 1000;
}

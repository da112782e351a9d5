import { Journal } from '../../src/core/metrics/journal';
import { invocation } from '../unit/core/metrics/records';
import type { Round } from './harness';
import { everything, openStore } from './openedStore';
import { StoredDatabase } from './storedCalls';

const DAY_MS = 24 * 60 * 60_000;

/** Calls of any instant are counted on their UTC day, found in their range, and removed when they are too old. */
export async function expectDays(
  { directory, random, programs, findings }: Round,
  instants: readonly number[],
): Promise<void> {
  const folder = `${directory}/metrics`;
  const journal = new Journal({ directory: `${folder}/journal`, windowId: 'w' });
  const recent = instants.map(() => Date.now() - random.between(0, 100 * DAY_MS));
  const all = [...instants, ...recent].map((ms) => ({
    ms,
    record: invocation({ timestamp: new Date(ms).toISOString() }),
  }));
  for (const { record } of all) {
    journal.append({ v: 1, type: 'invocation', ...record });
  }
  journal.dispose();
  const { store } = openStore(folder, programs);
  try {
    if (random.percent(50)) {
      await store.fold();
    }
    const days = await store.dailyUsage(everything);
    const counted = days.map(({ day, calls }): [string, number] => [day, calls]);
    findings.expectSame('calls by day', counted.sort(), countDays(all.map(({ ms }) => ms)));
    const [fromMs, toMs] = [random.pick(instants), random.pick(instants)].sort((a, b) => a - b);
    if (fromMs !== undefined && toMs !== undefined) {
      const { requests } = await store.summary({ ...everything, fromMs, toMs });
      const within = all.filter(({ ms }) => ms >= fromMs && ms < toMs).length;
      findings.expectSame(`calls from ${String(fromMs)} to ${String(toMs)}`, requests, within);
    }
    const keptDays = random.between(1, 90);
    // Nothing is near the edge, so that the moment at which it is judged makes no difference.
    const edge = Math.min(Date.now(), thirdLastDayEnd(all.map(({ ms }) => ms))) - keptDays * DAY_MS;
    const old = all.filter(({ ms }) => ms < edge - 60_000);
    const young = all.filter(({ ms }) => ms > edge + 60_000);
    await store.applyRetention(keptDays);
    const left = StoredDatabase.read(folder, (database) => database.ids()) ?? new Map<string, number>();
    findings.expectOnce(
      'after retention',
      young.map(({ record }) => record.id),
      left,
    );
    findings.expectNone(
      'kept beyond retention:',
      old.map(({ record }) => record.id).filter((id) => left.has(id)),
    );
  } finally {
    store.dispose();
  }
}

/** The end of the third last UTC day, or of the first where there are fewer. */
function thirdLastDayEnd(instants: readonly number[]): number {
  const days = [...new Set(instants.map((ms) => Math.floor(ms / DAY_MS)))].sort((a, b) => b - a);
  return ((days.slice(0, 3).at(-1) ?? 0) + 1) * DAY_MS;
}

function countDays(instants: readonly number[]): [string, number][] {
  const days = new Map<string, number>();
  for (const ms of instants) {
    const day = new Date(ms).toISOString().slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return [...days].sort();
}

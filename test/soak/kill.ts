import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Harness, Round } from './harness';
import { expireLock, foldPatiently, openStore, shownIds } from './openedStore';
import { journalIds, StoredDatabase } from './storedCalls';
import { Told } from './told';
import type { RecordingArgument, RecordingTold } from './windows/recording';

/** Windows that record, fold and ask at once, and are killed at any moment, wave after wave. */
export const kill: Harness = {
  name: 'kill',
  async run(round) {
    const { directory, ms, findings } = round;
    const storage = join(directory, 'metrics');
    const [began, recorded] = [new Set<string>(), new Set<string>()];
    const end = performance.now() + ms;
    let unfinished = 0;
    for (let wave = 0; wave === 0 || performance.now() < end; wave += 1) {
      for (const told of await killWave(round, storage, wave)) {
        if ('before' in told) {
          began.add(told.before);
        } else {
          recorded.add(told.after);
        }
      }
      unfinished += expireLock(storage) ? 1 : 0;
      expectKept(round, storage, recorded);
    }
    await expectShown(round, storage, began, recorded);
    findings.notes.push(`${String(unfinished)} kills in the middle of a fold`);
  },
};

/** Starts two to four windows, kills each at a moment of its own, and resolves to what they told. */
async function killWave(round: Round, directory: string, wave: number): Promise<RecordingTold[]> {
  const { random, programs, children, findings } = round;
  const windows = Array.from({ length: random.between(2, 4) }, async (_, index) => {
    const windowId = `w${String(wave)}-${String(index)}`;
    const argument: RecordingArgument = {
      directory,
      worker: programs.metricsWorker,
      wasm: programs.sqlWasm,
      windowId,
      told: join(round.directory, windowId),
      segmentBytes: random.pick([2048, 16_384, 262_144]),
      callsPerFold: random.pick([5, 20, 100]),
    };
    const lifeMs = random.between(0, 1000);
    const child = children.start(programs.recording, [JSON.stringify(argument)]);
    await child.said((line) => line === 'started');
    await sleep(lifeMs);
    child.kill();
    const failure = await child.ended;
    if (failure !== undefined) {
      findings.problems.push(`A window ${failure}`);
    }
    findings.cases += 1;
    return new Told(argument.told).read<RecordingTold>();
  });
  return (await Promise.all(windows)).flat();
}

/** Whatever was told as recorded is on the disk now, before anybody tidies up. */
function expectKept({ findings }: Round, directory: string, recorded: ReadonlySet<string>): void {
  const stored = StoredDatabase.read(directory, (database) => {
    findings.expectSame('integrity of metrics.db', database.integrity(), 'ok');
    return database.ids();
  });
  // A line may be in a journal twice, or in the database as well: its id says that it is the same call.
  const found = new Map([...journalIds(directory).keys()].map((id) => [id, 1]));
  for (const [id, times] of stored ?? []) {
    found.set(id, times);
  }
  findings.expectOnce('after a wave', recorded, found);
}

/** After a last fold every call is in the database once, is shown once, and no other is. */
async function expectShown(
  { programs, findings }: Round,
  directory: string,
  began: ReadonlySet<string>,
  recorded: ReadonlySet<string>,
): Promise<void> {
  const { store } = openStore(directory, programs);
  try {
    await foldPatiently(store);
    const stored = StoredDatabase.read(directory, (database) => database.ids()) ?? new Map<string, number>();
    const shown = await shownIds(store);
    findings.expectOnce('in the database', recorded, stored);
    findings.expectOnce('in the table', recorded, shown);
    findings.expectNone('left in a journal:', [...journalIds(directory).keys()]);
    findings.expectNone(
      'nobody recorded',
      [...shown.keys()].filter((id) => !began.has(id)),
    );
    findings.notes.push(`${String(recorded.size)} calls on record`);
  } finally {
    store.dispose();
  }
}

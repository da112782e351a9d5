import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '../../src/core/logging/logger';
import { Redactor } from '../../src/core/logging/redaction';
import { Journal } from '../../src/core/metrics/journal';
import { InvocationRecorder } from '../../src/core/metrics/recorder';
import { MetricsError } from '../../src/core/metrics/metricsError';
import { invocation } from '../unit/core/metrics/records';
import { damages, type Damage } from './damage';
import type { Harness, Round } from './harness';
import { everything, foldPatiently, openStore, shownIds } from './openedStore';
import { spoilSpendingLog } from './spoiledSpendingLog';
import { journalIds, StoredDatabase } from './storedCalls';
import { Weather } from './weather';

/** A disk that refuses, cuts short and forgets: what was recorded is there when it is well again. */
export const fault: Harness = {
  name: 'fault',
  async run(round) {
    const end = performance.now() + round.ms;
    for (let episode = 0; episode === 0 || performance.now() < end; episode += 1) {
      const storage = new SpoiledStorage(round, join(round.directory, String(episode)));
      try {
        await storage.live(end);
      } finally {
        storage.dispose();
      }
      await spoilSpendingLog(round, join(round.directory, `usage${String(episode)}`));
    }
  },
};

class SpoiledStorage {
  private readonly weather: Weather;
  private readonly recorder: InvocationRecorder;
  private readonly opened: ReturnType<typeof openStore>;
  private readonly recorded = new Set<string>();
  private repairs = 0;

  constructor(
    private readonly round: Round,
    private readonly directory: string,
  ) {
    const { random, programs } = round;
    this.weather = new Weather(random);
    const journal = new Journal({
      directory: join(directory, 'journal'),
      windowId: 'w',
      segmentBytes: random.pick([1024, 20_000]),
      fs: this.weather.fs,
    });
    const logger = new Logger({ sinks: [], redactor: new Redactor() });
    this.recorder = new InvocationRecorder(journal, logger, { retryMs: 5 });
    this.opened = openStore(directory, programs);
    this.opened.store.onDidRepair(() => (this.repairs += 1));
  }

  async live(end: number): Promise<void> {
    const { random, findings } = this.round;
    for (let step = 0; step < 12 && (step === 0 || performance.now() < end); step += 1) {
      findings.cases += 1;
      this.weather.percent = random.pick([0, 10, 50, 100]);
      this.record(random.between(0, 30));
      await this.askInBadWeather();
      if (random.percent(20)) {
        await this.blockFolder();
      }
      this.weather.percent = 0;
      // The next record brings along what waits.
      this.record(1);
      this.expectKept('in good weather again');
      await foldPatiently(this.opened.store);
      await this.spoil(random.pick(damages));
    }
  }

  dispose(): void {
    this.recorder.dispose();
    this.opened.store.dispose();
  }

  private record(calls: number): void {
    for (let call = 0; call < calls; call += 1) {
      const record = invocation();
      // What this throws is a finding: a call is never troubled by its record.
      this.recorder.record(record);
      this.recorded.add(record.id);
    }
  }

  private async askInBadWeather(): Promise<void> {
    const { store } = this.opened;
    const errors = await Promise.all(
      [store.summary(everything), store.fold()].map((answer) =>
        answer.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    const odd = errors.filter((error) => error !== undefined && !(error instanceof MetricsError));
    this.round.findings.expectNone('not a MetricsError:', odd.map(String));
  }

  /** The folder of the journals becomes a file: nothing can be written, not even by root. */
  private async blockFolder(): Promise<void> {
    const journal = join(this.directory, 'journal');
    this.weather.percent = 0;
    this.record(1);
    await foldPatiently(this.opened.store);
    rmSync(journal, { recursive: true, force: true });
    writeFileSync(journal, '');
    this.record(this.round.random.between(1, 5));
    rmSync(journal);
  }

  /** Spoils the files, and expects that every call is found all the same. */
  private async spoil(damage: Damage): Promise<void> {
    const { random, findings } = this.round;
    const { store } = this.opened;
    const repairs = this.repairs;
    damage.spoil(this.directory, random);
    await store.summary(everything);
    this.record(1);
    await foldPatiently(store);
    const found = StoredDatabase.read(this.directory, (database) => {
      findings.expectSame(`integrity after ${damage.name}`, database.integrity(), 'ok');
      return database.ids();
    });
    const shown = await shownIds(store);
    const missing = [...this.recorded].filter((id) => found?.has(id) !== true || !shown.has(id));
    if (damage.ofDatabase === true && this.repairs === repairs && missing.length === 1) {
      // One byte of one row, and nothing that tells so: SQLite keeps no checksums of its pages.
      missing.forEach((id) => this.recorded.delete(id));
    }
    findings.expectOnce(`after ${damage.name}`, this.recorded, found ?? new Map());
    findings.expectOnce(`shown after ${damage.name}`, this.recorded, shown);
  }

  private expectKept(when: string): void {
    const stored = StoredDatabase.read(this.directory, (database) => database.ids());
    const found = new Map([
      ...(stored ?? []),
      ...[...journalIds(this.directory).keys()].map((id) => [id, 1] as const),
    ]);
    this.round.findings.expectOnce(when, this.recorded, found);
  }
}

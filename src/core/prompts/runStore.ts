import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import { isValid, ulid } from 'ulid';
import type { PlannedStep, RunEvent, RunHead, StepResult } from '../../protocol/run';
import { FileLock, type HeldLock } from '../util/fileLock';
import { mayStillWork } from './batch/jobAge';
import { readJournal, RunJournal } from './runJournal';
import { PromptRun } from './runState';

/** Another window works on the run. */
export class RunBusyError extends Error {
  override readonly name = 'RunBusyError';

  constructor() {
    super(l10n.t('This run is under way in another window.'));
  }
}

/** A batch job may be at work for the run, which nobody would look after without it. */
export class RunHasJobError extends Error {
  override readonly name = 'RunHasJobError';

  constructor() {
    super(
      l10n.t(
        'A batch job may be working on this run, and cost money. Resume the run and cancel it; once it has ended, it can be deleted.',
      ),
    );
  }
}

/** The journal tells of no run. */
class NoRunError extends Error {
  override readonly name = 'NoRunError';
}

/** Whether a batch job may be at work for a run. */
export function hasJobAtWork({ batch }: PromptRun): boolean {
  return batch !== null && mayStillWork({ at: batch.requestedAt ?? batch.plan.at });
}

/** A run that this window works on, and nobody else. */
export interface OpenRun {
  readonly run: PromptRun;
  /** For what the run needs besides its journal; it goes with the run. */
  readonly folder: string;
  /** Resolves when the event is on the disk; the run then knows it. */
  append(event: RunEvent): Promise<void>;
  /** Gives the run free. Idempotent. */
  close(): Promise<void>;
}

/** The start of a run. */
export interface RunPlan extends Pick<RunHead, 'file' | 'output' | 'folder'> {
  readonly steps: readonly PlannedStep[];
}

/** A result of an earlier run, and which one. */
export interface EarlierResult {
  readonly runId: string;
  readonly result: StepResult;
}

const JOURNAL = 'journal.ndjson';
/** Of journals whose runs are kept in memory, at most. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Journals read at a time: a process may open few files, and VS Code's has many others. */
const READ_AT_A_TIME = 16;

/** A run as a journal of this size and age tells it. */
interface Replayed {
  readonly run: PromptRun;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** The runs kept on this machine: a folder each, under `runs` of the extension's storage. */
export class RunStore {
  /** Runs that are open here: nobody else changes them. */
  private readonly opened = new Map<string, PromptRun>();
  /** Of the runs that have not ended: a lock knows for how long its owner was silent. */
  private readonly locks = new Map<string, FileLock>();
  private readonly replayed = new LRUCache<string, Replayed>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ bytes }) => Math.max(bytes, 1),
  });
  private readonly reading = new PQueue({ concurrency: READ_AT_A_TIME });

  constructor(
    private readonly directory: string,
    /** A run whose window cannot be seen and was silent for so long is nobody's any more; where it is known to be gone, at once. */
    private readonly staleMs = 10_000,
    /** Told of a run that is left out of the list because it cannot be read now. */
    private readonly onTrouble: (error: unknown) => void = () => undefined,
  ) {}

  /** Begins a run. @throws the file system's error */
  async begin(plan: RunPlan): Promise<OpenRun> {
    const id = ulid();
    const steps = plan.steps.map(({ id, key, model, title }) => ({ id, key, model, title }));
    const at = new Date().toISOString();
    const { file, output, folder } = plan;
    const head = { type: 'run', version: 1, id, file, output, folder, at, steps } as const;
    await mkdir(this.folder(id), { recursive: true, mode: 0o700 });
    const opened = await this.open(id, new PromptRun(head));
    try {
      await opened.append(head);
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  /**
   * Takes a run up again.
   * @throws RunBusyError when another window works on it; the file system's error when it is not there
   */
  async reopen(id: string): Promise<OpenRun> {
    return this.open(id);
  }

  /** A run as it is now. @throws the file system's error when it is not there */
  async read(id: string): Promise<PromptRun> {
    const run = this.opened.get(id) ?? (await this.look(id));
    if (run.endedAt === null && !this.inUse(id)) {
      run.abandon();
    }
    return run;
  }

  /** The events of a run so far. @throws the file system's error when it is not there */
  async events(id: string): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for await (const event of readJournal(join(this.folder(id), JOURNAL))) {
      events.push(event);
    }
    return events;
  }

  /** All runs, newest first; what is no run, or cannot be read now, is left out. Never rejects. */
  list(): Promise<PromptRun[]> {
    return this.all(this.onTrouble);
  }

  /**
   * The known answers of a prompt file: the newest result for each key.
   * @throws the file system's error, as what cannot be read now would be asked, and paid, again
   */
  async earlierResults(file: string): Promise<Map<string, EarlierResult>> {
    const runs = await this.all((error) => {
      throw error;
    });
    const known = new Map<string, EarlierResult>();
    for (const run of runs) {
      if (run.file !== file) {
        continue;
      }
      for (const { key, result, state } of run.steps) {
        if (result !== null && state === 'Completed' && !known.has(key)) {
          known.set(key, { runId: run.id, result });
        }
      }
    }
    return known;
  }

  /** Forgets a run. @throws RunBusyError when a window works on it, RunHasJobError when a batch job may */
  async remove(id: string): Promise<void> {
    if (this.inUse(id)) {
      throw new RunBusyError();
    }
    // Whoever took it up meanwhile would work on what is gone.
    const held = await this.lock(id).tryTake();
    if (held === undefined) {
      throw new RunBusyError();
    }
    try {
      const run = await this.look(id).catch((error: unknown) => {
        if (!isMissing(error) && !(error instanceof NoRunError)) {
          throw error;
        }
        return undefined;
      });
      if (run !== undefined && hasJobAtWork(run)) {
        throw new RunHasJobError();
      }
      this.replayed.delete(id);
      await rm(this.folder(id), { recursive: true, force: true });
    } finally {
      held.release();
      this.locks.delete(id);
    }
  }

  private async all(onTrouble: (error: unknown) => void): Promise<PromptRun[]> {
    const entries = await readdir(this.directory, { withFileTypes: true }).catch((error: unknown) => {
      if (!isMissing(error)) {
        onTrouble(error);
      }
      return [];
    });
    const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const read = async (id: string): Promise<PromptRun | undefined> => {
      try {
        return await this.reading.add(() => this.read(id));
      } catch (error) {
        if (!isMissing(error) && !(error instanceof NoRunError)) {
          onTrouble(error);
        }
        return undefined;
      }
    };
    const runs = await Promise.all(ids.sort().reverse().map(read));
    return runs.filter((run) => run !== undefined);
  }

  /** The run as its journal tells it, which is read again only when it has changed. */
  private async look(id: string): Promise<PromptRun> {
    const { size: bytes, mtimeMs } = await stat(join(this.folder(id), JOURNAL));
    const known = this.replayed.get(id);
    if (known?.bytes === bytes && known.mtimeMs === mtimeMs) {
      return known.run;
    }
    const run = await this.replay(id);
    this.replayed.set(id, { run, bytes, mtimeMs });
    return run;
  }

  private async replay(id: string): Promise<PromptRun> {
    let run: PromptRun | undefined;
    for await (const event of readJournal(join(this.folder(id), JOURNAL))) {
      if (run === undefined && event.type !== 'run') {
        break;
      }
      if (event.type === 'run') {
        run ??= new PromptRun(event);
      } else {
        run?.apply(event);
      }
    }
    if (run === undefined) {
      throw new NoRunError(l10n.t('The run {0} cannot be read.', id));
    }
    return run;
  }

  private async open(id: string, begun?: PromptRun): Promise<OpenRun> {
    const folder = this.folder(id);
    let held: HeldLock | undefined = await this.lock(id).tryTake();
    if (held === undefined) {
      throw new RunBusyError();
    }
    try {
      // Only now: until it let go, another window may have gone on with the run.
      const run = begun ?? (await this.replay(id));
      const journal = await RunJournal.open(join(folder, JOURNAL));
      this.opened.set(id, run);
      return {
        run,
        folder,
        append: async (event) => {
          await journal.append(event);
          run.apply(event);
        },
        close: async () => {
          const lock = held;
          held = undefined;
          if (lock === undefined) {
            return;
          }
          this.opened.delete(id);
          await journal.close().finally(() => lock.release());
        },
      };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  private inUse(id: string): boolean {
    return this.lock(id).isTaken();
  }

  private lock(id: string): FileLock {
    let lock = this.locks.get(id);
    if (lock === undefined) {
      lock = new FileLock(`${this.folder(id)}.lock`, { staleMs: this.staleMs });
      this.locks.set(id, lock);
    }
    return lock;
  }

  /** @throws NoRunError for what is no id, such as a way out of the directory */
  private folder(id: string): string {
    if (!isValid(id)) {
      throw new NoRunError(l10n.t('There is no run {0}.', JSON.stringify(id.slice(0, 100))));
    }
    return join(this.directory, id);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

import type { RunEvent } from '../../protocol/run';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/emitter';
import { BatchRunner, type BatchParts } from './batch/batchRunner';
import type { BatchOrder } from './batch/jobPlan';
import { writeResults } from './results';
import { Runner, type AskStep, type RunOptions } from './runner';
import type { PromptRun } from './runState';
import type { EarlierResult, OpenRun, RunStore } from './runStore';
import { RunNotWrittenError } from './stepJournal';
import type { Step } from './steps';

/** How a run is worked on, by the settings. */
export type RunLimits = Pick<RunOptions, 'retries' | 'retryDelayMs' | 'concurrency' | 'budgetUsd'>;

/** What working on runs takes. */
export interface LiveRunsParts {
  readonly store: RunStore;
  readonly ask: AskStep;
  /** Where it is left out, no batch job can be ordered or followed here. */
  readonly batch?: BatchParts;
  /** Asked anew for each run. */
  readonly limits: () => RunLimits;
}

interface LiveRun {
  readonly run: PromptRun;
  readonly controller: AbortController;
  /** Whether a batch job works on it, which goes on without this window. */
  readonly batch: boolean;
}

/** The runs that this window works on, and the history of all. */
export class LiveRuns implements Disposable {
  private readonly live = new Map<string, LiveRun>();
  private readonly changed = new Emitter<void>();
  private readonly closing = new AbortController();
  private readonly began = new Emitter<{ run: PromptRun; ended: Promise<PromptRun>; batch: boolean }>();
  private readonly appended = new Emitter<{ run: PromptRun; event: RunEvent }>();
  /** Called whenever a run begins, ends or is deleted. */
  readonly onDidChange = this.changed.on;
  readonly onDidBegin = this.began.on;
  /** Called with each step that a run makes. */
  readonly onDidAppend = this.appended.on;

  constructor(private readonly works: LiveRunsParts) {}

  /** All runs, newest first. */
  async list(): Promise<PromptRun[]> {
    const runs = await this.works.store.list();
    return runs.map((run) => this.live.get(run.id)?.run ?? run);
  }

  /** A run as it is now. @throws the file system's error when it is not there */
  async read(id: string): Promise<PromptRun> {
    return this.live.get(id)?.run ?? this.works.store.read(id);
  }

  /** The run's events so far. @throws the file system's error when it is not there */
  events(id: string): Promise<RunEvent[]> {
    return this.works.store.events(id);
  }

  /** Whether this window works on it. */
  isLive(id: string): boolean {
    return this.live.has(id);
  }

  /** Ends a run of this window, and its batch job; what is finished stays. */
  cancel(id: string): void {
    this.live.get(id)?.controller.abort();
  }

  /** Forgets a run. @throws RunBusyError when a window works on it, RunHasJobError when a batch job may */
  async remove(id: string): Promise<void> {
    await this.works.store.remove(id);
    this.changed.fire();
  }

  /**
   * Works on an open run until it has ended, its results are written and it is closed; by a batch job where one is
   * ordered or under way. @throws as `Runner.work` and `BatchRunner.work` do, and the file system's error
   */
  work(
    open: OpenRun,
    steps: readonly Step[],
    earlier: ReadonlyMap<string, EarlierResult>,
    way: 'live' | BatchOrder = 'live',
  ): Promise<PromptRun> {
    const controller = new AbortController();
    const { run } = open;
    const batch = way !== 'live' || run.batch !== null;
    this.live.set(run.id, { run, controller, batch });
    const { signal } = controller;
    const runner = batch
      ? this.batchRunner(open, earlier, signal, way === 'live' ? undefined : way)
      : new Runner(open, { ...this.works.limits(), ask: this.works.ask, earlier, signal });
    const ended = this.finish(open, runner, steps);
    this.began.fire({ run, ended, batch });
    this.changed.fire();
    return ended;
  }

  dispose(): void {
    this.closing.abort();
    for (const { controller, batch } of this.live.values()) {
      if (!batch) {
        controller.abort();
      }
    }
    for (const emitter of [this.changed, this.began, this.appended]) {
      emitter.dispose();
    }
  }

  private batchRunner(
    open: OpenRun,
    earlier: ReadonlyMap<string, EarlierResult>,
    signal: AbortSignal,
    order: BatchOrder | undefined,
  ): BatchRunner {
    const { budgetUsd = null } = this.works.limits();
    const closing = this.closing.signal;
    const { batch } = this.works;
    if (batch === undefined) {
      throw new TypeError('A batch job was ordered where none can be.');
    }
    return new BatchRunner(open, batch, { order, earlier, budgetUsd, signal, closing });
  }

  private async finish(
    open: OpenRun,
    runner: Runner | BatchRunner,
    steps: readonly Step[],
  ): Promise<PromptRun> {
    const { run } = open;
    const listening = runner.onDidAppend((event) => this.appended.fire({ run, event }));
    try {
      await runner.work(steps);
      // The window closes, and the run goes on without it.
      if (run.endedAt !== null) {
        await writeResults(run);
      }
      return run;
    } catch (error) {
      if (error instanceof RunNotWrittenError) {
        // The results may lie on another disk than the journal; what keeps this one full may keep it full.
        await writeResults(run).catch(() => undefined);
      }
      throw error;
    } finally {
      listening.dispose();
      await open.close();
      this.live.delete(run.id);
      this.changed.fire();
    }
  }
}

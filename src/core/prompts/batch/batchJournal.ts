import type { BatchPlan } from '../../../protocol/batch';
import type { RunEvent } from '../../../protocol/run';
import { Emitter } from '../../util/emitter';
import { endStateOf, type PromptRun } from '../runState';
import type { EarlierResult, OpenRun } from '../runStore';
import type { Step } from '../steps';

/** What happens in a run that a batch job works on. All methods reject with the file system's error. */
export class BatchJournal {
  private readonly told = new Emitter<RunEvent>();
  /** Called with every event, when it is on the disk. */
  readonly onDidAppend = this.told.on;
  readonly run: PromptRun;

  constructor(private readonly open: OpenRun) {
    this.run = open.run;
  }

  /** Resolves when the event is on the disk. */
  async append(event: RunEvent): Promise<void> {
    await this.open.append(event);
    this.told.fire(event);
  }

  /** Says something that changes nothing. */
  note(text: string): Promise<void> {
    return this.append({ type: 'batchNote', at: now(), text });
  }

  /** The user's wish outlives this window. */
  async noteStop(): Promise<void> {
    if (this.run.batch?.isStopWanted === false) {
      await this.append({ type: 'batchStopWanted', at: now() });
    }
  }

  /** Gives steps the results that they have from earlier runs; resolves with the other steps. */
  async completeKnown(
    steps: readonly Step[],
    earlier: ReadonlyMap<string, EarlierResult> = new Map(),
  ): Promise<Step[]> {
    await this.appendAll(
      steps.flatMap(({ id: step, key }) => {
        const known = earlier.get(key);
        if (known === undefined) {
          return [];
        }
        const { runId: cachedFrom, result } = known;
        return [{ type: 'completed', step, at: now(), cachedFrom, result }];
      }),
    );
    return steps.filter(({ key }) => !earlier.has(key));
  }

  /** No answer will come to what has none yet. */
  async fail(plan: BatchPlan, code: string, message: string): Promise<void> {
    await this.appendAll(
      this.unanswered(plan).map((step) => {
        const attempt = this.run.step(step)?.attempts.length ?? 1;
        return { type: 'attemptFailed', step, attempt, at: now(), code, message, retryAt: null };
      }),
    );
  }

  /** Nobody waits any longer for what has no answer yet. */
  cancelUnanswered(plan: BatchPlan): Promise<void> {
    return this.cancel(this.unanswered(plan));
  }

  /** Says that steps, by their ids, are not asked. */
  cancel(steps: readonly string[]): Promise<void> {
    return this.appendAll(steps.map((step) => ({ type: 'cancelled', step, at: now() })));
  }

  /** Ends the run, with a reason where it is not the user's. */
  async end(reason: string | null): Promise<PromptRun> {
    await this.append({ type: 'ended', at: now(), state: endStateOf(this.run), reason });
    return this.run;
  }

  private unanswered({ steps }: BatchPlan): string[] {
    return steps.filter((id) => this.run.step(id)?.state === 'Running');
  }

  /** What is waiting together is written together. */
  private async appendAll(events: readonly RunEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.append(event)));
  }
}

/** The instant of an event that happens now. */
export function now(): string {
  return new Date().toISOString();
}

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import writeFileAtomic from 'write-file-atomic';
import type { BatchPlan } from '../../../protocol/batch';
import type { RunEvent } from '../../../protocol/run';
import { BedrockError, isWorthRetrying } from '../../aws/errors';
import type { BedrockObserver } from '../../bedrock/observer';
import type { ModelParameters } from '../../bedrock/parameters';
import type { Pricer } from '../../bedrock/pricing';
import type { Budget } from '../../spending/budget';
import { InvalidCapError, isBudgetRefusal } from '../../spending/budgetErrors';
import { overBudgetText, usdText } from '../../spending/estimate';
import type { MoneyCap } from '../../spending/moneyCap';
import { Emitter } from '../../util/emitter';
import type { CheckAnswer } from '../answerChecks';
import { RUN_CAP } from '../runBudget';
import { endStateOf, type PromptRun, type RunBatch } from '../runState';
import type { EarlierResult, OpenRun } from '../runStore';
import type { Step } from '../steps';
import { batchPricer } from './batchPrice';
import type { BatchService, JobState } from './batchService';
import { collectBatch } from './collect';
import { followJob, growingPauseMs } from './followJob';
import { latestEndMs } from './jobAge';
import { maxCostUsdOf, planOf, type BatchOrder } from './jobPlan';
import { makeJob, UnknownJobError, type Making } from './makeJob';
import { batchInput, batchRequest, BatchTooLargeError } from './records';
import { batchStatusText } from './statusText';

/** Collaborators of batch jobs, all of them. */
export interface BatchParts {
  readonly service: BatchService;
  readonly observer: BedrockObserver;
  /** The cost of live calls. */
  readonly price: Pricer;
  readonly check: CheckAnswer;
  readonly budget: Pick<Budget, 'admit' | 'release'>;
  /** Counts all that a job has come to so far, by its token. */
  readonly countJob: Budget['countJob'];
  /** The settings' parameters of a model. */
  readonly parameters: () => ModelParameters;
  /** The wait after so many looks at a job, in milliseconds; default 5 s, growing to 5 minutes. */
  readonly pauseMs?: (looks: number) => number;
}

/** How one run is worked on. */
export interface BatchOptions {
  /** The order for a job, where the run has none yet. */
  readonly order?: BatchOrder | undefined;
  readonly earlier?: ReadonlyMap<string, EarlierResult>;
  /** See `prompts.budgetUsd`: the most a job may cost has to be within it, with what the run has cost before. */
  readonly budgetUsd?: MoneyCap;
  /** The user wants no more of it: the job is stopped. */
  readonly signal: AbortSignal;
  /** The window closes: the job goes on, and another window takes it up. */
  readonly closing: AbortSignal;
}

const TRIES = 8;
const INPUT = 'batch.jsonl';

/**
 * Works through the steps of an open run by a batch job. The journal says first what is going to be done, so
 * that whoever takes the run up again makes no second job and goes on where this one was left.
 */
export class BatchRunner {
  private readonly told = new Emitter<RunEvent>();
  /** Called with every event, when it is on the disk. */
  readonly onDidAppend = this.told.on;
  private readonly run: PromptRun;
  private readonly input: string;
  /** The user wants no more of it, or wanted so in another window. */
  private readonly signal: AbortSignal;
  /** Whether the job's output says what all of it cost. */
  private isCostKnown = true;

  constructor(
    private readonly open: OpenRun,
    private readonly parts: BatchParts,
    private readonly options: BatchOptions,
  ) {
    this.run = open.run;
    this.input = join(open.folder, INPUT);
    this.signal = this.run.batch?.isStopWanted === true ? AbortSignal.abort() : options.signal;
  }

  /**
   * Resolves with the run when it has ended, or, with a run that has not, when the window closes.
   * @throws BedrockError when it cannot go on as things are, such as without credentials: the run is then to be
   * taken up again; the file system's error when the journal cannot be written
   */
  async work(steps: readonly Step[]): Promise<PromptRun> {
    const { order } = this.options;
    const taken = this.run.batch;
    if (taken !== null) {
      return this.counted(taken.plan, () => this.drive(taken, true));
    }
    const pending = await this.withoutEarlier(steps);
    if (pending.length === 0) {
      return this.end(null);
    }
    if (order === undefined) {
      return this.cancelAll(pending, 'There is no batch job to go on with.');
    }
    const plan = planOf(pending, order, maxCostUsdOf(pending, order, this.parts, this.run.id));
    const refusal = await this.refusal(plan);
    if (refusal !== null) {
      return this.cancelAll(pending, refusal);
    }
    return this.counted(plan, async () => {
      if (this.signal.aborted) {
        return this.cancelAll(pending, null);
      }
      const planned = await this.plan(pending, order, plan);
      return planned === null ? this.end(null) : this.drive(planned, false);
    });
  }

  /**
   * The most that the job may cost stays counted until its run has ended, also while no window looks after it; and for good
   * where nobody knows what some of its answers cost.
   */
  private async counted({ token, steps }: BatchPlan, work: () => Promise<PromptRun>): Promise<PromptRun> {
    try {
      return await work();
    } finally {
      if (this.run.batch === null && !this.isUnknown(steps)) {
        this.parts.budget.release(token);
      }
    }
  }

  private isUnknown(steps: readonly string[]): boolean {
    return !this.isCostKnown || steps.some((id) => this.run.step(id)?.result?.costUsd === null);
  }

  /** The cost of some answers is unknown: on the limit of the run the whole job then counts with the most that it may. */
  private async countUnknown({ steps, maxCostUsd }: BatchPlan, spentUsd: number): Promise<void> {
    const unknownUsd = (maxCostUsd ?? 0) - spentUsd;
    const [step] = steps;
    if (!this.isUnknown(steps) || unknownUsd <= 0 || step === undefined) {
      return;
    }
    const text = `What some prompts cost is not known: ${usdText(unknownUsd)} more count on the limit of the run.`;
    await this.note(text);
    await this.append({ type: 'callReserved', step, at: now(), maxCostUsd: unknownUsd });
  }

  private async cancelAll(steps: readonly Step[], reason: string | null): Promise<PromptRun> {
    await this.appendAll(steps.map(({ id: step }) => ({ type: 'cancelled', step, at: now() })));
    return this.end(reason);
  }

  private async withoutEarlier(steps: readonly Step[]): Promise<Step[]> {
    const { earlier } = this.options;
    await this.appendAll(
      steps.flatMap(({ id: step, key }) => {
        const known = earlier?.get(key);
        if (known === undefined) {
          return [];
        }
        const { runId: cachedFrom, result } = known;
        return [{ type: 'completed', step, at: now(), cachedFrom, result }];
      }),
    );
    return steps.filter(({ key }) => earlier?.has(key) !== true);
  }

  /** Why the job is not made, in a sentence, where it may cost too much; the budget of all windows says so where the price is unknown. */
  private async refusal(plan: BatchPlan): Promise<string | null> {
    const { budgetUsd = null } = this.options;
    if (budgetUsd === 'invalid') {
      return overBudgetText(new InvalidCapError(RUN_CAP));
    }
    const usd = plan.maxCostUsd ?? undefined;
    const { spentUsd } = this.run;
    if (budgetUsd !== null && usd !== undefined && spentUsd + usd > budgetUsd) {
      const before = spentUsd > 0 ? `The run has cost ${usdText(spentUsd)}. ` : '';
      return `${before}The batch job may cost up to ${usdText(usd)}; the limit of a run is ${usdText(budgetUsd)}.`;
    }
    try {
      const call = { id: plan.token, conversationId: this.run.id, untilMs: latestEndMs({ at: now() }) };
      await this.parts.budget.admit(usd, 'prompts', call);
      return null;
    } catch (error) {
      if (isBudgetRefusal(error)) {
        return overBudgetText(error);
      }
      throw error;
    }
  }

  private async plan(steps: readonly Step[], order: BatchOrder, plan: BatchPlan): Promise<RunBatch | null> {
    const always = this.parts.parameters();
    try {
      // Kept until there is a job: who takes over sends the same, whatever has become of the prompt file.
      await mkdir(this.open.folder, { recursive: true, mode: 0o700 });
      const request = (step: Step) => batchRequest(step, order.model, this.run.id, always);
      await writeFileAtomic(this.input, await batchInput(steps, request), { mode: 0o600 });
      await this.append(plan);
    } catch (error) {
      if (!(error instanceof BatchTooLargeError)) {
        throw error;
      }
      await this.append(plan);
      await this.fail(plan, 'tooLarge', error.message);
      await this.append({ type: 'batchEnded', at: now() });
      return null;
    }
    return this.run.batch;
  }

  private async drive(batch: RunBatch, again: boolean): Promise<PromptRun> {
    const { plan, jobArn } = batch;
    const making = jobArn === null ? await this.make(batch, again) : ({ type: 'made', jobArn } as const);
    if (making.type !== 'made') {
      return this.end(making.type === 'overBudget' ? making.reason : null);
    }
    const made = making.jobArn;
    const { run, parts, options } = this;
    const append = (event: RunEvent) => this.append(event);
    const { signal } = this;
    const noteStop = () => this.noteStop();
    const job = await followJob(made, { plan, run, append, ...parts, ...options, signal, noteStop });
    if (job === undefined) {
      return this.run;
    }
    await this.collect(plan, made, job);
    const refused = await this.parts.service.removeInput(plan).catch((error: unknown) => error);
    if (refused instanceof BedrockError) {
      await this.note(`The prompts are still at ${plan.inputUri}: ${refused.message}`);
    }
    await this.append({ type: 'batchEnded', at: now() });
    const told = job.status === 'Completed' || this.signal.aborted;
    return this.end(told ? null : batchStatusText(job));
  }

  /** Where there is no job and will be none, the steps then know. */
  private async make({ plan, requestedAt }: RunBatch, isTakenUp: boolean): Promise<Making> {
    const { service, pauseMs } = this.parts;
    const making = await makeJob(plan, {
      service,
      pauseMs,
      signal: this.signal,
      closing: this.options.closing,
      // What was admitted when it was planned may be too much today.
      takenUp: isTakenUp ? { requestedAt, refusal: () => this.refusal(plan) } : undefined,
      noteRequest: () => this.append({ type: 'batchRequested', at: now() }),
      readBody: () => readFile(this.input),
      noteStop: () => this.noteStop(),
    }).catch(async (error: unknown) => {
      if (error instanceof UnknownJobError) {
        await this.note(error.message);
      }
      throw error;
    });
    if (making.type === 'made') {
      await this.append({ type: 'batchCreated', at: now(), jobArn: making.jobArn });
    } else {
      const error = making.type === 'none' ? making.error : null;
      await (error === null
        ? this.cancel(plan)
        : this.fail(plan, error.detail.code, `There is no batch job: ${error.message}`));
      await this.append({ type: 'batchEnded', at: now() });
    }
    await this.removeInput();
    return making;
  }

  /** With what a window left that was killed while it wrote it. */
  private async removeInput(): Promise<void> {
    const { folder } = this.open;
    const inputs = (await readdir(folder)).filter((name) => name.startsWith(INPUT));
    await Promise.all(inputs.map((name) => rm(join(folder, name), { force: true })));
  }

  /** The user's wish outlives this window. */
  private async noteStop(): Promise<void> {
    if (this.run.batch?.isStopWanted === false) {
      await this.append({ type: 'batchStopWanted', at: now() });
    }
  }

  private async collect(plan: BatchPlan, jobArn: string, job: JobState): Promise<void> {
    const { service, observer, price, check, countJob } = this.parts;
    const context = {
      plan,
      runId: this.run.id,
      price: batchPricer(price),
      check,
      endedAt: job.endedAt,
    };
    const append = (event: RunEvent) => this.append(event);
    const { notes, isCostKnown, spentUsd } = await this.patiently(() =>
      collectBatch({ run: this.run, service, observer, countJob, append, context, jobArn }),
    );
    this.isCostKnown = isCostKnown;
    for (const text of notes) {
      await this.note(text);
    }
    if (job.status === 'Stopped') {
      await this.cancel(plan);
    } else {
      const text = job.status === 'Completed' ? '' : ` ${batchStatusText(job)}`;
      await this.fail(plan, `batch${job.status}`, `The batch job has no answer to this prompt.${text}`);
    }
    await this.countUnknown(plan, spentUsd);
  }

  private async fail(plan: BatchPlan, code: string, message: string): Promise<void> {
    await this.appendAll(
      this.unanswered(plan).map((step) => {
        const attempt = this.run.step(step)?.attempts.length ?? 1;
        return { type: 'attemptFailed', step, attempt, at: now(), code, message, retryAt: null };
      }),
    );
  }

  private async cancel(plan: BatchPlan): Promise<void> {
    await this.appendAll(this.unanswered(plan).map((step) => ({ type: 'cancelled', step, at: now() })));
  }

  private unanswered({ steps }: BatchPlan): string[] {
    return steps.filter((id) => this.run.step(id)?.state === 'Running');
  }

  /** Tries again, with growing pauses, what may do better later. */
  private patiently<T>(act: () => Promise<T>): Promise<T> {
    const { pauseMs = growingPauseMs } = this.parts;
    return pRetry(act, {
      retries: TRIES,
      minTimeout: 0,
      signal: this.options.closing,
      shouldRetry: ({ error }) =>
        error instanceof BedrockError && isWorthRetrying(error.reason) && !this.signal.aborted,
      onFailedAttempt: async ({ attemptNumber }) => {
        const wake = AbortSignal.any([this.signal, this.options.closing]);
        await sleep(pauseMs(attemptNumber), undefined, { signal: wake }).catch(() => undefined);
      },
    });
  }

  private note(text: string): Promise<void> {
    return this.append({ type: 'batchNote', at: now(), text });
  }

  private async end(reason: string | null): Promise<PromptRun> {
    await this.append({ type: 'ended', at: now(), state: endStateOf(this.run), reason });
    return this.run;
  }

  /** The journal writes together what is waiting together. */
  private async appendAll(events: readonly RunEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.append(event)));
  }

  private async append(event: RunEvent): Promise<void> {
    await this.open.append(event);
    this.told.fire(event);
  }
}

function now(): string {
  return new Date().toISOString();
}

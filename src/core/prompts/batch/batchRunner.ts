import * as l10n from '@vscode/l10n';
import type { BatchPlan } from '../../../protocol/batch';
import type { RunEvent } from '../../../protocol/run';
import { BedrockError } from '../../aws/errors';
import type { BedrockObserver } from '../../bedrock/observer';
import type { ModelParameters } from '../../bedrock/parameters';
import type { Pricer } from '../../bedrock/pricing';
import type { Budget } from '../../spending/budget';
import type { MoneyCap } from '../../spending/moneyCap';
import type { CheckAnswer } from '../answerChecks';
import type { PromptRun, RunBatch } from '../runState';
import type { EarlierResult, OpenRun } from '../runStore';
import type { Step } from '../steps';
import { BatchBudget } from './batchBudget';
import { BatchJournal, now } from './batchJournal';
import { batchPricer } from './batchPrice';
import type { BatchService, JobState } from './batchService';
import { collectBatch } from './collect';
import { followJob } from './followJob';
import { InputFile } from './inputFile';
import { maxCostUsdOf, planOf, type BatchOrder } from './jobPlan';
import { makeJob, UnknownJobError, type Making } from './makeJob';
import { patiently } from './patience';
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

/**
 * Works through the steps of an open run by a batch job. The journal says first what is going to be done, so
 * that whoever takes the run up again makes no second job and goes on where this one was left.
 */
export class BatchRunner {
  private readonly run: PromptRun;
  private readonly journal: BatchJournal;
  private readonly budget: BatchBudget;
  private readonly input: InputFile;
  /** The user wants no more of it, or wanted so in another window. */
  private readonly signal: AbortSignal;
  /** Called with every event, when it is on the disk. */
  readonly onDidAppend: BatchJournal['onDidAppend'];

  constructor(
    open: OpenRun,
    private readonly parts: BatchParts,
    private readonly options: BatchOptions,
  ) {
    this.run = open.run;
    this.journal = new BatchJournal(open);
    this.onDidAppend = this.journal.onDidAppend;
    this.budget = new BatchBudget(this.journal, parts.budget, options.budgetUsd ?? null);
    this.input = new InputFile(open.folder);
    this.signal = this.run.batch?.isStopWanted === true ? AbortSignal.abort() : options.signal;
  }

  /**
   * Resolves with the run when it has ended, or, with a run that has not, when the window closes.
   * @throws BedrockError when it cannot go on as things are, such as without credentials: the run is then to be
   * taken up again; the file system's error when the journal cannot be written
   */
  async work(steps: readonly Step[]): Promise<PromptRun> {
    const { order, earlier } = this.options;
    const taken = this.run.batch;
    if (taken !== null) {
      return this.budget.counted(taken.plan, () => this.drive(taken, true));
    }
    const pending = await this.journal.completeKnown(steps, earlier);
    if (pending.length === 0) {
      return this.journal.end(null);
    }
    if (order === undefined) {
      return this.cancelAll(pending, l10n.t('There is no batch job to go on with.'));
    }
    const plan = planOf(pending, order, maxCostUsdOf(pending, order, this.parts, this.run.id));
    const refusal = await this.budget.refusal(plan);
    if (refusal !== null) {
      return this.cancelAll(pending, refusal);
    }
    return this.budget.counted(plan, async () => {
      if (this.signal.aborted) {
        return this.cancelAll(pending, null);
      }
      const planned = await this.plan(pending, order, plan);
      return planned === null ? this.journal.end(null) : this.drive(planned, false);
    });
  }

  private async cancelAll(steps: readonly Step[], reason: string | null): Promise<PromptRun> {
    await this.journal.cancel(steps.map(({ id }) => id));
    return this.journal.end(reason);
  }

  /** Null where the prompts are too long for a job; the steps then know. */
  private async plan(steps: readonly Step[], order: BatchOrder, plan: BatchPlan): Promise<RunBatch | null> {
    const { journal } = this;
    const always = this.parts.parameters();
    try {
      const request = (step: Step) => batchRequest(step, order.model, this.run.id, always);
      await this.input.write(await batchInput(steps, request));
      await journal.append(plan);
    } catch (error) {
      if (!(error instanceof BatchTooLargeError)) {
        throw error;
      }
      await journal.append(plan);
      await journal.fail(plan, 'tooLarge', error.message);
      await journal.append({ type: 'batchEnded', at: now() });
      return null;
    }
    return this.run.batch;
  }

  private async drive(batch: RunBatch, again: boolean): Promise<PromptRun> {
    const { plan, jobArn } = batch;
    const { journal, signal, run } = this;
    const { service, pauseMs } = this.parts;
    const making = jobArn === null ? await this.make(batch, again) : ({ type: 'made', jobArn } as const);
    if (making.type !== 'made') {
      return journal.end(making.type === 'overBudget' ? making.reason : null);
    }
    const job = await followJob(making.jobArn, {
      plan,
      run,
      service,
      pauseMs,
      signal,
      closing: this.options.closing,
      append: (event) => journal.append(event),
      noteStop: () => journal.noteStop(),
    });
    if (job === undefined) {
      return run;
    }
    await this.collect(plan, making.jobArn, job);
    const refused = await service.removeInput(plan).catch((error: unknown) => error);
    if (refused instanceof BedrockError) {
      await journal.note(l10n.t('The prompts are still at {0}: {1}', plan.inputUri, refused.message));
    }
    await journal.append({ type: 'batchEnded', at: now() });
    const told = job.status === 'Completed' || signal.aborted;
    return journal.end(told ? null : batchStatusText(job));
  }

  /** Where there is no job and will be none, the steps then know. */
  private async make({ plan, requestedAt }: RunBatch, isTakenUp: boolean): Promise<Making> {
    const { journal, input } = this;
    const { service, pauseMs } = this.parts;
    const making = await makeJob(plan, {
      service,
      pauseMs,
      signal: this.signal,
      closing: this.options.closing,
      // What was admitted when it was planned may be too much today.
      takenUp: isTakenUp ? { requestedAt, refusal: () => this.budget.refusal(plan) } : undefined,
      noteRequest: () => journal.append({ type: 'batchRequested', at: now() }),
      readBody: () => input.read(),
      noteStop: () => journal.noteStop(),
    }).catch(async (error: unknown) => {
      if (error instanceof UnknownJobError) {
        await journal.note(error.message);
      }
      throw error;
    });
    if (making.type === 'made') {
      await journal.append({ type: 'batchCreated', at: now(), jobArn: making.jobArn });
    } else {
      const error = making.type === 'none' ? making.error : null;
      await (error === null
        ? journal.cancelUnanswered(plan)
        : journal.fail(plan, error.detail.code, l10n.t('There is no batch job: {0}', error.message)));
      await journal.append({ type: 'batchEnded', at: now() });
    }
    await input.remove();
    return making;
  }

  private async collect(plan: BatchPlan, jobArn: string, job: JobState): Promise<void> {
    const { run, journal } = this;
    const { service, observer, price, check, countJob } = this.parts;
    const { endedAt, status } = job;
    const context = { plan, runId: run.id, price: batchPricer(price), check, endedAt };
    const append = (event: RunEvent) => journal.append(event);
    const collected = await patiently(
      () => collectBatch({ run, service, observer, countJob, append, context, jobArn }),
      { pauseMs: this.parts.pauseMs, signal: this.signal, closing: this.options.closing },
    );
    for (const text of collected.notes) {
      await journal.note(text);
    }
    if (status === 'Stopped') {
      await journal.cancelUnanswered(plan);
    } else {
      const why = status === 'Completed' ? [] : [batchStatusText(job)];
      const text = [l10n.t('The batch job has no answer to this prompt.'), ...why].join(' ');
      await journal.fail(plan, `batch${status}`, text);
    }
    await this.budget.settle(plan, collected);
  }
}

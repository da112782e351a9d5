import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { RunEvent, StepResult } from '../../protocol/run';
import { Emitter } from '../util/emitter';
import type { QuestionBudget } from '../chat/question';
import type { MoneyCap } from '../spending/moneyCap';
import { RunBudget } from './runBudget';
import { endStateOf, type PromptRun } from './runState';
import type { EarlierResult, OpenRun } from './runStore';
import { StepJournal } from './stepJournal';
import { StepSpending } from './stepSpending';
import type { Step } from './steps';

/** How one try of a step ended. */
export type StepAnswer =
  | {
      readonly type: 'answered';
      readonly result: StepResult;
      /** Why the answer does not fit its schema, in sentences; it is asked for anew while there are tries. */
      readonly misfit?: string;
    }
  | {
      readonly type: 'failed';
      readonly code: string;
      readonly message: string;
      /** Whether the same question may do better later. */
      readonly worthRetrying: boolean;
      /** A budget that all calls share has no room now: it may have when others are over. */
      readonly isSharedBudget?: boolean;
    }
  | { readonly type: 'cancelled' }
  /** The run's own budget let nothing be sent. */
  | { readonly type: 'overBudget'; readonly message: string };

/**
 * Asks a model once, each call within the run's budget; never rejects for what AWS, the network or the user did.
 */
export type AskStep = (
  step: Step,
  runId: string,
  signal: AbortSignal,
  budget: QuestionBudget,
) => Promise<StepAnswer>;

/** How a run is worked on. */
export interface RunOptions {
  readonly ask: AskStep;
  /** Tries after the first one. */
  readonly retries: number;
  /** Wait before the first retry; it doubles each time. */
  readonly retryDelayMs: number;
  /** Steps at a time. */
  readonly concurrency: number;
  /** No call is begun once the run has cost so much, over all its lives. Unknown prices count as nothing. */
  readonly budgetUsd?: MoneyCap;
  /** Results that need not be asked for again, by key. */
  readonly earlier?: ReadonlyMap<string, EarlierResult>;
  readonly signal: AbortSignal;
  /** Wait before what the journal did not take is written again, in milliseconds; it doubles each time. */
  readonly rewriteDelayMs?: number;
}

class StepFailed extends Error {
  constructor(readonly answer: Extract<StepAnswer, { type: 'failed' }>) {
    super(answer.message);
  }
}

/** Works through the steps of a run that is open; tells each event once it is on the disk. */
export class Runner {
  private readonly told = new Emitter<RunEvent>();
  /** Called with every event, when it is on the disk. */
  readonly onDidAppend = this.told.on;
  private readonly journal: StepJournal;
  private readonly budget: RunBudget;
  /** Nothing more is begun: the user wants none, or it could not be kept. */
  private readonly ending: AbortSignal;
  /** Who was refused asks again one after another, so that no two stand in each other's way. */
  private readonly refused = new PQueue({ concurrency: 1 });
  private stopped: string | null = null;

  constructor(
    private readonly open: OpenRun,
    private readonly options: RunOptions,
  ) {
    this.journal = new StepJournal(open, (event) => this.told.fire(event), options.rewriteDelayMs);
    this.ending = AbortSignal.any([options.signal, this.journal.failed]);
    this.budget = new RunBudget(options.budgetUsd ?? null, open.run.spentUsd);
  }

  /**
   * Runs the steps; resolves with the run when it has ended.
   * @throws RunNotWrittenError when the journal cannot be written: the run then knows what was under way all the same
   */
  async work(steps: readonly Step[]): Promise<PromptRun> {
    const queue = new PQueue({ concurrency: this.options.concurrency });
    const results = await Promise.allSettled(steps.map((step) => queue.add(() => this.step(step))));
    await this.journal.settle(this.options.signal);
    const rejected = results.find((result) => result.status === 'rejected');
    if (rejected !== undefined) {
      throw rejected.reason;
    }
    const state = endStateOf(this.open.run);
    await this.append({ type: 'ended', at: now(), state, reason: this.stopped });
    return this.open.run;
  }

  private async step(step: Step): Promise<void> {
    // What could not be kept stays as it is, for whoever takes the run up again.
    if (this.journal.failed.aborted) {
      return;
    }
    const known = this.options.earlier?.get(step.key);
    if (known !== undefined) {
      await this.append({
        type: 'completed',
        step: step.id,
        at: now(),
        cachedFrom: known.runId,
        result: known.result,
      });
      return;
    }
    if (this.ending.aborted || this.stopped !== null) {
      await this.append({ type: 'cancelled', step: step.id, at: now() });
      return;
    }
    await this.tries(step);
  }

  /** Tries until it is answered, has failed for good or was cancelled; which is then on its way to the disk. */
  private async tries(step: Step): Promise<void> {
    const { retries, retryDelayMs } = this.options;
    const { ending: signal } = this;
    const spending = new StepSpending(step.id, this.budget, (event) => this.append(event));
    // It is paid for: what ends the run while it comes does not take it away.
    let answer = undefined as StepAnswer | undefined;
    try {
      await pRetry(
        async (attempt) => {
          await this.append({ type: 'attempt', step: step.id, attempt, at: now() });
          const tried = await this.ask(step, spending);
          if (tried.type === 'failed') {
            throw new StepFailed(tried);
          }
          answer = tried;
          if (tried.type === 'answered' && tried.misfit !== undefined && attempt <= retries) {
            const { misfit: message } = tried;
            throw new StepFailed({ type: 'failed', code: 'schemaMisfit', message, worthRetrying: true });
          }
        },
        {
          retries,
          minTimeout: retryDelayMs,
          factor: 2,
          signal,
          shouldRetry: ({ error }) => error instanceof StepFailed && error.answer.worthRetrying,
          onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
            if (!(error instanceof StepFailed)) {
              return;
            }
            const again = error.answer.worthRetrying && retriesLeft > 0;
            const waitMs = retryDelayMs * 2 ** (attemptNumber - 1);
            await this.append({
              type: 'attemptFailed',
              step: step.id,
              attempt: attemptNumber,
              at: now(),
              code: error.answer.code,
              message: error.answer.message,
              retryAt: again ? new Date(Date.now() + waitMs).toISOString() : null,
              spentUsd: spending.drain(),
            });
          },
        },
      );
    } catch (error) {
      if (error instanceof StepFailed) {
        return;
      }
      if (answer === undefined && !signal.aborted) {
        throw error;
      }
    }
    if (answer?.type === 'overBudget') {
      this.stopped = answer.message;
    }
    const end = { step: step.id, at: now(), spentUsd: spending.drain() };
    this.journal.end(
      answer?.type === 'answered'
        ? { type: 'completed', cachedFrom: null, result: answer.result, ...end }
        : { type: 'cancelled', ...end },
    );
  }

  /**
   * Asks, and again after each call of the run that ends, as long as a budget of all calls has no room while other
   * calls of the run hold a part of it.
   */
  private async ask(step: Step, spending: StepSpending): Promise<StepAnswer> {
    const first = await this.askOnce(step, spending);
    if (!first.mayHelpLater) {
      return first.answer;
    }
    return this.refused.add(async () => {
      let tried = first;
      while (tried.mayHelpLater && !this.ending.aborted) {
        await this.budget.callEnded();
        tried = await this.askOnce(step, spending);
      }
      return tried.answer;
    });
  }

  private async askOnce(
    step: Step,
    spending: StepSpending,
  ): Promise<{ readonly answer: StepAnswer; readonly mayHelpLater: boolean }> {
    const before = this.budget.calls;
    const ownBefore = spending.begun;
    const answer = await this.options.ask(step, this.open.run.id, this.options.signal, spending);
    const own = spending.begun - ownBefore;
    const others = before.underWay > 0 || this.budget.calls.begun - before.begun > own;
    return { answer, mayHelpLater: others && answer.type === 'failed' && answer.isSharedBudget === true };
  }

  private append(event: RunEvent): Promise<void> {
    return this.journal.append(event);
  }
}

function now(): string {
  return new Date().toISOString();
}

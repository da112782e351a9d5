import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { RunEvent, StepResult } from '../../protocol/run';
import { Emitter } from '../util/emitter';
import type { QuestionBudget } from '../chat/question';
import type { MoneyCap } from '../costs/moneyCap';
import { RunBudget } from './runBudget';
import { endStateOf, type Run } from './runState';
import type { EarlierResult, OpenRun } from './runStore';
import { StepSpending } from './stepSpending';
import type { Step } from './steps';

/** How one try of a step ended. */
export type StepAnswer =
  | { readonly type: 'answered'; readonly result: StepResult }
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
  private readonly budget: RunBudget;
  /** Who was refused asks again one after another, so that no two stand in each other's way. */
  private readonly refused = new PQueue({ concurrency: 1 });
  private stopped: string | null = null;

  constructor(
    private readonly open: OpenRun,
    private readonly options: RunOptions,
  ) {
    this.budget = new RunBudget(options.budgetUsd ?? null, open.run.spentUsd);
  }

  /** Runs the steps; resolves with the run when it has ended. @throws when the journal cannot be written */
  async work(steps: readonly Step[]): Promise<Run> {
    const queue = new PQueue({ concurrency: this.options.concurrency });
    const failure = new AbortController();
    const signal = AbortSignal.any([this.options.signal, failure.signal]);
    const all = steps.map((step) =>
      queue.add(async () => {
        try {
          await this.step(step, signal);
        } catch (error) {
          // The journal cannot be written: nothing more is begun, as it could not be kept.
          failure.abort(error);
          throw error;
        }
      }),
    );
    const results = await Promise.allSettled(all);
    const rejected = results.find((result) => result.status === 'rejected');
    if (rejected !== undefined) throw rejected.reason;
    const state = endStateOf(this.open.run);
    await this.append({ type: 'ended', at: now(), state, reason: this.stopped });
    return this.open.run;
  }

  private async step(step: Step, signal: AbortSignal): Promise<void> {
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
    if (signal.aborted || this.stopped !== null) {
      await this.append({ type: 'cancelled', step: step.id, at: now() });
      return;
    }
    await this.tries(step, signal);
  }

  /** Tries until it is answered, has failed for good or was cancelled; which is then on the disk. */
  private async tries(step: Step, signal: AbortSignal): Promise<void> {
    const { retries, retryDelayMs } = this.options;
    const spending = new StepSpending(step.id, this.budget, (event) => this.append(event));
    const cancelled = () =>
      this.append({ type: 'cancelled', step: step.id, at: now(), spentUsd: spending.take() });
    let answer: StepAnswer;
    try {
      answer = await pRetry(
        async (attempt) => {
          await this.append({ type: 'attempt', step: step.id, attempt, at: now() });
          const tried = await this.ask(step, signal, spending);
          if (tried.type === 'failed') throw new StepFailed(tried);
          return tried;
        },
        {
          retries,
          minTimeout: retryDelayMs,
          factor: 2,
          signal,
          shouldRetry: ({ error }) => error instanceof StepFailed && error.answer.worthRetrying,
          onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
            if (!(error instanceof StepFailed)) return;
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
              spentUsd: spending.take(),
            });
          },
        },
      );
    } catch (error) {
      if (error instanceof StepFailed) return;
      if (signal.aborted) return cancelled();
      throw error;
    }
    if (answer.type === 'overBudget') this.stopped = answer.message;
    if (answer.type !== 'answered') return cancelled();
    const { result } = answer;
    const completed = { type: 'completed', step: step.id, at: now(), cachedFrom: null, result } as const;
    return this.append({ ...completed, spentUsd: spending.take() });
  }

  /**
   * Asks, and again after each call of the run that ends, as long as a budget of all calls has no room while other
   * calls of the run hold a part of it.
   */
  private async ask(step: Step, signal: AbortSignal, spending: StepSpending): Promise<StepAnswer> {
    const first = await this.askOnce(step, signal, spending);
    if (!first.mayHelpLater) return first.answer;
    return this.refused.add(async () => {
      let tried = first;
      while (tried.mayHelpLater && !signal.aborted) {
        await this.budget.callEnded();
        tried = await this.askOnce(step, signal, spending);
      }
      return tried.answer;
    });
  }

  private async askOnce(
    step: Step,
    signal: AbortSignal,
    spending: StepSpending,
  ): Promise<{ readonly answer: StepAnswer; readonly mayHelpLater: boolean }> {
    const before = this.budget.calls;
    const ownBefore = spending.begun;
    const answer = await this.options.ask(step, this.open.run.id, signal, spending);
    const own = spending.begun - ownBefore;
    const others = before.underWay > 0 || this.budget.calls.begun - before.begun > own;
    return { answer, mayHelpLater: others && answer.type === 'failed' && answer.isSharedBudget === true };
  }

  private async append(event: RunEvent): Promise<void> {
    await this.open.append(event);
    this.told.fire(event);
  }
}

function now(): string {
  return new Date().toISOString();
}

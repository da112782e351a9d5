import { basename } from 'node:path';
import * as vscode from 'vscode';
import { BatchRunner, type BatchParts } from '../../core/prompts/batch/batchRunner';
import type { BatchOrder } from '../../core/prompts/batch/jobPlan';
import { changedSteps, closestPlan, owedSteps } from '../../core/prompts/replan';
import { promptLimits } from '../../core/prompts/promptLimits';
import { checkRunFiles, resultsPath, writeResults } from '../../core/prompts/results';
import { Runner, type AskStep } from '../../core/prompts/runner';
import type { PromptRun } from '../../core/prompts/runState';
import type { EarlierResult, OpenRun, RunStore } from '../../core/prompts/runStore';
import { RunNotWrittenError } from '../../core/prompts/stepJournal';
import { groupSteps } from '../../core/prompts/stepGroups';
import type { Step } from '../../core/prompts/steps';
import type { Disposable } from '../../core/util/disposable';
import { Emitter } from '../../core/util/emitter';
import type { RunEvent } from '../../protocol/run';
import type { Settings } from '../platform/settings';
import { confiningFolder } from '../platform/workspaceFiles';
import { requireTrust } from '../platform/workspaceTrust';
import type { BatchChoice, OfferBatch } from './batchOffer';
import {
  placedProblems,
  type PlacedProblem,
  type PromptDocument,
  type PromptDocuments,
} from './promptDocuments';
import { maxCostText, type StepCosts } from './stepCosts';

/** A request for a run. */
export interface RunRequest {
  readonly uri: vscode.Uri;
  /** Only this prompt; what others have answered already goes with it. */
  readonly promptId?: string;
  /** For prompts that name none; default that of the settings. */
  readonly model?: string;
  /** Path of the results without extension; default beside the file. */
  readonly output?: string;
  /** The folder that neither the file nor the results may lead out of; default the workspace's folder, else the file's own. */
  readonly folder?: string;
  /** Answers of earlier runs do not count. */
  readonly rerunAll?: boolean;
  /** The user may be asked whether to make a batch job of it. */
  readonly mayBatch?: boolean;
}

/** The outcome of a request. */
export type RunOutcome =
  | { readonly type: 'ended'; readonly run: PromptRun }
  | { readonly type: 'refused'; readonly problems: readonly PlacedProblem[] }
  /** The user was asked and did not want it. */
  | { readonly type: 'dropped' };

/** The choice about prompts that have changed since. */
export type ChangeChoice = 'changed' | 'all' | undefined;

/** Collaborators of runs. */
export interface RunsParts {
  readonly store: RunStore;
  readonly ask: AskStep;
  readonly settings: Settings;
  readonly files: PromptDocuments;
  readonly costs: StepCosts;
  /** Asks whether to begin so many steps of a file, which cost what the last sentence says. */
  readonly confirm: (file: string, steps: number, cost: string) => Promise<boolean>;
  /** Asks the user: of `total` prompts `changed` have changed since the last run. */
  readonly choose: (changed: number, total: number) => Promise<ChangeChoice>;
  readonly offerBatch: OfferBatch;
  readonly batch: BatchParts;
}

interface Live {
  readonly run: PromptRun;
  readonly controller: AbortController;
  /** Whether a batch job works on it, which goes on without this window. */
  readonly batch: boolean;
}

/** The runs of this window, and the history of all. */
export class Runs implements Disposable {
  private readonly live = new Map<string, Live>();
  private readonly changed = new Emitter<void>();
  private readonly closing = new AbortController();
  private readonly began = new Emitter<{ run: PromptRun; ended: Promise<PromptRun>; batch: boolean }>();
  private readonly appended = new Emitter<{ run: PromptRun; event: RunEvent }>();
  /** Called whenever a run begins, ends or is deleted. */
  readonly onDidChange = this.changed.on;
  readonly onDidBegin = this.began.on;
  /** Called with each step that a run makes. */
  readonly onDidAppend = this.appended.on;

  constructor(private readonly parts: RunsParts) {}

  /** All runs, newest first. */
  async list(): Promise<PromptRun[]> {
    const runs = await this.parts.store.list();
    return runs.map((run) => this.live.get(run.id)?.run ?? run);
  }

  /** A run as it is now. @throws the file system's error when it is not there */
  async read(id: string): Promise<PromptRun> {
    return this.live.get(id)?.run ?? this.parts.store.read(id);
  }

  /** The run's events so far. @throws the file system's error when it is not there */
  events(id: string): Promise<RunEvent[]> {
    return this.parts.store.events(id);
  }

  /** Whether this window works on it. */
  isLive(id: string): boolean {
    return this.live.has(id);
  }

  /** Runs a file; resolves when the run has ended. @throws when a file cannot be read or written */
  async start(request: RunRequest, begun?: (run: PromptRun) => void): Promise<RunOutcome> {
    const { uri, promptId, model } = request;
    if (!mayRun(uri.fsPath)) {
      return { type: 'dropped' };
    }
    const { folder = confiningFolder(uri), output = resultsPath(uri.fsPath) } = request;
    await checkRunFiles({ folder, file: uri.fsPath, output });
    const { steps: all, ...document } = await this.parts.files.plan(uri, model);
    if (all === undefined) {
      return this.refused(document);
    }
    const earlier = await this.parts.store.earlierResults(uri.fsPath);
    const isWanted = (step: Step) => promptId === undefined || step.promptId === promptId;
    const wanted = all.filter(isWanted);
    const steps = all.filter((step) => isWanted(step) || earlier.has(step.key));
    const choice = request.rerunAll === true ? 'all' : await this.choice(uri.fsPath, wanted, earlier);
    if (choice === undefined) {
      return { type: 'dropped' };
    }
    if (choice === 'all') {
      for (const { key } of wanted) {
        earlier.delete(key);
      }
    }
    const pending = steps.filter(({ key }) => !earlier.has(key));
    if (!(await this.isConfirmed(uri.fsPath, pending))) {
      return { type: 'dropped' };
    }
    const way = request.mayBatch === true ? await this.parts.offerBatch(uri.fsPath, pending) : 'live';
    if (way === undefined) {
      return { type: 'dropped' };
    }
    const open = await this.parts.store.begin({ file: uri.fsPath, output, folder, steps });
    begun?.(open.run);
    return { type: 'ended', run: await this.work(open, steps, earlier, way) };
  }

  /** Takes up what a run has left, or only what failed in it; resolves when it has ended. @throws as `start` does, and RunBusyError */
  async resume(id: string, which: 'unfinished' | 'failed'): Promise<RunOutcome> {
    const { store, settings, files } = this.parts;
    const before = await store.read(id);
    if (!mayRun(before.file)) {
      return { type: 'dropped' };
    }
    if (before.batch !== null) {
      // What its batch job brings is had first.
      return { type: 'ended', run: await this.work(await store.reopen(id), [], new Map()) };
    }
    await checkRunFiles(before);
    const models = new Set([settings.get('model'), ...before.steps.map(({ model }) => model)]);
    const plans: (readonly Step[])[] = [];
    for (const model of models) {
      const { steps: planned, ...document } = await files.plan(vscode.Uri.file(before.file), model);
      if (planned === undefined) {
        return this.refused(document);
      }
      plans.push(planned);
    }
    const steps = closestPlan(before, plans);
    const earlier = await store.earlierResults(before.file);
    const changed = changedSteps(before, steps, earlier);
    if (changed.length > 0) {
      const choice = await this.parts.choose(changed.length, steps.length);
      if (choice === undefined) {
        return { type: 'dropped' };
      }
      if (choice === 'all') {
        if (!(await this.isConfirmed(before.file, steps))) {
          return { type: 'dropped' };
        }
        const way = await this.parts.offerBatch(before.file, steps);
        if (way === undefined) {
          return { type: 'dropped' };
        }
        const { file, output, folder } = before;
        const open = await store.begin({ file, output, folder, steps });
        return { type: 'ended', run: await this.work(open, steps, new Map(), way) };
      }
    }
    const leftOf = (run: PromptRun): Step[] =>
      owedSteps(run, steps).filter((step) => which === 'unfinished' || run.step(step.id)?.state === 'Failed');
    const pending = leftOf(before).filter(({ key }) => !earlier.has(key));
    if (!(await this.isConfirmed(before.file, pending))) {
      return { type: 'dropped' };
    }
    const way = await this.parts.offerBatch(before.file, pending);
    if (way === undefined) {
      return { type: 'dropped' };
    }
    const open = await store.reopen(id);
    const left = leftOf(open.run);
    const planned = left.map(({ id, key, model, title }) => ({ id, key, model, title }));
    try {
      await open.append({ type: 'resumed', at: new Date().toISOString(), steps: planned });
    } catch (error) {
      await open.close();
      throw error;
    }
    return { type: 'ended', run: await this.work(open, left, earlier, way) };
  }

  /** Ends a run of this window, and its batch job; what is finished stays. */
  cancel(id: string): void {
    this.live.get(id)?.controller.abort();
  }

  /** Forgets a run. @throws RunBusyError when a window works on it, RunHasJobError when a batch job may */
  async remove(id: string): Promise<void> {
    await this.parts.store.remove(id);
    this.changed.fire();
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

  /** Nothing is sent of many steps before somebody has seen how many they are, and what they may cost. */
  private async isConfirmed(file: string, steps: readonly Step[]): Promise<boolean> {
    if (steps.length <= promptLimits.unconfirmedSteps) {
      return true;
    }
    const cost = maxCostText(this.parts.costs.estimator()(groupSteps(steps)));
    return this.parts.confirm(file, steps.length, cost);
  }

  /** Why a file is not run; of too many steps also what they would cost. */
  private refused(document: PromptDocument): Extract<RunOutcome, { type: 'refused' }> {
    const { steps = 0, groups } = document.outline;
    const cost = steps > promptLimits.steps ? ` ${maxCostText(this.parts.costs.estimator()(groups))}` : '';
    const problems = placedProblems(document).filter(({ severity }) => severity === 'error');
    return {
      type: 'refused',
      problems: problems.map((problem, index) =>
        index === 0 ? { ...problem, message: `${problem.message}${cost}` } : problem,
      ),
    };
  }

  private async choice(
    file: string,
    wanted: readonly Step[],
    earlier: ReadonlyMap<string, EarlierResult>,
  ): Promise<ChangeChoice> {
    if (!wanted.some(({ key }) => earlier.has(key))) {
      return 'changed';
    }
    const last = (await this.list()).find((run) => run.file === file);
    const changed = last === undefined ? 0 : changedSteps(last, wanted, earlier).length;
    return changed === 0 ? 'changed' : this.parts.choose(changed, wanted.length);
  }

  private async work(
    open: OpenRun,
    steps: readonly Step[],
    earlier: ReadonlyMap<string, EarlierResult>,
    way: Exclude<BatchChoice, undefined> = 'live',
  ): Promise<PromptRun> {
    const controller = new AbortController();
    const { run } = open;
    const batch = way !== 'live' || run.batch !== null;
    this.live.set(run.id, { run, controller, batch });
    const { signal } = controller;
    const runner = batch
      ? this.batchRunner(open, earlier, signal, way === 'live' ? undefined : way)
      : this.runner(open, earlier, signal);
    const listening = runner.onDidAppend((event) => this.appended.fire({ run, event }));
    const finish = async (): Promise<PromptRun> => {
      try {
        await runner.work(steps).catch(async (error: unknown) => {
          if (error instanceof RunNotWrittenError) {
            // The results may lie on another disk than the journal; what keeps this one full may keep it full.
            await writeResults(run).catch(() => undefined);
          }
          throw error;
        });
        // The window closes, and the run goes on without it.
        if (run.endedAt !== null) {
          await writeResults(run);
        }
        return run;
      } finally {
        listening.dispose();
        await open.close();
        this.live.delete(run.id);
        this.changed.fire();
      }
    };
    const ended = finish();
    this.began.fire({ run, ended, batch });
    this.changed.fire();
    return ended;
  }

  private runner(open: OpenRun, earlier: ReadonlyMap<string, EarlierResult>, signal: AbortSignal): Runner {
    const { settings, ask } = this.parts;
    return new Runner(open, {
      ask,
      retries: settings.get('prompts.retries'),
      retryDelayMs: settings.get('prompts.retryDelaySeconds') * 1000,
      concurrency: settings.get('prompts.concurrency'),
      budgetUsd: settings.get('prompts.budgetUsd'),
      earlier,
      signal,
    });
  }

  private batchRunner(
    open: OpenRun,
    earlier: ReadonlyMap<string, EarlierResult>,
    signal: AbortSignal,
    order: BatchOrder | undefined,
  ): BatchRunner {
    const budgetUsd = this.parts.settings.get('prompts.budgetUsd');
    const closing = this.closing.signal;
    return new BatchRunner(open, this.parts.batch, { order, earlier, budgetUsd, signal, closing });
  }
}

/** A prompt file spends money and writes files, whoever wrote it. Says so where the workspace is not trusted. */
function mayRun(file: string): boolean {
  return requireTrust(
    vscode.l10n.t(
      '{0} was not run: running a prompt file spends money on your AWS account and writes files beside it, so it runs only in a workspace that you trust.',
      basename(file),
    ),
  );
}

import type { Outline, StepGroup } from '../../protocol/promptWorker';
import type { BatchOrder } from './batch/jobPlan';
import type { StepsEstimate } from './estimateSteps';
import { LiveRuns, type LiveRunsParts } from './liveRuns';
import { promptLimits } from './promptLimits';
import type { Plan } from './promptReader';
import { changedSteps, closestPlan, owedSteps } from './replan';
import { checkRunFiles, resultsPath } from './results';
import type { PromptRun } from './runState';
import type { EarlierResult } from './runStore';
import { groupSteps } from './stepGroups';
import type { Step } from './steps';

/** A request for a run of a prompt file. */
export interface FileRunRequest {
  /** The prompt file's path. */
  readonly file: string;
  /** The folder that neither the file nor the results may lead out of. */
  readonly folder: string;
  /** Only this prompt; what others have answered already goes with it. */
  readonly promptId?: string | undefined;
  /** For prompts that name none; default that of the settings. */
  readonly model?: string | undefined;
  /** Path of the results without extension; default beside the file. */
  readonly output?: string | undefined;
  /** Answers of earlier runs do not count. */
  readonly bypassCache?: boolean | undefined;
  /** The user may be asked whether to make a batch job of it. */
  readonly mayBatch?: boolean | undefined;
}

/** How a run is taken up again. */
export interface ResumeOptions {
  /** For prompts that name none; default the one that the run had. */
  readonly model?: string | undefined;
  readonly begun?: (run: PromptRun) => void;
}

/** The outcome of a request. */
export type FileRunOutcome =
  | { readonly type: 'ended'; readonly run: PromptRun }
  /** The file has errors; of one with too many steps it is also said what they would cost. */
  | { readonly type: 'refused'; readonly outline: Outline; readonly estimate: StepsEstimate | undefined }
  /** The user was asked and did not want it. */
  | { readonly type: 'dropped' };

/** The choice about prompts that have changed since. */
export type ChangeChoice = 'changed' | 'all' | undefined;

/** How prompts are run: now, by a batch job, or not after all. */
export type BatchChoice = 'live' | BatchOrder | undefined;

/** Decisions that are the user's. */
export interface RunQuestions {
  /** Whether prompt files may be run here at all; says so where they may not. */
  readonly mayRun: (file: string) => boolean;
  /** Whether to begin so many steps of a file. */
  readonly confirm: (file: string, steps: number, estimate: StepsEstimate) => Promise<boolean>;
  /** What to run where of `total` prompts `changed` have changed since the last run. */
  readonly choose: (changed: number, total: number) => Promise<ChangeChoice>;
  readonly offerBatch: (file: string, steps: readonly Step[]) => Promise<BatchChoice>;
}

/** Steps of prompt files, by the settings as they are. */
export interface StepPlanner {
  /** The steps of a file for a model; for the settings' one unless given. @throws when the file cannot be read */
  plan(file: string, model?: string): Promise<Plan>;
  /** The settings' model. */
  model(): string;
  estimate(groups: readonly StepGroup[]): StepsEstimate;
}

/** Runs of prompt files, begun and resumed once the user has been asked what there is to ask. */
export class PromptRuns extends LiveRuns {
  constructor(
    private readonly parts: LiveRunsParts,
    private readonly planner: StepPlanner,
    private readonly user: RunQuestions,
  ) {
    super(parts);
  }

  /** Runs a file; resolves when the run has ended. @throws when a file cannot be read or written */
  async startFile(request: FileRunRequest, begun?: (run: PromptRun) => void): Promise<FileRunOutcome> {
    const { file, folder, promptId, model, output = resultsPath(file) } = request;
    if (!this.user.mayRun(file)) {
      return { type: 'dropped' };
    }
    await checkRunFiles({ folder, file, output });
    const { outline, steps: all } = await this.planner.plan(file, model);
    if (all === undefined) {
      return this.refused(outline);
    }
    const earlier = await this.parts.store.earlierResults(file);
    const isWanted = (step: Step) => promptId === undefined || step.promptId === promptId;
    const wanted = all.filter(isWanted);
    const steps = all.filter((step) => isWanted(step) || earlier.has(step.key));
    const choice = request.bypassCache === true ? 'all' : await this.choice(file, wanted, earlier);
    if (choice === undefined) {
      return { type: 'dropped' };
    }
    if (choice === 'all') {
      for (const { key } of wanted) {
        earlier.delete(key);
      }
    }
    const pending = steps.filter(({ key }) => !earlier.has(key));
    const way = await this.wayOf(file, pending, request.mayBatch === true);
    if (way === undefined) {
      return { type: 'dropped' };
    }
    const open = await this.parts.store.begin({ file, output, folder, steps });
    begun?.(open.run);
    return { type: 'ended', run: await this.work(open, steps, earlier, way) };
  }

  /**
   * Takes up what a run has left, or only what failed in it; resolves when it has ended.
   * @throws as `startFile` does, and RunBusyError
   */
  async resumeRun(
    id: string,
    which: 'unfinished' | 'failed',
    { model, begun }: ResumeOptions = {},
  ): Promise<FileRunOutcome> {
    const { store } = this.parts;
    const before = await store.read(id);
    const { file, output, folder } = before;
    if (!this.user.mayRun(file)) {
      return { type: 'dropped' };
    }
    if (before.batch !== null) {
      // What its batch job brings is had first.
      return { type: 'ended', run: await this.work(await store.reopen(id), [], new Map()) };
    }
    await checkRunFiles(before);
    const models =
      model === undefined ? [this.planner.model(), ...before.steps.map((step) => step.model)] : [model];
    const plans: (readonly Step[])[] = [];
    for (const each of new Set(models)) {
      const { outline, steps: planned } = await this.planner.plan(file, each);
      if (planned === undefined) {
        return this.refused(outline);
      }
      plans.push(planned);
    }
    const steps = closestPlan(before, plans);
    const earlier = await store.earlierResults(file);
    const changed = changedSteps(before, steps, earlier);
    if (changed.length > 0) {
      const choice = await this.user.choose(changed.length, steps.length);
      if (choice === undefined) {
        return { type: 'dropped' };
      }
      if (choice === 'all') {
        const way = await this.wayOf(file, steps, true);
        if (way === undefined) {
          return { type: 'dropped' };
        }
        const open = await store.begin({ file, output, folder, steps });
        begun?.(open.run);
        return { type: 'ended', run: await this.work(open, steps, new Map(), way) };
      }
    }
    const leftOf = (run: PromptRun): Step[] =>
      owedSteps(run, steps).filter((step) => which === 'unfinished' || run.step(step.id)?.state === 'Failed');
    const pending = leftOf(before).filter(({ key }) => !earlier.has(key));
    const way = await this.wayOf(file, pending, true);
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
    begun?.(open.run);
    return { type: 'ended', run: await this.work(open, left, earlier, way) };
  }

  /** Nothing is sent of many steps before somebody has seen how many they are, and what they may cost. */
  private async wayOf(file: string, steps: readonly Step[], mayBatch: boolean): Promise<BatchChoice> {
    if (steps.length > promptLimits.unconfirmedSteps) {
      const estimate = this.planner.estimate(groupSteps(steps));
      if (!(await this.user.confirm(file, steps.length, estimate))) {
        return undefined;
      }
    }
    // What a batch job is made of cannot hold answers to a schema, nor ask again.
    const isPlain = steps.every(({ answerSchema }) => answerSchema === undefined);
    return mayBatch && isPlain ? this.user.offerBatch(file, steps) : 'live';
  }

  private refused(outline: Outline): FileRunOutcome {
    const { steps = 0, groups } = outline;
    const estimate = steps > promptLimits.steps ? this.planner.estimate(groups) : undefined;
    return { type: 'refused', outline, estimate };
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
    return changed === 0 ? 'changed' : this.user.choose(changed, wanted.length);
  }
}

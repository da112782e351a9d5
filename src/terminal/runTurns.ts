import { access, constants } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CheckAnswer } from '../core/prompts/answerChecks';
import type { StepsEstimate } from '../core/prompts/estimateSteps';
import type { FileRunOutcome, RunQuestions } from '../core/prompts/promptRuns';
import { checkRunFiles, resultsPath } from '../core/prompts/results';
import { countStates, type PromptRun } from '../core/prompts/runState';
import type { Step } from '../core/prompts/steps';
import type { Disposable } from '../core/util/disposable';
import { errorMessage } from '../core/util/errorMessage';
import type { Outline } from '../protocol/promptWorker';
import { formatCount, formatUsd } from '../shared/format';
import type { OpenRuns } from './openRuns';
import type { Terminal } from './openTerminal';
import { RunProgress } from './runProgress';
import type { EndedRun } from './runReport';

/** A prompt file, and how it is run. */
export interface RunTurnsRequest {
  readonly file: string;
  /** The folder that neither the file nor the results may lead out of. */
  readonly folder: string;
  /** Path of the results without extension; beside the file unless given. */
  readonly output: string | undefined;
  /** For prompts that name none; undefined means that of the settings. */
  readonly models: readonly (string | undefined)[];
  readonly maxCostUsd: number | undefined;
  readonly bypassCache: boolean;
  readonly isConfirmed: boolean;
}

/** Something wrong with a prompt file or its table. Lines and columns count from 1. */
export interface RunProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Nothing was sent: the message says why and what next. */
export class RunRefusedError extends Error {
  override readonly name = 'RunRefusedError';

  constructor(
    readonly reason: string,
    message: string,
    readonly problems: readonly RunProblem[] = [],
  ) {
    super(message);
  }
}

/** Runs a prompt file with one model after another; each of these runs may be one that was begun before. */
export class RunTurns implements Disposable {
  private readonly open: OpenRuns;
  private incomplete = false;
  private refusal: RunRefusedError | undefined;

  constructor(
    private readonly terminal: Pick<Terminal, 'output' | 'signal'>,
    private readonly request: RunTurnsRequest,
    open: (user: RunQuestions) => OpenRuns,
  ) {
    this.open = open({
      mayRun: () => true,
      confirm: (_, steps, estimate) => Promise.resolve(this.confirm(steps, estimate)),
      choose: (changed, total) => {
        this.tell(`${changed} of ${total} prompts have changed since the last run, and are asked anew.`);
        return Promise.resolve('changed');
      },
      offerBatch: () => Promise.resolve('live'),
    });
  }

  /** See {@link CheckAnswer}. */
  get check(): CheckAnswer {
    return this.open.check;
  }

  /** Whether something could not be written, or was not begun any more. */
  get isIncomplete(): boolean {
    return this.incomplete;
  }

  /** Resolves with the runs when they have ended. @throws RunRefusedError, PathRefusedError, RunBusyError */
  async runAll(): Promise<EndedRun[]> {
    const ended: EndedRun[] = [];
    for (const model of this.request.models) {
      if (ended.length > 0 && this.terminal.signal.aborted) {
        this.incomplete = true;
        break;
      }
      ended.push(await this.runOne(model));
    }
    return ended;
  }

  dispose(): void {
    this.open.dispose();
  }

  private async runOne(model: string | undefined): Promise<EndedRun> {
    const { file, folder, bypassCache } = this.request;
    const { planner, runs } = this.open;
    const output = this.outputFor(model);
    await checkRunFiles({ folder, file, output });
    await checkWritable(dirname(output));
    const { outline, steps: plan } = await planner.plan(file, model);
    if (plan === undefined) {
      throw refusedFile(file, outline);
    }
    const before = bypassCache ? undefined : await this.unfinished(output, plan);
    let run: PromptRun | undefined;
    const progress = new RunProgress(runs, this.terminal.output);
    const begun = (opened: PromptRun): void => {
      run = opened;
      progress.follow(opened);
    };
    const stop = (): void => {
      if (run !== undefined) {
        this.tell('Stopping: calls under way are ended. Once more ends at once.');
        runs.cancel(run.id);
      }
    };
    this.terminal.signal.addEventListener('abort', stop);
    // What is aborted before the run is live is cancelled as soon as it is.
    const live = runs.onDidBegin(() => {
      if (this.terminal.signal.aborted) {
        stop();
      }
    });
    try {
      if (before !== undefined) {
        this.tell(resumeText(before));
      }
      const settingsModel = model ?? planner.model();
      const outcome =
        before === undefined
          ? await runs.startFile({ file, folder, output, model, bypassCache }, begun)
          : await runs.resumeRun(before.id, 'unfinished', { model: settingsModel, begun });
      run = this.runOf(outcome);
    } catch (error) {
      if (run === undefined) {
        throw error;
      }
      // What was asked is known, and paid for.
      this.incomplete = true;
      this.tell(errorMessage(error));
    } finally {
      live.dispose();
      progress.dispose();
      this.terminal.signal.removeEventListener('abort', stop);
    }
    this.tellEnd(run);
    return { run, model: model ?? planner.model(), resumed: before !== undefined, plan };
  }

  /** The newest run of the file, where it has not ended by itself and its prompts are those of the file. @throws RunRefusedError */
  private async unfinished(output: string, plan: readonly Step[]): Promise<PromptRun | undefined> {
    const { file } = this.request;
    const newest = (await this.open.runs.list()).find((run) => run.file === file && run.output === output);
    if (newest?.state === 'Running') {
      const message = `${file} is being run in another process or window. Try again when that has ended.`;
      throw new RunRefusedError('busy', message);
    }
    if (newest === undefined || newest.batch !== null) {
      if (newest !== undefined) {
        this.tell(
          'A batch job of VS Code’s works on this file; what it has not brought yet is asked here again.',
        );
      }
      return undefined;
    }
    const planned = new Map(plan.map((step) => [step.id, step]));
    const isSame = newest.steps.every(({ id, model }) => planned.get(id)?.model === model);
    return isSame && (newest.state === 'Crashed' || newest.state === 'Cancelled') ? newest : undefined;
  }

  private outputFor(model: string | undefined): string {
    const { file, output = resultsPath(file), models } = this.request;
    return models.length > 1 && model !== undefined ? `${output}.${model.replace(/[^\w.-]+/g, '_')}` : output;
  }

  private runOf(outcome: FileRunOutcome): PromptRun {
    switch (outcome.type) {
      case 'ended':
        return outcome.run;
      case 'refused':
        throw refusedFile(this.request.file, outcome.outline);
      case 'dropped':
        throw this.refusal ?? new RunRefusedError('dropped', 'Nothing was run.');
    }
  }

  /** Many prompts are asked for by a flag, or for an amount that the user has named. */
  private confirm(steps: number, { maxCostUsd }: StepsEstimate): boolean {
    const { isConfirmed, maxCostUsd: limit } = this.request;
    if (isConfirmed || limit !== undefined) {
      return true;
    }
    const cost =
      maxCostUsd === undefined
        ? 'what that may cost is not known'
        : `that may cost up to ${formatUsd(maxCostUsd)}`;
    this.refusal = new RunRefusedError(
      'confirm',
      `${formatCount(steps)} prompts would be asked; ${cost}. Nothing was sent. Add --yes to run them, or --max-cost USD to limit what they cost.`,
    );
    return false;
  }

  private tellEnd(run: PromptRun): void {
    const { Completed = 0, Cached = 0 } = countStates(run);
    if (run.reason !== null) {
      this.tell(run.reason);
    }
    if (run.state === 'Cancelled') {
      const kept = Completed + Cached;
      this.tell(
        `Stopped: ${kept} of ${run.steps.length} answers are kept. Run the same command again to go on with the others.`,
      );
    }
  }

  private tell(sentence: string): void {
    this.terminal.output.message(sentence);
  }
}

/** Nothing is paid for whose results cannot be written. @throws RunRefusedError */
async function checkWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((error: unknown) => {
    const message = `The results cannot be written to ${folder}: ${errorMessage(error)}. Nothing was sent. Choose another place with --output.`;
    throw new RunRefusedError('file', message);
  });
}

function resumeText(run: PromptRun): string {
  const { Completed = 0, Cached = 0 } = countStates(run);
  const how = run.state === 'Cancelled' ? 'was stopped' : 'did not end';
  return `Taking up the run of ${basename(run.file)} begun ${run.startedAt}, which ${how}: ${Completed + Cached} of ${run.steps.length} prompts are answered.`;
}

function refusedFile(file: string, { problems, tableProblems }: Outline): RunRefusedError {
  const errors = [
    ...tableProblems.map((problem) => ({ ...problem, file: file.replace(/\.\w+$/, '.csv') })),
    ...problems.map((problem) => ({ ...problem, file })),
  ].filter(({ severity }) => severity === 'error');
  const placed = errors.map(({ file: of, message, range: { start } }) => {
    return { file: of, line: start.line + 1, column: start.character + 1, message };
  });
  const lines = placed.map(
    ({ file: of, line, column, message }) => `${of}:${line}:${column}: error: ${message}`,
  );
  return new RunRefusedError('promptFile', lines.join('\n'), placed);
}

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { BatchParts } from '../../core/prompts/batch/batchRunner';
import type { RunLimits } from '../../core/prompts/liveRuns';
import {
  PromptRuns,
  type ChangeChoice,
  type FileRunOutcome,
  type FileRunRequest,
  type RunQuestions,
} from '../../core/prompts/promptRuns';
import type { AskStep } from '../../core/prompts/runner';
import type { PromptRun } from '../../core/prompts/runState';
import type { RunStore } from '../../core/prompts/runStore';
import type { Settings } from '../platform/settings';
import { confiningFolder } from '../platform/workspaceFiles';
import { requireTrust } from '../platform/workspaceTrust';
import { placedProblems, tableUri, type PlacedProblem, type PromptDocuments } from './promptDocuments';
import { maxCostText, type StepCosts } from './stepCosts';

/** A request for a run. */
export interface RunRequest extends Omit<FileRunRequest, 'file' | 'folder'> {
  readonly uri: vscode.Uri;
  /** The folder that neither the file nor the results may lead out of; default the workspace's folder, else the file's own. */
  readonly folder?: string;
}

/** The outcome of a request. */
export type RunOutcome =
  | Exclude<FileRunOutcome, { readonly type: 'refused' }>
  | { readonly type: 'refused'; readonly problems: readonly PlacedProblem[] };

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
  readonly offerBatch: RunQuestions['offerBatch'];
  readonly batch: BatchParts;
}

/** Runs of the prompt files that VS Code shows. */
export class Runs extends PromptRuns {
  constructor({ store, ask, batch, settings, files, costs, ...user }: RunsParts) {
    super(
      { store, ask, batch, limits: () => limitsOf(settings) },
      {
        plan: (file, model) => files.plan(vscode.Uri.file(file), model),
        model: () => settings.get('model'),
        estimate: (groups) => costs.estimator()(groups),
      },
      {
        mayRun,
        confirm: (file, steps, estimate) => user.confirm(file, steps, maxCostText(estimate)),
        choose: user.choose,
        offerBatch: user.offerBatch,
      },
    );
  }

  /** Runs a file; resolves when the run has ended. @throws when a file cannot be read or written */
  async start({ uri, ...request }: RunRequest, begun?: (run: PromptRun) => void): Promise<RunOutcome> {
    const folder = request.folder ?? confiningFolder(uri);
    return placed(uri, await this.startFile({ ...request, file: uri.fsPath, folder }, begun));
  }

  /** Takes up what a run has left, or only what failed in it; resolves when it has ended. @throws as `start` does, and RunBusyError */
  async resume(id: string, which: 'unfinished' | 'failed'): Promise<RunOutcome> {
    const { file } = await this.read(id);
    return placed(vscode.Uri.file(file), await this.resumeRun(id, which));
  }
}

function limitsOf(settings: Settings): RunLimits {
  return {
    retries: settings.get('prompts.retries'),
    retryDelayMs: settings.get('prompts.retryDelaySeconds') * 1000,
    concurrency: settings.get('prompts.concurrency'),
    budgetUsd: settings.get('prompts.budgetUsd'),
  };
}

/** Why a file is not run, with the places; of too many steps also what they would cost. */
function placed(uri: vscode.Uri, outcome: FileRunOutcome): RunOutcome {
  if (outcome.type !== 'refused') {
    return outcome;
  }
  const { outline, estimate } = outcome;
  const cost = estimate === undefined ? '' : ` ${maxCostText(estimate)}`;
  const problems = placedProblems({ uri, tableUri: tableUri(uri), outline }).filter(
    ({ severity }) => severity === 'error',
  );
  return {
    type: 'refused',
    problems: problems.map((problem, index) =>
      index === 0 ? { ...problem, message: `${problem.message}${cost}` } : problem,
    ),
  };
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

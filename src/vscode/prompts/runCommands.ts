import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { PathRefusedError } from '../../core/files/confinedFile';
import { exportRun } from '../../core/prompts/exportRun';
import { resultsPath } from '../../core/prompts/results';
import { hasJobAtWork, RunBusyError, RunHasJobError } from '../../core/prompts/runStore';
import type { PromptRun } from '../../core/prompts/runState';
import type { CommandHandlers } from '../platform/commands';
import { confiningFolder } from '../platform/workspaceFiles';
import { isPromptFile, notPrompts, problemSentence } from './promptDocuments';
import { runName, type RunDocuments } from './runDocuments';
import type { RunOutcome, RunRequest, Runs } from './runs';
import { runIdOf, type RunTree } from './runTree';
import { showError, showInformation, showWarning } from '../platform/notify';
import { errorMessage } from '../../core/util/errorMessage';
import { stateText } from '../../core/prompts/stateText';
import { formatCount } from '../../shared/format';

/** The commands that prompt files and runs have. */
export type PromptCommands = Pick<
  CommandHandlers,
  | 'runPrompts'
  | 'openRunLog'
  | 'openRunResult'
  | 'resumeRun'
  | 'retryFailedRun'
  | 'cancelRun'
  | 'deleteRun'
  | 'exportRun'
  | 'compareRuns'
>;

/** What of a prompt file is run; all of it that has no answer yet, unless it says otherwise. */
const scopeSchema = v.object({
  promptId: v.exactOptional(v.string()),
  bypassCache: v.exactOptional(v.boolean()),
});

/** Actions of a user with prompt files and runs; failures are shown and go no further. */
export class RunCommands {
  readonly handlers: PromptCommands = {
    runPrompts: (uri, scope) => this.shown(() => this.run(uri, scope)),
    openRunLog: (run) => this.with(run, (found) => this.documents.openLog(found)),
    openRunResult: (run) => this.with(run, (found) => this.openResult(found)),
    resumeRun: (run) => this.with(run, async ({ id }) => this.tell(await this.runs.resume(id, 'unfinished'))),
    retryFailedRun: (run) =>
      this.with(run, async ({ id }) => this.tell(await this.runs.resume(id, 'failed'))),
    cancelRun: (run) => this.with(run, ({ id }) => Promise.resolve(this.runs.cancel(id))),
    deleteRun: (run) => this.with(run, (found) => this.remove(found)),
    exportRun: (run) => this.with(run, (found) => this.export(found)),
    compareRuns: (run, others) => this.with(run, (found) => this.compare(found, others)),
  };

  constructor(
    private readonly runs: Runs,
    private readonly documents: RunDocuments,
    private readonly tree: RunTree,
  ) {}

  private async run(uri: vscode.Uri | undefined, scope: unknown): Promise<void> {
    const file = uri ?? vscode.window.activeTextEditor?.document.uri;
    if (file === undefined || !isPromptFile(file)) {
      await showWarning(notPrompts());
      return;
    }
    const wanted = v.safeParse(scopeSchema, scope);
    const request: RunRequest = { uri: file, mayBatch: true, ...(wanted.success ? wanted.output : {}) };
    this.tell(await this.runs.start(request));
  }

  private tell(outcome: RunOutcome): void {
    const [first] = outcome.type === 'refused' ? outcome.problems : [];
    if (first === undefined || outcome.type !== 'refused') {
      return;
    }
    const more = outcome.problems.length - 1;
    const sentence = problemSentence(first);
    const text = more === 0 ? sentence : vscode.l10n.t('{0} (and {1} more)', sentence, formatCount(more));
    const open = vscode.l10n.t('Go to Problem');
    void showError(vscode.l10n.t('Not run. {0}', text), open).then((chosen) => {
      if (chosen === open) {
        void vscode.window.showTextDocument(first.uri, { selection: first.range });
      }
    });
  }

  private async openResult(run: PromptRun): Promise<void> {
    const newest = (await this.runs.list()).find(({ output }) => output === run.output);
    await this.documents.openResult(run, newest?.id === run.id);
  }

  private async remove(run: PromptRun): Promise<void> {
    if (hasJobAtWork(run)) {
      throw new RunHasJobError();
    }
    const title = vscode.l10n.t({ message: 'Delete', comment: ['Verb on a button'] });
    const text = vscode.l10n.t('Delete this run of {0} with its log and its answers?', basename(run.file));
    const detail = vscode.l10n.t('The results beside the prompt file stay.');
    const chosen = await showWarning(text, { modal: true, detail }, title);
    if (chosen === title) {
      await this.runs.remove(run.id);
    }
  }

  private async export(run: PromptRun): Promise<void> {
    const name = basename(resultsPath(run.file));
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Run'),
      filters: { Markdown: ['md'], [vscode.l10n.t('JSON Lines')]: ['jsonl'], CSV: ['csv'] },
      defaultUri: vscode.Uri.file(join(dirname(run.file), `${name}-export.md`)),
    });
    if (target === undefined) {
      return;
    }
    await exportRun(run, confiningFolder(target), target.fsPath);
    const open = vscode.l10n.t({ message: 'Open', comment: ['Verb on a button'] });
    const count = run.steps.length;
    const text =
      count === 1
        ? vscode.l10n.t('Exported 1 prompt to {0}.', target.fsPath)
        : vscode.l10n.t('Exported {0} prompts to {1}.', formatCount(count), target.fsPath);
    void showInformation(text, open).then((chosen) => {
      if (chosen === open) {
        void vscode.window.showTextDocument(target);
      }
    });
  }

  private async compare(run: PromptRun, others: unknown): Promise<void> {
    const selected: unknown[] = Array.isArray(others) ? others : [...this.tree.view.selection];
    const ids = [...new Set(selected.map(runIdOf))].filter((id) => id !== undefined && id !== run.id);
    const [id] = ids;
    const other = ids.length === 1 && id !== undefined ? await this.runs.read(id) : await this.pick(run);
    if (other === undefined) {
      return;
    }
    const [older, newer] = run.id < other.id ? [run, other] : [other, run];
    await this.documents.compare(older, newer);
  }

  private async pick(run: PromptRun): Promise<PromptRun | undefined> {
    const others = (await this.runs.list()).filter(({ id }) => id !== run.id);
    others.sort((one, other) => Number(other.file === run.file) - Number(one.file === run.file));
    if (others.length === 0) {
      await showInformation(vscode.l10n.t('There is no other run to compare with yet.'));
      return undefined;
    }
    const items = others.map((other) => ({
      label: runName(other),
      description: stateText(other.state),
      run: other,
    }));
    const placeHolder = vscode.l10n.t('Compare with which run?');
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.run;
  }

  private with(argument: unknown, act: (run: PromptRun) => Promise<void>): Promise<void> {
    return this.shown(async () => {
      const id = runIdOf(argument ?? this.tree.view.selection[0]);
      if (id === undefined) {
        await showInformation(vscode.l10n.t('Select a run in the Runs view first.'));
      } else {
        await act(await this.runs.read(id));
      }
    });
  }

  private async shown(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const reason = errorMessage(error);
      const text = failureText(error, reason);
      if (error instanceof PathRefusedError) {
        this.offerToShow(text, vscode.Uri.file(error.path));
      } else {
        void showError(text);
      }
    }
  }

  /** With a button VS Code shows the whole of a long message. */
  private offerToShow(text: string, uri: vscode.Uri): void {
    const show = vscode.l10n.t('Show in Explorer');
    void showError(text, show).then((chosen) => {
      if (chosen === show) {
        void vscode.commands.executeCommand('revealInExplorer', uri);
      }
    });
  }
}

function failureText(error: unknown, reason: string): string {
  if (error instanceof RunBusyError) {
    return vscode.l10n.t('{0} Try again in a few seconds if that window is gone.', reason);
  }
  return error instanceof RunHasJobError ? reason : vscode.l10n.t('The run could not go on: {0}', reason);
}

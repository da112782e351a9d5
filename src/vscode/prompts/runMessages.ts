import { basename } from 'node:path';
import * as vscode from 'vscode';
import { countStates, type PromptRun } from '../../core/prompts/runState';
import { batchStatusText } from '../../core/prompts/batch/statusText';
import { stateText } from '../../core/prompts/stateText';
import { summaryText } from '../../core/prompts/runText';
import { commandId, type CommandHandlers } from '../platform/commands';
import { withProgressMessage } from '../platform/progress';
import type { ChangeChoice } from '../../core/prompts/promptRuns';
import type { Runs } from './runs';
import { Throttle } from '../../shared/throttle';
import { showInformation, showWarning } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** Asks what to run again where prompts have changed since the last run. */
export async function askAboutChanges(changed: number, total: number): Promise<ChangeChoice> {
  const some: Choice = { title: vscode.l10n.t('Run Changed Ones'), choice: 'changed' };
  const all: Choice = { title: vscode.l10n.t('Run All Again'), choice: 'all' };
  const text =
    changed === 1
      ? vscode.l10n.t('1 of {0} prompts has changed since the last run.', formatCount(total))
      : vscode.l10n.t(
          '{0} of {1} prompts have changed since the last run.',
          formatCount(changed),
          formatCount(total),
        );
  return (await showInformation(text, ...[some, all]))?.choice;
}

/** Asks before many steps are begun; true when they are wanted. */
export async function confirmSteps(file: string, steps: number, cost: string): Promise<boolean> {
  const run = vscode.l10n.t({ message: 'Run', comment: ['Verb on a button'] });
  const text = vscode.l10n.t('Ask {0} times for {1}?', formatCount(steps), basename(file));
  const detail = vscode.l10n.t('{0} Nothing has been sent yet.', cost);
  return (await showWarning(text, { modal: true, detail }, run)) === run;
}

/** Shows how a run goes, with a way to cancel it, and how it ended. Never rejects: who started it is told of failures. */
export async function showRun(
  runs: Runs,
  run: PromptRun,
  ended: Promise<PromptRun>,
  batch: boolean,
): Promise<void> {
  if (await (batch ? showJob(runs, run, ended) : showSteps(runs, run, ended))) {
    await tellEnd(run);
  }
}

/** A job takes hours, and is shown where it is in nobody's way; true when it ended. */
async function showJob(runs: Runs, run: PromptRun, ended: Promise<PromptRun>): Promise<boolean> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, async (progress) => {
    const tell = (): void => {
      const status = run.batch?.status;
      const text = status ? batchStatusText(status) : vscode.l10n.t('The batch job is being made.');
      progress.report({ message: `${basename(run.file)}: ${text}` });
    };
    tell();
    const listening = runs.onDidAppend(({ run: of, event }) => {
      if (of === run && event.type === 'batchStatus') {
        tell();
      }
    });
    try {
      await ended;
      return run.endedAt !== null;
    } catch {
      return false;
    } finally {
      listening.dispose();
    }
  });
}

/** True when it ended. */
async function showSteps(runs: Runs, run: PromptRun, ended: Promise<PromptRun>): Promise<boolean> {
  return withProgressMessage(basename(run.file), async (signal, report) => {
    const total = Math.max(run.steps.length, 1);
    let shown = 0;
    const tell = (): void => {
      const { Completed = 0, Cached = 0, Failed = 0, Retrying = 0, Cancelled = 0 } = countStates(run);
      const done = Completed + Cached + Failed + Cancelled;
      report(progressText(done, total, Retrying), ((done - shown) / total) * 100);
      shown = done;
    };
    tell();
    signal.addEventListener('abort', () => runs.cancel(run.id));
    // Each look goes over all steps of the run.
    const throttle = new Throttle(tell);
    const listening = runs.onDidAppend((event) => {
      if (event.run === run) {
        throttle.schedule();
      }
    });
    try {
      await ended;
      return true;
    } catch {
      return false;
    } finally {
      listening.dispose();
      throttle.dispose();
    }
  });
}

function progressText(done: number, total: number, retrying: number): string {
  const [some, all] = [formatCount(done), formatCount(total)];
  return retrying === 0
    ? vscode.l10n.t('{0} of {1} prompts', some, all)
    : vscode.l10n.t('{0} of {1} prompts, {2} waiting for another try', some, all, formatCount(retrying));
}

/** A button, and what it answers. */
type Choice = vscode.MessageItem & { readonly choice: ChangeChoice };
/** A button, and what it does. */
type Act = vscode.MessageItem & { readonly command: keyof CommandHandlers };

async function tellEnd(run: PromptRun): Promise<void> {
  const results: Act = { title: vscode.l10n.t('Open Results'), command: 'openRunResult' };
  const log: Act = { title: vscode.l10n.t('Open Log'), command: 'openRunLog' };
  const retry: Act = { title: vscode.l10n.t('Retry Failed'), command: 'retryFailedRun' };
  const resume: Act = {
    title: vscode.l10n.t({ message: 'Resume', comment: ['Verb on a button'] }),
    command: 'resumeRun',
  };
  const runAgain: Act = { title: vscode.l10n.t('Run All Again'), command: 'runPrompts' };
  const reason = run.reason === null ? '' : ` ${run.reason}`;
  const text = `${basename(run.file)}: ${stateText(run.state)}. ${summaryText(run)}${reason}`;
  let chosen: Act | undefined;
  if (run.state === 'Failed') {
    chosen = await showWarning(text, ...[retry, results, log]);
  } else if (run.state === 'Cancelled') {
    chosen = await showInformation(text, ...[resume, results]);
  } else {
    const cached = countStates(run).Cached === run.steps.length;
    chosen = await showInformation(text, ...[results, cached ? runAgain : log]);
  }
  if (chosen === undefined) {
    return;
  }
  const args =
    chosen.command === 'runPrompts' ? [vscode.Uri.file(run.file), { bypassCache: true }] : [run.id];
  await vscode.commands.executeCommand(commandId(chosen.command), ...args);
}

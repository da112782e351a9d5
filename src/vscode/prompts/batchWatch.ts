import { basename } from 'node:path';
import * as vscode from 'vscode';
import { RunBusyError } from '../../core/prompts/runStore';
import type { PromptRun } from '../../core/prompts/runState';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Emitter } from '../../core/util/emitter';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { signInMayAsk } from '../platform/signInMayAsk';
import type { RunHints } from './runHints';
import type { Runs } from './runs';
import { showInformation } from '../platform/notify';

/* The run of a window that was killed is nobody's after ten seconds. */
const AGAIN_MS = 15_000;

/** Takes up the runs whose batch jobs went on while no window looked: at the start, and after each sign-in. */
export class BatchWatch implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  private readonly runs: Runs;

  constructor(
    private readonly parts: {
      readonly runs: Runs;
      readonly settings: Settings;
      readonly hints: Pick<RunHints, 'batchMs' | 'begun' | 'noBatch'>;
    },
    onDidSignIn: Emitter<void>['on'],
  ) {
    this.runs = parts.runs;
    this.owned.add(onDidSignIn(() => void this.look()));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.look()));
    void this.look();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.owned.dispose();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    // Nothing is run in a workspace that is not trusted, and nobody has asked: no word about it either.
    if (!vscode.workspace.isTrusted) {
      return;
    }
    const { hints, settings } = this.parts;
    const batchMs = await hints.batchMs();
    const runs = await this.runs.list().catch(() => undefined);
    if (runs === undefined) {
      return;
    }
    const open = runs.filter(({ batch }) => batch !== null);
    if (runs.length > 0) {
      hints.begun(open.length > 0 && batchMs === undefined);
    }
    if (open.length === 0) {
      await hints.noBatch(batchMs);
    }
    const left = open.filter(({ id }) => !this.runs.isLive(id));
    if (left.length === 0) {
      return;
    }
    const mayAsk = await signInMayAsk(settings).catch(() => true);
    for (const run of left) {
      if (mayAsk) {
        this.offer(run);
      } else {
        this.takeUp(run);
      }
    }
  }

  private takeUp(run: PromptRun): void {
    this.runs.resume(run.id, 'unfinished').catch((error: unknown) => {
      if (error instanceof RunBusyError) {
        // Another window's, or one's that is no more.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.look(), AGAIN_MS);
      } else {
        this.offer(run, error);
      }
    });
  }

  /** Says once that there is something to be resumed, and why it was not. */
  private offer({ id, file }: PromptRun, error?: unknown): void {
    if (this.told.has(id)) {
      return;
    }
    this.told.add(id);
    const told = vscode.l10n.t('{0}: its batch job has not been looked at since.', basename(file));
    const text = error instanceof Error ? `${told} ${error.message}` : told;
    const resume = vscode.l10n.t({ message: 'Resume', comment: ['Verb on a button'] });
    void showInformation(text, resume).then((chosen) => {
      this.told.delete(id);
      if (chosen === resume) {
        void vscode.commands.executeCommand(commandId('resumeRun'), id);
      }
    });
  }
}

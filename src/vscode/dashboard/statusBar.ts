import * as vscode from 'vscode';
import type { Disposable } from '../../core/util/disposable';
import type { Invocation } from '../../protocol/invocation';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';

/** Today's calls of this window and what they cost, in the status bar; a click opens the dashboard. */
export class CallsStatusBar implements Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'bedrockChat.calls',
    vscode.StatusBarAlignment.Right,
    50,
  );
  private readonly watching: Disposable;
  private day = '';
  private calls = 0;
  private costUsd = 0;
  private unpriced = 0;

  constructor(private readonly settings: Settings) {
    this.item.name = vscode.l10n.t('Bedrock Calls Today');
    this.item.command = commandId('openDashboard');
    this.watching = settings.onDidChange(['statusBar.enabled'], () => this.show());
  }

  /** Counts a call that has ended. */
  count(invocation: Invocation): void {
    const today = new Date().toDateString();
    if (today !== this.day) {
      this.day = today;
      this.calls = this.costUsd = this.unpriced = 0;
    }
    this.calls++;
    if (invocation.cost_usd === null) {
      this.unpriced++;
    } else {
      this.costUsd += invocation.cost_usd;
    }
    this.show();
  }

  dispose(): void {
    this.watching.dispose();
    this.item.dispose();
  }

  private show(): void {
    if (this.calls === 0 || !this.settings.get('statusBar.enabled')) {
      this.item.hide();
      return;
    }
    // A price that is not known is not zero.
    const cost = this.unpriced === this.calls ? '' : ` · $${this.costUsd.toFixed(2)}`;
    this.item.text = `$(graph) ${this.calls}${cost}`;
    const unpriced = this.unpriced === 0 ? '' : ` ${vscode.l10n.t('{0} of unknown price.', this.unpriced)}`;
    this.item.tooltip =
      vscode.l10n.t('Bedrock calls of this window today: {0}.', this.calls) +
      unpriced +
      ` ${vscode.l10n.t('Click for the monitoring dashboard.')}`;
    this.item.show();
  }
}

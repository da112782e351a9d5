import * as vscode from 'vscode';
import { usdText } from '../../core/spending/estimate';
import type { MoneyCap } from '../../core/spending/moneyCap';
import type { Spending, SpendingTotals } from '../../core/spending/spendingLog';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';

/** Totals, and who tells of new ones. */
interface SpendingSource {
  totals(): Promise<SpendingTotals>;
  readonly onDidChange: (listener: () => void) => Disposable;
}

/** Today's calls of all windows and what they cost, in the status bar; a click opens the dashboard. */
export class CallsStatusBar implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(
    vscode.window.createStatusBarItem('bedrockChat.calls', vscode.StatusBarAlignment.Right, 50),
  );

  constructor(
    private readonly usage: SpendingSource,
    private readonly settings: Settings,
  ) {
    this.item.name = vscode.l10n.t('Bedrock Calls Today');
    this.item.command = commandId('openDashboard');
    const refresh = () => void this.refresh();
    this.owned.add(usage.onDidChange(refresh));
    const names = ['statusBar.enabled', 'budget.dailyUsd', 'budget.monthlyUsd'] as const;
    this.owned.add(settings.onDidChange(names, refresh));
    refresh();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async refresh(): Promise<void> {
    const { today, month } = await this.usage.totals();
    if (today.calls === 0 || !this.settings.get('statusBar.enabled')) {
      this.item.hide();
      return;
    }
    // A price that is not known is not zero.
    const cost = today.unpriced === today.calls ? '' : ` · ${usdText(today.usd)}`;
    this.item.text = `$(graph) ${today.calls}${cost}`;
    this.item.tooltip = [
      vscode.l10n.t('Bedrock today: {0}', this.text(today, this.settings.get('budget.dailyUsd'))),
      vscode.l10n.t('This month: {0}', this.text(month, this.settings.get('budget.monthlyUsd'))),
      vscode.l10n.t('Click for the monitoring dashboard.'),
    ].join('\n');
    this.item.show();
  }

  private text({ calls, usd, unpriced }: Spending, limit: MoneyCap): string {
    const cost = unpriced === calls ? vscode.l10n.t('cost unknown') : usdText(usd);
    const budget =
      limit === null
        ? ''
        : limit === 'invalid'
          ? `, ${vscode.l10n.t('its budget is not an amount of money')}`
          : ` ${vscode.l10n.t('of {0}', usdText(limit))}`;
    const unknown =
      unpriced === 0 || unpriced === calls ? '' : `, ${vscode.l10n.t('{0} of unknown price', unpriced)}`;
    return `${vscode.l10n.t('{0} calls', calls)}, ${cost}${budget}${unknown}`;
  }
}

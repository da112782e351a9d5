import * as vscode from 'vscode';
import type { MoneyCap } from '../../core/spending/moneyCap';
import type { SpendingTotals } from '../../core/spending/spendingLog';
import type { Spending } from '../../core/spending/spendingLines';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { formatCount, formatTime, formatUsd } from '../../shared/format';

/** Totals, and who tells of new ones. */
export interface SpendingSource {
  totals(): Promise<Pick<SpendingTotals, 'today' | 'month'>>;
  readonly onDidChange: (listener: () => void) => Disposable;
}

const MEMORY_KEY = 'spending.today';

/** What was shown last, in whichever window. */
interface Remembered extends Pick<SpendingTotals, 'today' | 'month'> {
  /** The day, in the user's time zone. */
  readonly day: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * Today's calls of all windows and what they cost, in the status bar; a click opens the dashboard. Until this window
 * makes use of Bedrock it shows what was known last, and says of when that is.
 */
export class CallsStatusBar implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(
    vscode.window.createStatusBarItem('bedrockChat.calls', vscode.StatusBarAlignment.Right, 50),
  );
  private usage: SpendingSource | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly memento: vscode.Memento,
  ) {
    this.item.name = vscode.l10n.t('Bedrock Calls Today');
    this.item.command = commandId('openDashboard');
    const names = ['statusBar.enabled', 'budget.dailyUsd', 'budget.monthlyUsd'] as const;
    this.owned.add(settings.onDidChange(names, () => void this.refresh()));
    void this.refresh();
  }

  /** Shows what the source says from now on. */
  follow(usage: SpendingSource): void {
    this.usage = usage;
    this.owned.add(usage.onDidChange(() => void this.refresh()));
    void this.refresh();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async refresh(): Promise<void> {
    const day = new Date().toDateString();
    const totals = await this.usage?.totals();
    const remembered = this.memento.get<Remembered>(MEMORY_KEY);
    if (totals !== undefined) {
      this.show(totals);
      await this.memento.update(MEMORY_KEY, {
        day,
        atMs: Date.now(),
        today: totals.today,
        month: totals.month,
      });
    } else if (remembered?.day === day) {
      this.show(remembered, remembered.atMs);
    } else {
      this.item.hide();
    }
  }

  private show({ today, month }: Pick<SpendingTotals, 'today' | 'month'>, atMs?: number): void {
    if (today.calls === 0 || !this.settings.get('statusBar.enabled')) {
      this.item.hide();
      return;
    }
    // A price that is not known is not zero.
    const cost = today.unpriced === today.calls ? '' : ` · ${formatUsd(today.usd)}`;
    this.item.text = `$(graph) ${formatCount(today.calls)}${cost}`;
    const lines = [
      vscode.l10n.t('Bedrock today: {0}', this.text(today, this.settings.get('budget.dailyUsd'))),
      vscode.l10n.t('This month: {0}', this.text(month, this.settings.get('budget.monthlyUsd'))),
    ];
    if (atMs !== undefined) {
      lines.push(vscode.l10n.t('As of {0}.', formatTime(new Date(atMs))));
    }
    // Else a screen reader would begin with the English name of the icon.
    this.item.accessibilityInformation = { label: lines.join('\n') };
    this.item.tooltip = [...lines, vscode.l10n.t('Click for the monitoring dashboard.')].join('\n');
    this.item.show();
  }

  private text({ calls, usd, unpriced }: Spending, limit: MoneyCap): string {
    const isUnknown = unpriced === calls;
    return [
      calls === 1 ? vscode.l10n.t('1 call') : vscode.l10n.t('{0} calls', formatCount(calls)),
      costText(isUnknown ? undefined : usd, limit === 'invalid' ? null : limit),
      ...(limit === 'invalid' ? [vscode.l10n.t('its budget is not an amount of money')] : []),
      ...(unpriced === 0 || isUnknown ? [] : [vscode.l10n.t('{0} of unknown price', formatCount(unpriced))]),
    ].join(', ');
  }
}

/** What calls came to, as far as that is known, of what they may. */
function costText(usd: number | undefined, limit: number | null): string {
  if (limit === null) {
    return usd === undefined ? vscode.l10n.t('cost unknown') : formatUsd(usd);
  }
  return usd === undefined
    ? vscode.l10n.t('cost unknown of {0}', formatUsd(limit))
    : vscode.l10n.t({
        message: '{0} of {1}',
        args: [formatUsd(usd), formatUsd(limit)],
        comment: ['Spent, and the budget'],
      });
}

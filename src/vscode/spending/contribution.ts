import type * as vscode from 'vscode';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';
import type { Settings } from '../platform/settings';
import { CallsStatusBar, type SpendingSource } from './statusBar';

const commandNames = ['refreshPrices', 'setBudget', 'allowOverBudget'] as const;

/** Prices and budgets, once a call or a user needs them. */
interface OpenSpending extends Commanded<(typeof commandNames)[number]> {
  readonly spendingLog: SpendingSource;
}

/** The commands around money, and today's calls in the status bar. */
export function contributeSpending(
  spending: Feature<OpenSpending>,
  settings: Settings,
  memento: vscode.Memento,
): Contribution<(typeof commandNames)[number]> {
  const statusBar = new CallsStatusBar(settings, memento);
  spending.whenMade(({ spendingLog }) => statusBar.follow(spendingLog));
  return { commands: commandsOf(spending, commandNames), dispose: () => statusBar.dispose() };
}

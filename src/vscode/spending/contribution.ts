import type * as vscode from 'vscode';
import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import { commandsOf } from '../platform/contribution';
import type { Settings } from '../platform/settings';
import { CallsStatusBar, type SpendingSource } from './statusBar';

const commandNames = ['refreshPrices', 'setBudget', 'allowOverBudget'] as const;

/** Prices and budgets, once a call or a user needs them. */
interface OpenSpending extends Disposable {
  readonly commands: Pick<CommandHandlers, (typeof commandNames)[number]>;
  readonly spendingLog: SpendingSource;
}

/** The commands around money, and today's calls in the status bar. */
export function contributeSpending(
  spending: Feature<OpenSpending>,
  settings: Settings,
  memento: vscode.Memento,
) {
  const statusBar = new CallsStatusBar(settings, memento);
  spending.whenMade(({ spendingLog }) => statusBar.follow(spendingLog));
  return { commands: commandsOf(spending, commandNames), dispose: () => statusBar.dispose() };
}

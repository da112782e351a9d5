import * as vscode from 'vscode';
import { UNKNOWN_CURRENCY } from '../../protocol/finops';
import type { Settings } from '../platform/settings';

const KEY = 'finops.budget';
/** Digits before the point are as many as exact amounts have. */
const AMOUNT = /^\d{1,14}(\.\d{1,6})?$/;

/**
 * Asks what a month of the open data may cost. What was said last in this workspace is offered; before that, where the
 * data is in US dollars, the budget for Bedrock of the settings. Undefined when the user gives none.
 */
export async function askBudget(
  memento: vscode.Memento,
  settings: Settings,
  currency: string,
): Promise<string | undefined> {
  const last = memento.get(KEY);
  const ofSettings = currency === 'USD' ? settings.get('budget.monthlyUsd') : null;
  const value = typeof last === 'string' && AMOUNT.test(last) ? last : String(ofSettings ?? '');
  const known = currency === UNKNOWN_CURRENCY ? '' : currency;
  const given = await vscode.window.showInputBox({
    title: vscode.l10n.t('What may a month cost?'),
    prompt: vscode.l10n.t(
      'The budget for all costs that are shown, a month, such as 1200.50, in the currency of the data: {0}',
      known === '' ? vscode.l10n.t('unknown') : known,
    ),
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      AMOUNT.test(text.trim()) ? undefined : vscode.l10n.t('An amount in digits, such as 1200 or 1200.50.'),
  });
  if (given === undefined) {
    return undefined;
  }
  await memento.update(KEY, given.trim());
  return given.trim();
}

import * as vscode from 'vscode';
import { readMoneyCap, type MoneyCap } from '../../core/spending/moneyCap';
import type { Settings } from '../platform/settings';

/** Asks for the day's and the month's budget and writes them to the settings; Escape leaves what is left as it is. */
export async function setBudget(settings: Settings): Promise<void> {
  const daily = await askUsd(vscode.l10n.t('Budget a day, in US dollars'), settings.get('budget.dailyUsd'));
  if (daily === undefined) {
    return;
  }
  await settings.set('budget.dailyUsd', daily);
  const title = vscode.l10n.t('Budget a month, in US dollars');
  const monthly = await askUsd(title, settings.get('budget.monthlyUsd'));
  if (monthly === undefined) {
    return;
  }
  await settings.set('budget.monthlyUsd', monthly);
}

/** Null for no budget; undefined when the user thought better of it. */
async function askUsd(title: string, current: MoneyCap): Promise<number | null | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Empty for no budget. Calls of all windows count, where their price is known.'),
    value: typeof current === 'number' ? String(current) : '',
    // A message that led here gives the focus back to the editor when it goes.
    ignoreFocusOut: true,
    validateInput: (value) =>
      amountOf(value) === 'invalid' ? vscode.l10n.t('Type a number, such as 5 or 2.50.') : undefined,
  });
  if (text === undefined) {
    return undefined;
  }
  const amount = amountOf(text);
  return amount === 'invalid' ? undefined : amount;
}

/** Cents may stand behind a comma: many users write them so. */
function amountOf(text: string): MoneyCap {
  const typed = text.trim().replace(/^(\d+),(\d{1,2})$/, '$1.$2');
  return typed === '' ? null : readMoneyCap(Number(typed));
}

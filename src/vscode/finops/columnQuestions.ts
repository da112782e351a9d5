import * as vscode from 'vscode';
import type { ColumnMapping, Inspection } from '../../protocol/finops';

/**
 * Asks which column of a file of no known format is what: cost, date, service, currency. What the columns look like
 * is offered first. Undefined when the user gives up.
 */
export async function askMapping(inspection: Inspection): Promise<ColumnMapping | undefined> {
  const { columns, numericColumns, suggestedMapping: suggested } = inspection;
  const cost = await pick(vscode.l10n.t('Which column is the cost?'), numericColumns, suggested?.cost);
  if (cost === undefined) {
    return undefined;
  }
  const others = columns.filter((name) => name !== cost);
  const date = await pickOrNone(vscode.l10n.t('Which column is the date?'), others, suggested?.date);
  if (date === undefined) {
    return undefined;
  }
  const service = await pickOrNone(
    vscode.l10n.t('Which column is the service, or what else costs are to be divided by?'),
    others.filter((name) => name !== date),
    suggested?.service,
  );
  if (service === undefined) {
    return undefined;
  }
  const mapping = { ...suggested, cost, date: date || undefined, service: service || undefined };
  if (suggested?.currency !== undefined) {
    return mapping;
  }
  const currencyCode = await vscode.window.showInputBox({
    title: vscode.l10n.t('Which currency is the cost in?'),
    prompt: vscode.l10n.t('Its code, e.g. USD.'),
    value: suggested?.currencyCode ?? 'USD',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[A-Za-z]{3}$/.test(text.trim()) ? undefined : vscode.l10n.t('A currency’s code has three letters.'),
  });
  return currencyCode === undefined
    ? undefined
    : { ...mapping, currencyCode: currencyCode.trim().toUpperCase() };
}

interface ColumnItem extends vscode.QuickPickItem {
  readonly column: string;
}

/** '' when the user says that there is none. */
function pickOrNone(title: string, columns: readonly string[], first: string | undefined) {
  return pick(title, columns, first, { label: vscode.l10n.t('None of them'), column: '' });
}

async function pick(
  title: string,
  columns: readonly string[],
  first: string | undefined,
  none?: ColumnItem,
): Promise<string | undefined> {
  const rest = columns.filter((name) => name !== first).map((name) => ({ label: name, column: name }));
  const looks = { label: first ?? '', column: first ?? '', description: vscode.l10n.t('looks like it') };
  const items: ColumnItem[] = [
    ...(first === undefined ? [] : [looks]),
    ...(none !== undefined && first === undefined ? [none, ...rest] : [...rest, ...(none ? [none] : [])]),
  ];
  const picked = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return picked?.column;
}

import * as vscode from 'vscode';
import { byTag } from '../../core/finops/analyses/tags';
import type { AthenaSource } from '../../core/finops/athena/athenaSource';
import type { Shown } from '../../core/finops/shownQuery';
import { showInformation } from '../platform/notify';

const EXAMPLE = 'SELECT ServiceName, sum(Cost) AS Cost FROM costs GROUP BY 1 ORDER BY 2 DESC';

interface AnalysisItem extends vscode.QuickPickItem {
  /** Undefined: SQL is typed. */
  readonly analysisId?: string;
  readonly reason?: string;
}

/** Asks what is to be asked of a table: a saved analysis, or SQL. Undefined when the user gives up. */
export async function pickQuestion(source: AthenaSource): Promise<Shown | undefined> {
  const { name, formatTitle, costsColumns } = source.table;
  const offered = source.offered();
  const hasTags = costsColumns.some((column) => column.name === 'Tags');
  const items: AnalysisItem[] = [
    {
      label: vscode.l10n.t('Write SQL…'),
      iconPath: new vscode.ThemeIcon('edit'),
      detail: vscode.l10n.t('One SELECT over costs, or over source with the table’s own columns.'),
    },
    { label: vscode.l10n.t('Saved analyses'), kind: vscode.QuickPickItemKind.Separator },
    ...offered.flatMap((one): AnalysisItem[] => {
      const { id, title, description } = one.analysis;
      // Which tags there are is not known where they are in one column: one is asked for.
      const possible = one.available || (id === byTag.id && hasTags);
      return possible ? [{ label: title(), detail: description(), analysisId: id }] : [];
    }),
    { label: vscode.l10n.t('Not possible with this table'), kind: vscode.QuickPickItemKind.Separator },
    ...offered.flatMap((one): AnalysisItem[] =>
      one.available || (one.analysis.id === byTag.id && hasTags)
        ? []
        : [{ label: one.analysis.title(), detail: one.reason, reason: one.reason }],
    ),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('{0}: {1}', name, formatTitle),
    placeHolder: vscode.l10n.t('What do you want to know? Athena charges for what a query scans.'),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  if (picked.reason !== undefined) {
    void showInformation(picked.reason);
    return undefined;
  }
  if (picked.analysisId === undefined) {
    return askSql();
  }
  const needsKey = offered.some((one) => one.analysis.id === picked.analysisId && !one.available);
  return needsKey ? askTag(source) : { analysisId: picked.analysisId };
}

async function askSql(): Promise<Shown | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection).trim() ?? '';
  const sql = await vscode.window.showInputBox({
    title: vscode.l10n.t('SQL for Athena'),
    prompt: vscode.l10n.t(
      'One SELECT. costs has one row a charge, with Cost; source has the table’s own columns.',
    ),
    value: /^(select|with)\b/i.test(selected) ? selected : EXAMPLE,
    ignoreFocusOut: true,
  });
  if (sql === undefined || sql.trim() === '') {
    return undefined;
  }
  const title = vscode.l10n.t('Your query');
  return { title, description: vscode.l10n.t('SQL that you wrote.'), sql, chart: 'bar' };
}

async function askTag(source: AthenaSource): Promise<Shown | undefined> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('Cost by tag'),
    prompt: vscode.l10n.t('The key of the tag, as the table has it.'),
    placeHolder: 'user_team',
    ignoreFocusOut: true,
  });
  if (key === undefined || key.trim() === '') {
    return undefined;
  }
  const found = source.offered(key.trim()).find(({ analysis }) => analysis.id === byTag.id);
  if (found?.available !== true) {
    return undefined;
  }
  const { title, description } = found.analysis;
  return {
    title: vscode.l10n.t('{0}: {1}', title(), key.trim()),
    description: description(),
    sql: found.sql,
    chart: 'bar',
  };
}

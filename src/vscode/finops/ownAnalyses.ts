import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Analysis } from '../../core/finops/analyses/index';
import { ownPath, readOwnAnalyses, writeOwnAnalysis } from '../../core/finops/analyses/ownAnalyses';
import type { ToFinops } from '../../protocol/finopsView';
import { showError, showWarning } from '../platform/notify';
import { requireTrust } from '../platform/workspaceTrust';
import { errorMessage } from '../../core/util/errorMessage';

/** The analyses that trusted folders of the workspace keep. */
export async function ownAnalyses(): Promise<readonly Analysis[]> {
  const { isTrusted } = vscode.workspace;
  const folder = analysesFolder();
  // A stranger's query could cost money in Athena: it is not even listed before the workspace is trusted.
  return !isTrusted || folder === undefined ? [] : readOwnAnalyses(folder);
}

/** **Save Query as Analysis…**: keeps the query that is shown in the workspace, and opens its file; true when it did. */
export async function saveAnalysis(state: ToFinops): Promise<boolean> {
  const why = vscode.l10n.t('Analyses are kept in the workspace, so it has to be trusted.');
  if (!requireTrust(why)) {
    return false;
  }
  const folder = analysesFolder();
  const shown = state.state === 'ready' ? state.view.analysis : undefined;
  if (folder === undefined || shown?.outcome.state !== 'ended') {
    void showError(
      folder === undefined
        ? vscode.l10n.t('An analysis is kept in a folder, and none is open. Open one first.')
        : vscode.l10n.t('No result of a query is shown. Open cost data and choose an analysis first.'),
    );
    return false;
  }
  const query = await askQuery(shown, shown.outcome.result.sql);
  if (query === undefined || !(await mayWrite(ownPath(folder, query.title)))) {
    return false;
  }
  try {
    const path = await writeOwnAnalysis(folder, query);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { viewColumn: vscode.ViewColumn.Beside });
    return true;
  } catch (error) {
    void showError(vscode.l10n.t('The analysis could not be saved: {0}', errorMessage(error)));
    return false;
  }
}

/** The first folder that is on the disk. */
function analysesFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
}

async function askQuery({ title, description }: { title: string; description: string }, sql: string) {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save Query as Analysis'),
    prompt: vscode.l10n.t('Its name in the list of analyses. Its file is opened, to be changed there.'),
    value: title,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A name is needed.') : undefined),
  });
  if (name === undefined) {
    return undefined;
  }
  const items = [
    {
      label: vscode.l10n.t({
        message: 'Bars',
        comment: ['As: Bars, Pie or Over time; how a chart is drawn'],
      }),
      chart: 'bar',
    },
    {
      label: vscode.l10n.t({
        message: 'Over time',
        comment: ['As: Bars, Pie or Over time; how a chart is drawn'],
      }),
      chart: 'time',
    },
    {
      label: vscode.l10n.t({ message: 'Pie', comment: ['As: Bars, Pie or Over time; how a chart is drawn'] }),
      chart: 'pie',
    },
    { label: vscode.l10n.t('A table alone'), chart: 'table' },
  ] as const;
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('How is its result shown?'),
    ignoreFocusOut: true,
  });
  return picked && { title: name.trim(), description, chart: picked.chart, sql };
}

async function mayWrite(path: string): Promise<boolean> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    return true;
  }
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('{0} is there already.', path);
  return (await showWarning(question, { modal: true }, replace)) === replace;
}

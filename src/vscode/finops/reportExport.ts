import * as vscode from 'vscode';
import type { PinnedAnswer } from '../../core/finops/report/report';
import { reportHtml } from '../../core/finops/report/reportHtml';
import { reportMarkdown } from '../../core/finops/report/reportMarkdown';
import { errorMessage } from '../../core/util/errorMessage';
import { showError, showInformation } from '../platform/notify';
import { saveFile } from '../platform/workspaceFiles';

/** Asks where the report of the pinned answers goes, and writes it there: as HTML where its name says so, else as Markdown. */
export async function saveReport(answers: readonly PinnedAnswer[]): Promise<void> {
  if (answers.length === 0) {
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Report'),
    filters: { Markdown: ['md'], HTML: ['html'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'cost-report.md') }),
  });
  if (target === undefined) {
    return;
  }
  const day = new Date().toISOString().slice(0, 10);
  const report = { title: vscode.l10n.t('Cost report'), day, answers };
  const text = /\.html?$/i.test(target.path) ? reportHtml(report) : reportMarkdown(report);
  try {
    await saveFile(target, Buffer.from(text));
    void showInformation(vscode.l10n.t('Saved the report as {0}.', target.fsPath));
  } catch (error) {
    const why = errorMessage(error);
    void showError(vscode.l10n.t('The report could not be saved as {0}: {1}', target.fsPath, why));
  }
}

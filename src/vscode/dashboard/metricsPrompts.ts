import * as vscode from 'vscode';
import type { ExportFormat } from '../../protocol/metrics';
import { showWarning } from '../platform/notify';

const formats: Readonly<Record<ExportFormat, { label: string; extension: string }>> = {
  csv: { label: 'CSV', extension: 'csv' },
  json: { label: 'JSON', extension: 'json' },
  sqlite: { label: 'SQLite', extension: 'db' },
};

/** Asks for the format of an export; undefined when the user thought better of it. */
export async function askExportFormat(): Promise<ExportFormat | undefined> {
  const picked = await vscode.window.showQuickPick(
    (['csv', 'json', 'sqlite'] as const).map((format) => ({ label: formats[format].label, format })),
    { placeHolder: vscode.l10n.t('Format to export all calls to') },
  );
  return picked?.format;
}

/** Asks where an export goes; undefined when the user thought better of it. */
export async function askExportTarget(format: ExportFormat): Promise<vscode.Uri | undefined> {
  const { label, extension } = formats[format];
  const name = `bedrock-metrics.${extension}`;
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Metrics'),
    filters: { [label]: [extension] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}

/** Asks whether all metrics may be deleted; there is no way back. */
export async function confirmDeletion(): Promise<boolean> {
  const yes = vscode.l10n.t('Delete All Metrics');
  const answer = await showWarning(
    vscode.l10n.t('Delete all metrics?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Every recorded call of every window will be gone, with its time, tokens and cost. This cannot be undone.',
      ),
    },
    yes,
  );
  return answer === yes;
}

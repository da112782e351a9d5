import * as vscode from 'vscode';
import { costFileName } from '../../protocol/finopsView';
import { showError } from '../platform/notify';

/** Asks for files of cost data; undefined when the user thought better of it. */
export async function pickFiles(): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Cost data to analyze: all files of one export'),
    openLabel: vscode.l10n.t({ message: 'Analyze', comment: ['Verb on a button'] }),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Cost data')]: ['csv', 'gz', 'parquet', 'zip', 'json'] },
  });
}

/** The file of cost data in the editor that is open, be it one that shows no text; undefined where it is another. */
export function openFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isFile && input.uri.scheme === 'file' && costFileName.test(input.uri.path) ? input.uri : undefined;
}

/** What a menu gives besides its file: the selection of the Explorer, or where an editor is, which is none. */
export function selectedFiles(given: unknown): readonly vscode.Uri[] | undefined {
  return Array.isArray(given) ? given.filter((one) => one instanceof vscode.Uri) : undefined;
}

/** Those of dropped files that are cost data in the workspace: a page may not name any other. */
export function workspaceFiles(uris: readonly string[]): vscode.Uri[] {
  return uris.flatMap((text) => {
    const { scheme, path } = vscode.Uri.parse(text);
    if (scheme !== 'file' && scheme !== 'vscode-remote') {
      return [];
    }
    const uri = vscode.Uri.file(path);
    return costFileName.test(path) && vscode.workspace.getWorkspaceFolder(uri) !== undefined ? [uri] : [];
  });
}

/** Says that what was dropped is nothing of that. */
export function refuseDropped(): void {
  void showError(
    vscode.l10n.t(
      'What was dropped is no .csv, .csv.gz, .parquet or .zip file of this workspace. Open it by Bedrock: Analyze Cost Data….',
    ),
  );
}

/** Whether files can be read from the disk; says of the first that cannot what to do. */
export function areOnDisk(files: readonly vscode.Uri[]): boolean {
  const foreign = files.find(({ scheme }) => scheme !== 'file');
  if (foreign === undefined) {
    return true;
  }
  void showError(
    vscode.l10n.t(
      '{0} is not on this machine’s disk, and cost data is read from there. Save a copy and open that.',
      foreign.path,
    ),
  );
  return false;
}

import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { QuestionPosition, SignInAnswer } from '../../core/aws/credentials/signInFlow';
import { askPick, type PickItem } from './quickInput';

const BROWSE = 'browse';
const MAX_FOUND = 20;

/** Asks for a `.env` file: those of the workspace first, or any other. The answer is its path. */
export async function askEnvFile(title: string, position: QuestionPosition): Promise<SignInAnswer> {
  const found = await vscode.workspace.findFiles('**/{.env,.env.*,*.env}', '**/node_modules/**', MAX_FOUND);
  const items: PickItem[] = [
    ...found
      .filter((uri) => uri.scheme === 'file')
      .map((uri) => ({ answer: uri.fsPath, label: vscode.workspace.asRelativePath(uri) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
    { answer: BROWSE, label: vscode.l10n.t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened') },
  ];
  for (;;) {
    const answer = await askPick({
      title,
      placeholder: vscode.l10n.t('File that sets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'),
      items,
      position,
    });
    if (answer.kind !== 'answer' || answer.text !== BROWSE) {
      return answer;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const chosen = await vscode.window.showOpenDialog({
      title,
      defaultUri: folder,
      openLabel: vscode.l10n.t({ message: 'Import', comment: ['Verb on a button'] }),
    });
    const path = chosen?.[0]?.fsPath;
    if (path !== undefined) {
      return { kind: 'answer', text: path };
    }
  }
}

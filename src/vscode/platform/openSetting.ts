import * as vscode from 'vscode';

/** Opens VS Code's settings at a query. On a remote machine ours are that machine's, which have a page of their own. */
export async function openSetting(query: string): Promise<void> {
  const ours = query.startsWith('bedrockChat.');
  const page = ours && vscode.env.remoteName !== undefined ? 'openRemoteSettings' : 'openSettings';
  await vscode.commands.executeCommand(`workbench.action.${page}`, { query });
}

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { confinedPath, writeConfined } from '../../core/files/confinedFile';

/** The folder that a file, and what is named after it, may not lead out of: that of the workspace, else its own. */
export function confiningFolder(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
}

/**
 * Makes sure that a file or folder of the workspace is what its name says. One that is in no workspace folder is the
 * user's own choice. @throws PathRefusedError where a link leads to something else
 */
export async function assertNoLink(uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file' || uri.path === folder.uri.path) {
    return;
  }
  await confinedPath(folder.uri.fsPath, uri.fsPath);
}

/** Writes a file of the user's choice, and through no link. @throws PathRefusedError; the file system's error */
export async function saveFile(uri: vscode.Uri, content: string | Uint8Array): Promise<void> {
  if (uri.scheme === 'file') {
    await writeConfined(confiningFolder(uri), uri.fsPath, content);
  } else {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  }
}

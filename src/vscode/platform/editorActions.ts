import * as vscode from 'vscode';
import { entryOf } from '../../core/util/entryOf';
import { showInformation, showWarning } from './notify';

/** Puts code in the place of the selection of the editor last used. */
export async function insertAtCursor(code: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor === undefined) {
    await openAsNewFile(code, '');
    return;
  }
  await editor.edit((edit) => {
    editor.selections.forEach((selection) => edit.replace(selection, code));
  });
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/* The name of a language in answers is not always what VS Code calls it. */
const languageIds: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  cs: 'csharp',
  'c++': 'cpp',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  yml: 'yaml',
  md: 'markdown',
  docker: 'dockerfile',
};

/** Opens code as a new, unsaved file. */
export async function openAsNewFile(code: string, language: string): Promise<void> {
  const wanted = entryOf(languageIds, language.toLowerCase()) ?? language.toLowerCase();
  const known = await vscode.languages.getLanguages();
  const document = await vscode.workspace.openTextDocument({
    content: code,
    language: known.includes(wanted) ? wanted : 'plaintext',
  });
  await vscode.window.showTextDocument(document);
}

/** Opens a link of an answer in the browser, after the user agreed: answers are untrusted. */
export async function openLink(href: string): Promise<void> {
  const uri = parse(href);
  if (uri === undefined || !['https', 'http', 'mailto'].includes(uri.scheme)) {
    void showWarning(vscode.l10n.t('This link is not opened: {0}', href));
    return;
  }
  const open = vscode.l10n.t({ message: 'Open', comment: ['Verb on a button'] });
  const answer = await showInformation(
    vscode.l10n.t('Open this link of the answer in your browser?'),
    { modal: true, detail: uri.toString() },
    open,
  );
  if (answer === open) {
    await vscode.env.openExternal(uri);
  }
}

function parse(href: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(href, true);
  } catch {
    return undefined;
  }
}

import * as vscode from 'vscode';
import { HEADER_CHARACTERS, looksLikeCosts } from '../../core/finops/costHeader';
import { DisposableStore, type Disposable } from '../../core/util/disposable';

/** The files beside whose title **Analyze Cost Data…** stands, as package.json asks for it. */
const CONTEXT = 'bedrockChat.costFiles';
const MAX_LINES = 30;

/** Gives each `.csv` in an editor that looks like cost data a button in its title bar; reads no file and loads nothing. */
export function watchCostFiles(): Disposable {
  const owned = new DisposableStore();
  let shown: readonly string[] = [];
  const look = () => {
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
    const found = documents.flatMap((document) => (isCostFile(document) ? [document.uri.fsPath] : []));
    if (found.join('\n') !== shown.join('\n')) {
      shown = found;
      void vscode.commands.executeCommand('setContext', CONTEXT, found);
    }
  };
  owned.add(vscode.window.onDidChangeVisibleTextEditors(look));
  look();
  return owned;
}

function isCostFile(document: vscode.TextDocument): boolean {
  const { uri, lineCount } = document;
  if (uri.scheme !== 'file' || !/\.csv$/i.test(uri.path)) {
    return false;
  }
  let beginning = '';
  for (let at = 0; at < Math.min(lineCount, MAX_LINES) && beginning.length < HEADER_CHARACTERS; at += 1) {
    beginning += `${document.lineAt(at).text.slice(0, HEADER_CHARACTERS)}\n`;
  }
  return looksLikeCosts(beginning);
}

import * as vscode from 'vscode';
import type { ContextItem } from '../../core/chat/context';

/** The most of one file that goes along, in characters; more would fill most models' context. */
const MAX_CHARS = 400_000;

/** Context that could be read, and what to tell the person of the rest. */
export interface ReadContext {
  readonly items: readonly ContextItem[];
  readonly remarks: readonly string[];
}

/** Reads what was attached to a question in the Chat view: files, ranges of files and plain text. */
export async function readReferences(
  references: readonly vscode.ChatPromptReference[],
): Promise<ReadContext> {
  const items: ContextItem[] = [];
  const remarks: string[] = [];
  for (const reference of references) {
    const { value } = reference;
    const label = reference.modelDescription ?? reference.id;
    try {
      if (value instanceof vscode.Uri) {
        items.push(await readFile(value, undefined, remarks));
      } else if (value instanceof vscode.Location) {
        items.push(await readFile(value.uri, value.range, remarks));
      } else if (typeof value === 'string') {
        items.push({ path: label, language: '', text: value });
      } else {
        remarks.push(vscode.l10n.t('{0} cannot be sent: only files, selections and text can.', label));
      }
    } catch (error) {
      const name = value instanceof vscode.Uri ? vscode.workspace.asRelativePath(value) : label;
      const why = error instanceof Error ? error.message : String(error);
      remarks.push(vscode.l10n.t('{0} could not be read and was left out: {1}', name, why));
    }
  }
  return { items, remarks };
}

/** Reads a file or a range of it as VS Code would open it; throws when it is not text. */
export async function readFile(
  uri: vscode.Uri,
  range: vscode.Range | undefined,
  remarks: string[] = [],
): Promise<ContextItem> {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText(range);
  const path = vscode.workspace.asRelativePath(uri);
  if (text.length > MAX_CHARS) {
    remarks.push(vscode.l10n.t('Of {0} only the first {1} characters were sent.', path, MAX_CHARS));
  }
  return {
    path,
    language: document.languageId,
    ...(range === undefined ? {} : { lines: lineNumbers(range) }),
    text: text.slice(0, MAX_CHARS),
  };
}

/* A selection that ends at the start of a line does not include that line. */
function lineNumbers(range: vscode.Range): { from: number; to: number } {
  const last =
    range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  return { from: range.start.line + 1, to: last + 1 };
}

import * as vscode from 'vscode';
import { contextBytes, MAX_CONTEXT_BYTES, type ContextItem, type TextContext } from '../../core/chat/context';
import { fileContext, FileNotAttachable } from '../../core/chat/fileContext';
import { confinedSize, MAX_FOLDER_FILES, readFolderFiles } from '../../core/chat/folderFiles';
import { assertNoLink } from './workspaceFiles';
import { errorMessage } from '../../core/util/errorMessage';
import { formatCount } from '../../shared/format';

/** Files of a folder that are looked at. */
const MAX_FOUND_FILES = 1000;

/** Context that could be read, and what to tell the user of the rest. */
export interface ReadContext {
  readonly items: readonly ContextItem[];
  readonly remarks: readonly string[];
}

/** Reads what was attached to a question in the Chat view: files, ranges of files, folders, pictures and plain text. */
export async function readReferences(
  references: readonly vscode.ChatPromptReference[],
): Promise<ReadContext> {
  const items: ContextItem[] = [];
  const remarks: string[] = [];
  const add = (label: string, more: readonly ContextItem[]): void => {
    if (contextBytes(items) + contextBytes(more) > MAX_CONTEXT_BYTES) {
      remarks.push(vscode.l10n.t('{0} was left out: {1}', label, tooMuchTogether()));
    } else {
      items.push(...more);
    }
  };
  for (const { id, modelDescription, value } of references) {
    const label = modelDescription ?? id;
    try {
      if (value instanceof vscode.Uri) {
        const read = (await isFolder(value)) ? await readFolder(value) : await readFile(value);
        add(vscode.workspace.asRelativePath(value), 'items' in read ? read.items : [read]);
        remarks.push(...('remarks' in read ? read.remarks : []));
      } else if (value instanceof vscode.Location) {
        add(vscode.workspace.asRelativePath(value.uri), [await readFile(value.uri, value.range)]);
      } else if (typeof value === 'string') {
        add(label, [{ type: 'text', path: label, language: '', text: value }]);
      } else {
        const picture = await pictureOf(label, value);
        if (picture === undefined) {
          remarks.push(
            vscode.l10n.t(
              '{0} cannot be sent: only files, folders, selections, pictures and text can.',
              label,
            ),
          );
        } else {
          add(label, [picture]);
        }
      }
    } catch (error) {
      const name = value instanceof vscode.Uri ? vscode.workspace.asRelativePath(value) : label;
      remarks.push(vscode.l10n.t('{0} could not be read and was left out: {1}', name, errorMessage(error)));
    }
  }
  return { items, remarks };
}

/**
 * Reads a file or a range of it, text as VS Code would open it, unsaved changes with it. Throws when it cannot be
 * read, `FileNotAttachable` when it is nothing that a model reads, and `PathRefusedError` when a link in the workspace
 * leads to it.
 */
export async function readFile(uri: vscode.Uri, range?: vscode.Range): Promise<ContextItem> {
  await assertNoLink(uri);
  const path = vscode.workspace.asRelativePath(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) {
    return textContext(open, path, range);
  }
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.File) === 0) {
    throw new FileNotAttachable();
  }
  if (size > MAX_CONTEXT_BYTES) {
    throw new Error(vscode.l10n.t('it is larger than any model takes'));
  }
  const file = fileContext(path, await vscode.workspace.fs.readFile(uri));
  if (file !== undefined) {
    return file;
  }
  try {
    return textContext(await vscode.workspace.openTextDocument(uri), path, range);
  } catch (error) {
    throw isBinary(error) ? new FileNotAttachable() : error;
  }
}

/**
 * Reads the files of a folder, without those that are excluded, made by tools, named like files of secrets, or nothing
 * that a model reads. Links in it are not followed, wherever the folder is: what they lead to was not picked.
 */
export async function readFolder(uri: vscode.Uri): Promise<ReadContext> {
  await assertNoLink(uri);
  const inFolder = new vscode.RelativePattern(uri, '**/*');
  // Files of secrets are not among those that count.
  const found = await vscode.workspace.findFiles(
    inFolder,
    '**/{node_modules,.git,dist,out}/**',
    MAX_FOUND_FILES,
  );
  const files = found.map((file) => ({
    path: file.path,
    size: () => sizeIn(uri, file),
    read: () => readFile(file),
  }));
  const { items, secret, failed, moreFiles, moreBytes } = await readFolderFiles(files, MAX_CONTEXT_BYTES);
  const name = vscode.workspace.asRelativePath(uri);
  const shown = (path: string): string => vscode.workspace.asRelativePath(uri.with({ path }));
  const remarks = failed.map(({ path, error }) =>
    vscode.l10n.t('{0} was left out: {1}', shown(path), errorMessage(error)),
  );
  if (secret.length > 0) {
    const [first = ''] = secret;
    const told = vscode.l10n.t(
      'Of {0} files that may hold secrets were left out: {1} ({2} in all). Attach one by itself if you mean it.',
      name,
      shown(first),
      formatCount(secret.length),
    );
    remarks.unshift(told);
  }
  if (moreBytes) {
    remarks.push(vscode.l10n.t('{0} is larger than any model takes; only its first files go along.', name));
  }
  if (moreFiles) {
    remarks.unshift(
      vscode.l10n.t('Of {0} only the first {1} files go along.', name, formatCount(MAX_FOLDER_FILES)),
    );
  }
  return { items, remarks };
}

/** The size of a file in a folder, in bytes. @throws PathRefusedError where a link leads to it */
async function sizeIn(folder: vscode.Uri, file: vscode.Uri): Promise<number> {
  return file.scheme === 'file'
    ? confinedSize(folder.fsPath, file.fsPath)
    : (await vscode.workspace.fs.stat(file)).size;
}

/** Why something more does not go along with a question, as the rest of a sentence. */
export function tooMuchTogether(): string {
  return vscode.l10n.t('together with what is attached already it is larger than any model takes');
}

/** Whether a URI leads to a folder; false when it leads nowhere. */
export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

function textContext(document: vscode.TextDocument, path: string, range?: vscode.Range): TextContext {
  return {
    type: 'text',
    path,
    language: document.languageId,
    ...(range === undefined ? {} : { lines: lineNumbers(range) }),
    text: document.getText(range),
  };
}

/* VS Code says so in words alone. */
function isBinary(error: unknown): boolean {
  return error instanceof Error && /binary/i.test(error.message);
}

/** A picture that was pasted into the Chat view: VS Code hands on its type and a function that reads it. */
async function pictureOf(label: string, value: unknown): Promise<ContextItem | undefined> {
  const bytes = isBinaryData(value) ? await value.data() : undefined;
  return bytes instanceof Uint8Array ? fileContext(label, bytes) : undefined;
}

/* Not in the types of the oldest VS Code that we support. */
function isBinaryData(value: unknown): value is { data(): PromiseLike<unknown> } {
  return typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'function';
}

/* A selection that ends at the start of a line does not include that line. */
function lineNumbers(range: vscode.Range): { from: number; to: number } {
  const last =
    range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  return { from: range.start.line + 1, to: last + 1 };
}

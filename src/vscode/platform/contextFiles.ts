import * as vscode from 'vscode';
import type { ContextItem, TextContext } from '../../core/chat/context';
import { fileContext, FileNotAttachable } from '../../core/chat/fileContext';
import { assertNoLink } from './workspaceFiles';

/** The most files of one folder that go along; more are hardly meant, and are said. */
const MOST_FILES = 200;
/** Larger files are not read: no model takes them, and they would fill the memory of all extensions. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What the files of one folder may come to, for the same reason. */
const MOST_FOLDER_BYTES = MOST_BYTES;

/** Context that could be read, and what to tell the person of the rest. */
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
  for (const { id, modelDescription, value } of references) {
    const label = modelDescription ?? id;
    try {
      if (value instanceof vscode.Uri) {
        const read = (await isFolder(value)) ? await readFolder(value) : await readFile(value);
        items.push(...('items' in read ? read.items : [read]));
        remarks.push(...('remarks' in read ? read.remarks : []));
      } else if (value instanceof vscode.Location) {
        items.push(await readFile(value.uri, value.range));
      } else if (typeof value === 'string') {
        items.push({ type: 'text', path: label, language: '', text: value });
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
          items.push(picture);
        }
      }
    } catch (error) {
      const name = value instanceof vscode.Uri ? vscode.workspace.asRelativePath(value) : label;
      remarks.push(vscode.l10n.t('{0} could not be read and was left out: {1}', name, reasonOf(error)));
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
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES) {
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

/** Reads the files of a folder, without those that are excluded, made by tools, or nothing that a model reads. */
export async function readFolder(uri: vscode.Uri): Promise<ReadContext> {
  await assertNoLink(uri);
  const inFolder = new vscode.RelativePattern(uri, '**/*');
  const found = await vscode.workspace.findFiles(
    inFolder,
    '**/{node_modules,.git,dist,out}/**',
    MOST_FILES + 1,
  );
  const files = found.toSorted((a, b) => a.path.localeCompare(b.path)).slice(0, MOST_FILES);
  const remarks: string[] = [];
  if (found.length > files.length) {
    const name = vscode.workspace.asRelativePath(uri);
    remarks.push(vscode.l10n.t('Of {0} only the first {1} files go along.', name, MOST_FILES));
  }
  const items: ContextItem[] = [];
  let room = MOST_FOLDER_BYTES;
  for (const file of files) {
    try {
      room -= (await vscode.workspace.fs.stat(file)).size;
      if (room < 0) {
        remarks.push(
          vscode.l10n.t(
            '{0} is larger than any model takes; only its first files go along.',
            vscode.workspace.asRelativePath(uri),
          ),
        );
        break;
      }
      items.push(await readFile(file));
    } catch (error) {
      const name = vscode.workspace.asRelativePath(file);
      remarks.push(vscode.l10n.t('{0} was left out: {1}', name, reasonOf(error)));
    }
  }
  return { items, remarks };
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

/** What an error says, in the middle of a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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

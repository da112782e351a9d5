import * as vscode from 'vscode';
import {
  attachmentOf,
  folderAttachment,
  shownAttachments,
  type Attachment,
} from '../../core/chat/attachment';
import { contextBytes, MAX_CONTEXT_BYTES } from '../../core/chat/context';
import { pastedContext } from '../../core/chat/fileContext';
import { Emitter } from '../../core/util/emitter';
import type { PanelAttachment } from '../../protocol/chatPanel';
import { isFolder, readFile, readFolder, tooMuchTogether } from '../platform/contextFiles';
import { showInformation, showWarning } from '../platform/notify';
import { errorMessage } from '../../core/util/errorMessage';
import { formatCount } from '../../shared/format';

/** Attachments of the panel's next question; read when it is attached, so that it is what the user saw. */
export class Attachments {
  private items: readonly Attachment[] = [];
  private readonly changed = new Emitter<void>();

  readonly onDidChange = this.changed.on;

  get shown(): PanelAttachment[] {
    return shownAttachments(this.items);
  }

  /** Hands over everything attached, and begins anew. */
  drain(): readonly Attachment[] {
    const taken = this.items;
    this.set([]);
    return taken;
  }

  /** Attaches again what was handed over before. */
  putBack(items: readonly Attachment[]): void {
    this.set([...this.items, ...items]);
  }

  remove(id: string): void {
    this.set(this.items.filter((item) => item.id !== id));
  }

  /** Attaches the selection of the active editor, or says why there is none. */
  async addSelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
    if (editor === undefined || editor.selection.isEmpty) {
      void showInformation(vscode.l10n.t('Select some code in an editor first.'));
      return;
    }
    const { document, selection } = editor;
    await this.attach(document.uri, async () => attachmentOf(await readFile(document.uri, selection)));
  }

  /** Attaches files and folders, the given ones or those the user picks. */
  async addFiles(uris?: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris ?? (await pickFiles())) {
      const folder = await isFolder(uri);
      await this.attach(uri, async () => (folder ? this.folder(uri) : attachmentOf(await readFile(uri))));
    }
  }

  /** Attaches a folder that the user picks. */
  async addFolder(): Promise<void> {
    await this.addFiles(await pickFolders());
  }

  /** Attaches what was pasted or dropped, or says why it cannot be. */
  addData(name: string, bytes: Uint8Array): void {
    try {
      this.add(attachmentOf(pastedContext(name, bytes)));
    } catch (error) {
      refuse(name, error);
    }
  }

  private async attach(uri: vscode.Uri, read: () => Promise<Attachment>): Promise<void> {
    try {
      this.add(await read());
    } catch (error) {
      refuse(vscode.workspace.asRelativePath(uri), error);
    }
  }

  private add(attachment: Attachment): void {
    const items = [...this.items, attachment];
    if (contextBytes(items.flatMap((one) => one.items)) > MAX_CONTEXT_BYTES) {
      throw new Error(tooMuchTogether());
    }
    this.set(items);
  }

  private async folder(uri: vscode.Uri): Promise<Attachment> {
    const { items, remarks } = await readFolder(uri);
    if (items.length === 0) {
      throw new Error(remarks[0] ?? vscode.l10n.t('it holds no file that a model reads'));
    }
    if (remarks.length > 0) {
      const [first = '', ...more] = remarks;
      void showWarning(more.length === 0 ? first : `${first} ${leftOutText(more.length)}`);
    }
    return folderAttachment(vscode.workspace.asRelativePath(uri), items);
  }

  private set(items: readonly Attachment[]): void {
    this.items = items;
    this.changed.fire();
  }
}

function leftOutText(more: number): string {
  return more === 1
    ? vscode.l10n.t('(1 more was left out, too.)')
    : vscode.l10n.t('({0} more were left out, too.)', formatCount(more));
}

function refuse(name: string, error: unknown): void {
  void showWarning(
    vscode.l10n.t('{0} cannot be attached: {1}.', name, errorMessage(error).replace(/\.$/, '')),
  );
}

async function pickFolders(): Promise<vscode.Uri[]> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    canSelectMany: true,
    openLabel: vscode.l10n.t({ message: 'Attach', comment: ['Verb on a button'] }),
  });
  return picked ?? [];
}

/** Offers the workspace's files, and any other through the file dialog. */
async function pickFiles(): Promise<vscode.Uri[]> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const files = await vscode.workspace.findFiles('**/*', '**/{node_modules,.git,dist,out}/**', 1000);
  const ordered = [...files].sort(
    (a, b) => Number(same(b, active)) - Number(same(a, active)) || compare(a, b),
  );
  const browse = {
    label: vscode.l10n.t('Browse…'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
    uri: undefined,
    alwaysShow: true,
  };
  const items = ordered.map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    uri,
    alwaysShow: false,
  }));
  const picked = await vscode.window.showQuickPick([...items, browse], {
    title: vscode.l10n.t('Attach a file'),
    placeHolder: vscode.l10n.t('Text, pictures and documents go along with your next question'),
  });
  if (picked === undefined) {
    return [];
  }
  return picked.uri === undefined
    ? ((await vscode.window.showOpenDialog({ canSelectMany: true })) ?? [])
    : [picked.uri];
}

function same(a: vscode.Uri, b: vscode.Uri | undefined): boolean {
  return a.toString() === b?.toString();
}

function compare(a: vscode.Uri, b: vscode.Uri): number {
  return a.path.localeCompare(b.path);
}

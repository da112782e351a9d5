import { ulid } from 'ulid';
import * as vscode from 'vscode';
import { contextLabel, type ContextItem } from '../../core/chat/context';
import { Emitter } from '../../core/util/emitter';
import type { PanelAttachment } from '../../protocol/chatPanel';
import { readFile } from '../platform/contextFiles';

/** What the next question of the panel takes along; read when it is attached, so that it is what the person saw. */
export class Attachments {
  private readonly items = new Map<string, ContextItem>();
  private readonly changed = new Emitter<void>();

  readonly onDidChange = this.changed.on;

  get shown(): PanelAttachment[] {
    return [...this.items].map(([id, item]) => ({ id, label: contextLabel(item), tooltip: item.path }));
  }

  /** Hands over everything attached, and begins anew. */
  take(): ContextItem[] {
    const taken = [...this.items.values()];
    this.items.clear();
    this.changed.fire();
    return taken;
  }

  remove(id: string): void {
    this.items.delete(id);
    this.changed.fire();
  }

  /** Attaches the selection of the active editor, or says why there is none. */
  async addSelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
    if (editor === undefined || editor.selection.isEmpty) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some code in an editor first.'));
      return;
    }
    await this.addFile(editor.document.uri, editor.selection);
  }

  /** Attaches a file, the given one or one the person picks. */
  async addFile(uri?: vscode.Uri, range?: vscode.Range): Promise<void> {
    const uris = uri === undefined ? await pickFiles() : [uri];
    for (const file of uris) {
      const remarks: string[] = [];
      try {
        this.items.set(ulid(), await readFile(file, range, remarks));
      } catch (error) {
        const name = vscode.workspace.asRelativePath(file);
        const why = error instanceof Error ? error.message : String(error);
        remarks.push(vscode.l10n.t('{0} cannot be attached: {1}', name, why));
      }
      remarks.forEach((remark) => void vscode.window.showWarningMessage(remark));
    }
    this.changed.fire();
  }
}

/** Offers the workspace's files, and any other through the file dialog. */
async function pickFiles(): Promise<vscode.Uri[]> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const files = await vscode.workspace.findFiles('**/*', '**/{node_modules,.git,dist,out}/**', 1000);
  const ordered = [...files].sort(
    (a, b) => Number(same(b, active)) - Number(same(a, active)) || compare(a, b),
  );
  const browse = { label: vscode.l10n.t('$(folder-opened) Browse…'), uri: undefined, alwaysShow: true };
  const items = ordered.map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    uri,
    alwaysShow: false,
  }));
  const picked = await vscode.window.showQuickPick([...items, browse], {
    title: vscode.l10n.t('Attach a file'),
    placeHolder: vscode.l10n.t('Its text goes along with your next question'),
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

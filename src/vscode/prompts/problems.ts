import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { isPromptFile, placedProblems, type PromptDocuments } from './promptDocuments';
import { Throttle } from '../../shared/throttle';

/** Says what is wrong in the prompt files that are open, and in their tables. */
export class PromptProblems implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly collection = this.owned.add(
    vscode.languages.createDiagnosticCollection('bedrock-prompts'),
  );
  /** Of each prompt file, the files that have problems because of it. */
  private readonly told = new Map<string, readonly vscode.Uri[]>();

  constructor(private readonly files: PromptDocuments) {
    const { workspace } = vscode;
    const throttle = this.owned.add(new Throttle(() => void this.checkAll()));
    this.owned.add(workspace.onDidOpenTextDocument(() => throttle.schedule()));
    this.owned.add(workspace.onDidSaveTextDocument(() => throttle.schedule()));
    this.owned.add(workspace.onDidChangeTextDocument(() => throttle.schedule()));
    this.owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)));
    throttle.schedule();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async checkAll(): Promise<void> {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (isPromptFile(uri)) {
        await this.check(uri);
      }
    }
  }

  private async check(uri: vscode.Uri): Promise<void> {
    const document = await this.files.outline(uri).catch(() => undefined);
    if (document === undefined) {
      return this.forget(uri);
    }
    const byFile = new Map<string, { uri: vscode.Uri; found: vscode.Diagnostic[] }>();
    for (const { uri: where, range, message, severity } of placedProblems(document)) {
      const level = vscode.DiagnosticSeverity[severity === 'error' ? 'Error' : 'Warning'];
      const diagnostic = new vscode.Diagnostic(range, message, level);
      diagnostic.source = 'Bedrock';
      const entry = byFile.get(where.toString()) ?? { uri: where, found: [] };
      entry.found.push(diagnostic);
      byFile.set(where.toString(), entry);
    }
    this.forget(uri);
    this.told.set(
      uri.toString(),
      [...byFile.values()].map((entry) => entry.uri),
    );
    for (const { uri: where, found } of byFile.values()) {
      this.collection.set(where, found);
    }
  }

  private forget(uri: vscode.Uri): void {
    for (const where of this.told.get(uri.toString()) ?? []) {
      this.collection.delete(where);
    }
    this.told.delete(uri.toString());
  }
}

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { confinedTarget } from '../../core/files/confinedFile';
import { compareRuns } from '../../core/prompts/compareRuns';
import { resultsMarkdown } from '../../core/prompts/results';
import { logText } from '../../core/prompts/runLog';
import type { PromptRun } from '../../core/prompts/runState';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Runs } from './runs';
import { Throttle } from '../../shared/throttle';
import { formatTime } from '../../shared/format';

const SCHEME = 'bedrock-run';

/** Logs, results and comparisons of runs, as documents that nobody can write to. */
export class RunDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly touched = new Set<string>();
  /** How many lines each open log has. */
  private readonly lineCounts = new WeakMap<vscode.TextDocument, number>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly runs: Runs) {
    const tell = this.owned.add(new Throttle(() => this.tell()));
    this.owned.add(
      runs.onDidAppend(({ run }) => {
        this.touched.add(run.id);
        tell.schedule();
      }),
    );
    this.owned.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.follow(document)));
  }

  async provideTextDocumentContent({ path, query }: vscode.Uri): Promise<string> {
    const [, kind, id = ''] = path.split('/');
    if (kind === 'log') {
      return logText(await this.runs.events(id));
    }
    const run = await this.runs.read(id);
    if (kind === 'results') {
      return resultsMarkdown(run);
    }
    const [side, other] = query.split('=');
    const [one, two] = [run, await this.runs.read(other ?? '')];
    return side === 'with' ? compareRuns(one, two).one : compareRuns(two, one).other;
  }

  /** Opens the log, which grows while the run is under way. */
  async openLog(run: PromptRun): Promise<void> {
    const document = await vscode.workspace.openTextDocument(address('log', run, 'log'));
    await vscode.languages.setTextDocumentLanguage(document, 'log');
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    this.lineCounts.set(document, document.lineCount);
    if (this.runs.isLive(run.id)) {
      showEnd(editor);
    }
  }

  /** Opens what the run brought: the file beside the prompts while it is this run's, else a document. */
  async openResult(run: PromptRun, newest: boolean): Promise<void> {
    const file = vscode.Uri.file(`${run.output}.md`);
    const uri = newest && (await exists(run.folder, file)) ? file : address('results', run, 'md');
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  /** Opens two runs side by side. */
  async compare(one: PromptRun, other: PromptRun): Promise<void> {
    const title = vscode.l10n.t('{0} ↔ {1}', runName(one), runName(other));
    await vscode.commands.executeCommand(
      'vscode.diff',
      address('compare', one, 'md', `with=${other.id}`),
      address('compare', other, 'md', `against=${one.id}`),
      title,
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Keeps the end of a log in sight where it was in sight before the log grew. */
  private follow(document: vscode.TextDocument): void {
    const before = this.lineCounts.get(document);
    if (before === undefined) {
      return;
    }
    this.lineCounts.set(document, document.lineCount);
    for (const editor of vscode.window.visibleTextEditors) {
      const last = editor.visibleRanges.at(-1)?.end.line ?? 0;
      if (editor.document === document && last >= before - 2) {
        showEnd(editor);
      }
    }
  }

  private tell(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      const id = uri.path.split('/')[2] ?? '';
      if (uri.scheme === SCHEME && this.touched.has(id)) {
        this.changed.fire(uri);
      }
    }
    this.touched.clear();
  }
}

function showEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range;
  editor.revealRange(end);
}

/** A run's file and when it began, for people. */
export function runName(run: PromptRun): string {
  return `${basename(run.file)} ${formatTime(new Date(run.startedAt))}`;
}

function address(kind: string, run: PromptRun, extension: string, query = ''): vscode.Uri {
  const path = `/${kind}/${run.id}/${basename(run.file)}.${extension}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query });
}

/** Whether the results are there, and not a link to something else. */
async function exists(folder: string, uri: vscode.Uri): Promise<boolean> {
  try {
    await confinedTarget(folder, uri.fsPath);
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

import { resolve } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { modelIdFault } from '../../core/bedrock/models/modelId';
import { eventText } from '../../core/prompts/runText';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { isPromptFile, notPrompts, problemLine, rangeOf, type PromptDocuments } from './promptDocuments';
import type { Runs } from './runs';
import type { PromptRun } from '../../core/prompts/runState';
import { errorMessage } from '../../core/util/errorMessage';

const TYPE = 'bedrock-prompts';
const definitionSchema = v.object({
  file: v.string(),
  model: v.optional(
    v.pipe(
      v.string(),
      v.check((id) => modelIdFault(id) === undefined),
    ),
  ),
  output: v.optional(v.string()),
});
type Definition = v.InferOutput<typeof definitionSchema>;

/** Tasks that run a prompt file, with its log in the terminal. */
export class PromptTasks implements vscode.TaskProvider, Disposable {
  private readonly owned = new DisposableStore();

  constructor(
    private readonly runs: Runs,
    private readonly files: PromptDocuments,
  ) {
    this.owned.add(vscode.tasks.registerTaskProvider(TYPE, this));
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const pattern = '**/{prompts,*.prompts}.{txt,yaml,yml,jsonl}';
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', 100);
    return files.filter(isPromptFile).map((uri) => {
      const file = vscode.workspace.asRelativePath(uri, false);
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      return this.task({ type: TYPE, file }, { file }, folder ?? vscode.TaskScope.Workspace, file);
    });
  }

  resolveTask({ definition, scope, name }: vscode.Task): vscode.Task | undefined {
    const parsed = v.safeParse(definitionSchema, definition);
    if (!parsed.success) {
      return undefined;
    }
    return this.task(definition, parsed.output, scope ?? vscode.TaskScope.Workspace, name);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private task(
    definition: vscode.TaskDefinition,
    what: Definition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): vscode.Task {
    const folder =
      typeof scope === 'object' ? scope.uri.fsPath : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const at = (path: string) => resolve(folder ?? '', path);
    const request = {
      uri: vscode.Uri.file(at(what.file)),
      ...(folder !== undefined && { folder }),
      ...(what.model !== undefined && { model: what.model }),
      // Results have two extensions, their own.
      ...(what.output !== undefined && { output: at(what.output).replace(/\.(md|jsonl)$/i, '') }),
    };
    const execution = new vscode.CustomExecution(() =>
      Promise.resolve(new RunTerminal(this.runs, this.files, request)),
    );
    return new vscode.Task(definition, scope, name, 'Bedrock', execution, `$${TYPE}`);
  }
}

/** A terminal in which a run tells what happens; closing it cancels the run. */
class RunTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private runId: string | undefined;
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly runs: Runs,
    private readonly files: PromptDocuments,
    private readonly request: Parameters<Runs['start']>[0],
  ) {}

  open(): void {
    void this.work().then(
      (code) => this.closed.fire(code),
      (error: unknown) => {
        this.line(errorMessage(error));
        this.closed.fire(1);
      },
    );
  }

  close(): void {
    if (this.runId !== undefined) {
      this.runs.cancel(this.runId);
    }
  }

  private async work(): Promise<number> {
    const { uri } = this.request;
    if (!isPromptFile(uri)) {
      this.line(`${uri.fsPath}:1:1: error: ${notPrompts()}`);
      return 1;
    }
    const listening = this.runs.onDidAppend(({ run, event }) => {
      if (run.id !== this.runId) {
        return;
      }
      const text = eventText(event, run);
      if (text !== undefined) {
        this.line(text);
      }
    });
    try {
      const outcome = await this.runs.start(this.request, (run) => {
        this.runId = run.id;
        this.line(vscode.l10n.t('{0}: {1} prompts', run.file, run.steps.length));
      });
      if (outcome.type === 'refused') {
        for (const problem of outcome.problems) {
          this.line(problemLine(problem));
        }
        return 1;
      }
      if (outcome.type === 'dropped') {
        return 1;
      }
      await this.failures(outcome.run);
      this.line(vscode.l10n.t('Results: {0}', `${outcome.run.output}.md`));
      return outcome.run.state === 'Completed' ? 0 : 1;
    } finally {
      listening.dispose();
    }
  }

  /** Names each step that failed at its place, so that the Problems view leads there. */
  private async failures(run: PromptRun): Promise<void> {
    const failed = run.steps.filter(({ state }) => state === 'Failed');
    if (failed.length === 0) {
      return;
    }
    const { uri, outline } = await this.files.outline(this.request.uri);
    const prompts = new Map(outline.prompts.map((prompt) => [prompt.id, prompt]));
    for (const { id, attempts } of failed) {
      // A prompt with a table has a step for each row: `prompt/7`.
      const prompt = prompts.get(id) ?? prompts.get(id.slice(0, Math.max(id.lastIndexOf('/'), 0)));
      const range = prompt === undefined ? new vscode.Range(0, 0, 0, 0) : rangeOf(prompt.range);
      const message = attempts.at(-1)?.error?.message ?? '';
      this.line(problemLine({ uri, range, severity: 'error', message }));
    }
  }

  private line(text: string): void {
    // What a model or a file says is shown, and never obeyed by the terminal.
    const plain = text.replace(/(?![\n\t])\p{Cc}/gu, ' ');
    this.written.fire(`${plain.replaceAll('\n', '\r\n')}\r\n`);
  }
}

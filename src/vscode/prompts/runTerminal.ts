import * as vscode from 'vscode';
import type { PromptRun } from '../../core/prompts/runState';
import { eventText } from '../../core/prompts/runText';
import { errorMessage } from '../../core/util/errorMessage';
import { isPromptFile, notPrompts, problemLine, rangeOf, type PromptDocuments } from './promptDocuments';
import type { RunRequest, Runs } from './runs';
import { formatCount } from '../../shared/format';

/** A terminal in which a run tells what happens; closing it cancels the run. */
export class RunTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private runId: string | undefined;
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly runs: Runs,
    private readonly files: PromptDocuments,
    private readonly request: RunRequest,
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
        const count = run.steps.length;
        this.line(
          count === 1
            ? vscode.l10n.t('{0}: 1 prompt', run.file)
            : vscode.l10n.t('{0}: {1} prompts', run.file, formatCount(count)),
        );
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

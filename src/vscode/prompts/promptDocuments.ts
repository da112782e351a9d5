import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import { promptFormat, tablePath } from '../../core/prompts/promptFormat';
import { promptLimits } from '../../core/prompts/promptLimits';
import type { AskSettings, Plan, PromptReader } from '../../core/prompts/promptReader';
import type { Outline, PromptSourceFiles } from '../../protocol/promptWorker';
import { chatSettings } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import { confiningFolder } from '../platform/workspaceFiles';

/** A prompt file with its table, in figures. */
export interface PromptDocument {
  readonly uri: vscode.Uri;
  readonly tableUri: vscode.Uri;
  readonly outline: Outline;
}

/** Something wrong, with the file and the place of it. */
export interface PlacedProblem {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Whether this is a prompt file, by its name. */
export function isPromptFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && promptFormat(uri.fsPath) !== undefined;
}

/** The message for a file whose name is none of a prompt file. */
export function notPrompts(): string {
  return vscode.l10n.t(
    'This is no prompt file. Name it prompts.txt, or let its name end in .prompts.txt, .prompts.yaml or .prompts.jsonl.',
  );
}

/** All that is wrong with a prompt file and its table, errors first. */
export function placedProblems({ uri, tableUri, outline }: PromptDocument): PlacedProblem[] {
  const placed = (where: vscode.Uri, problems: Outline['problems']): PlacedProblem[] =>
    problems.map((problem) => ({ ...problem, uri: where, range: rangeOf(problem.range) }));
  return [...placed(tableUri, outline.tableProblems), ...placed(uri, outline.problems)].sort(
    (one, other) => Number(other.severity === 'error') - Number(one.severity === 'error'),
  );
}

/** `prompts.txt:3:1: error: message`, as compilers say it; the problem matcher reads it. */
export function problemLine({ uri, range: { start }, severity, message }: PlacedProblem): string {
  return `${uri.fsPath}:${start.line + 1}:${start.character + 1}: ${severity}: ${message}`;
}

/** `prompts.txt, line 3: message`. */
export function problemSentence({ uri, range, message }: PlacedProblem): string {
  return vscode.l10n.t('{0}, line {1}: {2}', basename(uri.fsPath), range.start.line + 1, message);
}

/** A range as VS Code has it. */
export function rangeOf({ start, end }: Outline['problems'][number]['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** A file as an editor shows it or, where none has changed it, as it is on the disk. */
interface CurrentFile {
  readonly text: string | undefined;
  /** The same for the same text, and hardly for another one. */
  readonly stamp: string;
}

/** Prompt files as they are now: what is known of one is kept until it, its table or the settings change. */
export class PromptDocuments {
  private readonly known = new LRUCache<string, { readonly stamp: string; readonly outline: Outline }>({
    max: 20,
  });
  /** One look at a file at a time: who asks meanwhile wants what it is then. */
  private readonly looking = new Map<string, Promise<PromptDocument>>();

  constructor(
    private readonly reader: Pick<PromptReader, 'outline' | 'plan'>,
    private readonly settings: Settings,
  ) {}

  /** A prompt file and its table, without its steps. @throws when the file cannot be read */
  async outline(uri: vscode.Uri): Promise<PromptDocument> {
    const name = uri.toString();
    const before = this.looking.get(name);
    const look = (async () => {
      await before?.catch(() => undefined);
      return this.look(uri);
    })();
    this.looking.set(name, look);
    try {
      return await look;
    } finally {
      if (this.looking.get(name) === look) {
        this.looking.delete(name);
      }
    }
  }

  /** The steps of a file. @throws when the file cannot be read */
  async plan(
    uri: vscode.Uri,
    model = this.settings.get('model'),
  ): Promise<PromptDocument & Pick<Plan, 'steps'>> {
    const { files } = await this.filesOf(uri);
    const { outline, steps } = await this.reader.plan(files, this.ask(model));
    return { uri, tableUri: tableUri(uri), outline, steps };
  }

  private async look(uri: vscode.Uri): Promise<PromptDocument> {
    const ask = this.ask(this.settings.get('model'));
    const { files, stamp: ofFiles } = await this.filesOf(uri);
    const stamp = `${ofFiles} ${JSON.stringify(ask)}`;
    let known = this.known.get(uri.toString());
    if (known?.stamp !== stamp) {
      known = { stamp, outline: await this.reader.outline(files, ask) };
      this.known.set(uri.toString(), known);
    }
    return { uri, tableUri: tableUri(uri), outline: known.outline };
  }

  private async filesOf(uri: vscode.Uri): Promise<{ files: PromptSourceFiles; stamp: string }> {
    const table = tableUri(uri);
    const [file, rows] = await Promise.all([
      currentFile(uri, (document, bytes) => document.isDirty || bytes <= promptLimits.promptBytes),
      // An editor that only shows the table has nothing that the disk has not.
      currentFile(table, (document) => document.isDirty).catch(() => undefined),
    ]);
    return {
      files: {
        folder: confiningFolder(uri),
        path: uri.fsPath,
        text: file.text,
        tablePath: table.fsPath,
        tableText: rows?.text,
      },
      stamp: `${file.stamp} ${rows?.stamp ?? '-'}`,
    };
  }

  private ask(model: string): AskSettings {
    const { systemPrompt, parameters } = chatSettings(this.settings);
    const { maxTokens, temperature, stopSequences, reasoning, guardrail } = parameters;
    return {
      model,
      systemPrompt,
      parameters: { maxTokens, temperature, stopSequences, reasoning, guardrail },
    };
  }
}

function tableUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ path: tablePath(uri.path) });
}

async function currentFile(
  uri: vscode.Uri,
  wanted: (document: vscode.TextDocument, bytes: number) => boolean,
): Promise<CurrentFile> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const { size, mtimeMs } = await stat(uri.fsPath).catch((error: unknown) => {
    // What is open may be on the disk no more.
    if (document === undefined) {
      throw error;
    }
    return { size: 0, mtimeMs: 0 };
  });
  const text = document !== undefined && wanted(document, size) ? document.getText() : undefined;
  return { text, stamp: `${document?.version ?? 0}:${document?.isDirty ?? false}:${size}:${mtimeMs}` };
}

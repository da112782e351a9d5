import { basename } from 'node:path';
import * as vscode from 'vscode';
import { confinedTarget, PathRefusedError, readConfined } from '../../core/files/confinedFile';
import type { Problem } from '../../core/prompts/prompt';
import { promptFormat } from '../../core/prompts/promptFile';
import { readPromptSource, tablePath, type PromptSource } from '../../core/prompts/promptSource';
import { planSteps, type Step } from '../../core/prompts/steps';
import { chatSettings, type Settings } from '../platform/settings';
import { confiningFolder } from '../platform/workspaceFiles';

/** A prompt file as it is in its editor, or else on the disk. */
export interface PromptDocument extends PromptSource {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly tableUri: vscode.Uri;
  readonly tableText: string;
}

/** Something wrong, with the file and the place of it. */
export interface PlacedProblem extends Problem {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** Whether this is a prompt file, by its name. */
export function isPromptFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && promptFormat(uri.fsPath) !== undefined;
}

/** What to say of a file whose name is none of a prompt file. */
export function notPrompts(): string {
  return vscode.l10n.t(
    'This is no prompt file. Name it prompts.txt, or let its name end in .prompts.txt, .prompts.yaml or .prompts.jsonl.',
  );
}

/** Reads a prompt file and its table. @throws the file system's error when the file cannot be read */
export async function readPrompts(uri: vscode.Uri): Promise<PromptDocument> {
  const text = await currentText(uri);
  const tableUri = uri.with({ path: tablePath(uri.path) });
  const refusal = await refusalOf(tableUri);
  const tableText = refusal === undefined ? await currentText(tableUri).catch(() => undefined) : undefined;
  const source = readPromptSource(text, promptFormat(uri.fsPath) ?? 'text', tableText);
  const tableProblems = refusal === undefined ? source.tableProblems : [refusal];
  return { ...source, tableProblems, uri, text, tableUri, tableText: tableText ?? '' };
}

/** Why a table is not read, though there is one. */
async function refusalOf(uri: vscode.Uri): Promise<Problem | undefined> {
  try {
    await confinedTarget(confiningFolder(uri), uri.fsPath);
    return undefined;
  } catch (error) {
    const refused = error instanceof PathRefusedError;
    return refused ? { severity: 'error', message: error.message, span: { start: 0, end: 0 } } : undefined;
  }
}

/** All that is wrong with a prompt file and its table, errors first. */
export function placedProblems(document: PromptDocument): PlacedProblem[] {
  const placed = (uri: vscode.Uri, text: string, problems: readonly Problem[]): PlacedProblem[] => {
    const places = new Places(text);
    return problems.map((problem) => ({ ...problem, uri, range: places.range(problem.span) }));
  };
  return [
    ...placed(document.tableUri, document.tableText, document.tableProblems),
    ...placed(document.uri, document.text, document.problems),
  ].sort((one, other) => Number(other.severity === 'error') - Number(one.severity === 'error'));
}

/** `prompts.txt:3:1: error: message`, as compilers say it; the problem matcher reads it. */
export function problemLine({ uri, range: { start }, severity, message }: PlacedProblem): string {
  return `${uri.fsPath}:${start.line + 1}:${start.character + 1}: ${severity}: ${message}`;
}

/** `prompts.txt, line 3: message`. */
export function problemSentence({ uri, range, message }: PlacedProblem): string {
  return vscode.l10n.t('{0}, line {1}: {2}', basename(uri.fsPath), range.start.line + 1, message);
}

/** What is run of a file, with the settings where a prompt says nothing of its own. */
export function plan(document: PromptDocument, settings: Settings, model = settings.get('model')): Step[] {
  const { systemPrompt, parameters } = chatSettings(settings);
  const { maxTokens, temperature, stopSequences, reasoning, guardrail } = parameters;
  return planSteps(document.prompts, document.table, model, {
    systemPrompt,
    parameters: { maxTokens, temperature, stopSequences, reasoning, guardrail },
  });
}

/** Lines and columns of a text that may be in no editor. */
export class Places {
  private readonly starts: number[];

  constructor(text: string) {
    this.starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  range({ start, end }: Problem['span']): vscode.Range {
    return new vscode.Range(this.position(start), this.position(end));
  }

  private position(offset: number): vscode.Position {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (this.starts[low] ?? 0));
  }
}

async function currentText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  return new TextDecoder().decode(await readConfined(confiningFolder(uri), uri.fsPath));
}

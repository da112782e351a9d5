import type { Problem, Prompt } from './prompt';
import { readPromptFile, type PromptFormat } from './promptFile';
import { placeholderProblems } from './steps';
import { readTable, type Table } from './table';

/** A prompt file together with the table beside it. */
export interface PromptSource {
  readonly prompts: readonly Prompt[];
  readonly table: Table | undefined;
  /** In the prompt file. */
  readonly problems: readonly Problem[];
  /** In the table. */
  readonly tableProblems: readonly Problem[];
}

/** Reads both; `csv` is undefined where there is no table. Never throws: what is wrong is among the problems. */
export function readPromptSource(text: string, format: PromptFormat, csv: string | undefined): PromptSource {
  const file = readPromptFile(text, format);
  const { table, problems: tableProblems } =
    csv === undefined ? { table: undefined, problems: [] } : readTable(csv);
  // Of a table that cannot be read nobody knows which names it gives values to.
  const placeholders = csv !== undefined && table === undefined ? [] : placeholderProblems(file, table, text);
  return { prompts: file.prompts, table, problems: [...file.problems, ...placeholders], tableProblems };
}

/** Path of the table that fills in a prompt file: `prompts.csv` for `prompts.txt`. */
export function tablePath(file: string): string {
  return file.replace(/\.(txt|ya?ml|jsonl)$/i, '.csv');
}

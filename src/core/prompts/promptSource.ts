import type { Problem, Prompt, PromptFile } from './prompt';
import { placeholderProblems } from './placeholderProblems';
import type { Table, TableReading } from './table';

/** A prompt file together with the table beside it. */
export interface PromptSource {
  readonly prompts: readonly Prompt[];
  readonly table: Table | undefined;
  /** In the prompt file. */
  readonly problems: readonly Problem[];
  /** In the table. */
  readonly tableProblems: readonly Problem[];
}

/** Holds prompts and their table against each other; `reading` is undefined where there is no table. */
export function joinSource(text: string, file: PromptFile, reading: TableReading | undefined): PromptSource {
  const { table, problems: tableProblems } = reading ?? { table: undefined, problems: [] };
  // Of a table that cannot be read nobody knows which names it gives values to.
  const placeholders =
    reading !== undefined && table === undefined ? [] : placeholderProblems(file, table, text);
  return { prompts: file.prompts, table, problems: [...file.problems, ...placeholders], tableProblems };
}

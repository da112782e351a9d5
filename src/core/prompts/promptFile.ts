import { jsonlPrompts } from './jsonlPrompts';
import type { PromptEntry } from './promptSchema';
import { textPrompts } from './textPrompts';
import { yamlPrompts } from './yamlPrompts';

/** A stretch of a file, in UTF-16 code units from its beginning; the end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something wrong in a prompt file or in its table. An error keeps the file from being run. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
}

/** A prompt as it stands in its file. */
export interface Prompt extends Omit<PromptEntry, 'prompt' | 'id'> {
  readonly id: string;
  /** With its placeholders. */
  readonly text: string;
  /** Where it stands. */
  readonly span: Span;
}

/** What a prompt file holds, as far as it could be read. */
export interface PromptFile {
  readonly prompts: readonly Prompt[];
  readonly problems: readonly Problem[];
}

/** The ways a prompt file can be written. */
export type PromptFormat = 'text' | 'yaml' | 'jsonl';

const MAX_PROMPTS = 100_000;

/** The format that a file's name tells; undefined for what is no prompt file. */
export function promptFormat(fileName: string): PromptFormat | undefined {
  const extension = /(?:^|[\\/.])prompts\.(txt|ya?ml|jsonl)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return extension === 'txt' ? 'text' : extension === 'jsonl' ? 'jsonl' : 'yaml';
}

/** Reads a prompt file. Never throws: what is wrong is among the problems. */
export function readPromptFile(text: string, format: PromptFormat): PromptFile {
  const whole = { start: 0, end: text.length };
  const binary = /[\0\uFFFD]/.exec(text);
  if (binary !== null) {
    const span = { start: binary.index, end: binary.index + 1 };
    const message = 'This is not text in UTF-8. Save the file with the encoding UTF-8.';
    return { prompts: [], problems: [{ severity: 'error', message, span }] };
  }
  if (text.trim() === '') {
    const message = 'There is no prompt here. Write one; a blank line or a line of --- begins the next.';
    return { prompts: [], problems: [{ severity: 'error', message, span: whole }] };
  }
  const readers = { text: textPrompts, yaml: yamlPrompts, jsonl: jsonlPrompts };
  const file = readers[format](text);
  const problems = [...file.problems, ...repeatedIds(file.prompts)];
  if (file.prompts.length === 0 && problems.length === 0) {
    problems.push({ severity: 'error', message: 'The list of prompts is empty.', span: whole });
  }
  if (file.prompts.length > MAX_PROMPTS) {
    const message = `A file holds at most ${MAX_PROMPTS.toLocaleString('en')} prompts. Split it.`;
    problems.push({ severity: 'error', message, span: file.prompts[MAX_PROMPTS]?.span ?? whole });
  }
  return { prompts: file.prompts, problems };
}

function repeatedIds(prompts: readonly Prompt[]): Problem[] {
  const seen = new Set<string>();
  return prompts.flatMap(({ id, span }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = `Another prompt before this one has the id "${id}". Ids are unique in a file.`;
    return [{ severity: 'error', message, span }];
  });
}

import { jsonlPrompts } from './jsonlPrompts';
import type { Problem, Prompt, PromptFile } from './prompt';
import { textPrompts } from './textPrompts';
import { yamlPrompts } from './yamlPrompts';

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

import { jsonlPrompts } from './jsonlPrompts';
import type { Problem, Prompt, PromptFile, Span } from './prompt';
import type { PromptFormat } from './promptFormat';
import { promptLimits } from './promptLimits';
import { textPrompts } from './textPrompts';
import { yamlPrompts } from './yamlPrompts';

/** Reads a prompt file. Never throws: what is wrong is among the problems. */
export function readPromptFile(text: string, format: PromptFormat): PromptFile {
  const whole = { start: 0, end: text.length };
  if (text.length > promptLimits.promptBytes) {
    return { prompts: [], problems: [{ severity: 'error', message: promptFileTooLarge(), span: whole }] };
  }
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
  const file = guarded(() => readers[format](text), whole);
  const problems = [...file.problems, ...repeatedIds(file.prompts)];
  if (file.prompts.length === 0 && problems.length === 0) {
    problems.push({ severity: 'error', message: 'The list of prompts is empty.', span: whole });
  }
  const excess = file.prompts[promptLimits.prompts];
  if (excess !== undefined) {
    const message = `A file holds at most ${promptLimits.prompts.toLocaleString('en')} prompts. Split it.`;
    problems.push({ severity: 'error', message, span: excess.span });
  }
  return { prompts: file.prompts, problems };
}

/** The message for a file that is too large for prompts. */
export function promptFileTooLarge(): string {
  return `A prompt file is at most ${promptLimits.promptBytes / 1024 / 1024} MB large. Split it.`;
}

/** A parser that goes as deep as its text does comes to the end of its stack. */
function guarded(read: () => PromptFile, whole: Span): PromptFile {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    const message = 'This is nested too deeply to be read.';
    return { prompts: [], problems: [{ severity: 'error', message, span: whole }] };
  }
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

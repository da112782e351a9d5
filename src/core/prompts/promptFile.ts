import * as l10n from '@vscode/l10n';
import { jsonlPrompts } from './jsonlPrompts';
import type { Problem, Prompt, PromptFile, Span } from './prompt';
import type { PromptFormat } from './promptFormat';
import { promptLimits } from './promptLimits';
import { textPrompts } from './textPrompts';
import { yamlPrompts } from './yamlPrompts';
import { formatCount } from '../../shared/format';

/** Reads a prompt file. Never throws: what is wrong is among the problems. */
export function readPromptFile(text: string, format: PromptFormat): PromptFile {
  const whole = { start: 0, end: text.length };
  if (text.length > promptLimits.promptBytes) {
    return { prompts: [], problems: [{ severity: 'error', message: promptFileTooLarge(), span: whole }] };
  }
  const binary = /[\0\uFFFD]/.exec(text);
  if (binary !== null) {
    const span = { start: binary.index, end: binary.index + 1 };
    const message = l10n.t('This is not text in UTF-8. Save the file with the encoding UTF-8.');
    return { prompts: [], problems: [{ severity: 'error', message, span }] };
  }
  if (text.trim() === '') {
    const message = l10n.t(
      'There is no prompt here. Write one; a blank line or a line of --- begins the next.',
    );
    return { prompts: [], problems: [{ severity: 'error', message, span: whole }] };
  }
  const readers = { text: textPrompts, yaml: yamlPrompts, jsonl: jsonlPrompts };
  const file = guarded(() => readers[format](text), whole);
  const problems = [...file.problems, ...repeatedIds(file.prompts)];
  if (file.prompts.length === 0 && problems.length === 0) {
    problems.push({ severity: 'error', message: l10n.t('The list of prompts is empty.'), span: whole });
  }
  const excess = file.prompts[promptLimits.prompts];
  if (excess !== undefined) {
    const message = l10n.t('A file holds at most {0} prompts. Split it.', formatCount(promptLimits.prompts));
    problems.push({ severity: 'error', message, span: excess.span });
  }
  return { prompts: file.prompts, problems };
}

/** The message for a file that is too large for prompts. */
export function promptFileTooLarge(): string {
  return l10n.t('A prompt file is at most {0} MB large. Split it.', promptLimits.promptBytes / 1024 / 1024);
}

/** A parser that goes as deep as its text does comes to the end of its stack. */
function guarded(read: () => PromptFile, whole: Span): PromptFile {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    const message = l10n.t('This is nested too deeply to be read.');
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
    const message = l10n.t('Another prompt before this one has the id "{0}". Ids are unique in a file.', id);
    return [{ severity: 'error', message, span }];
  });
}

import type { Prompt, PromptFile } from './prompt';
import { promptLimits } from './promptLimits';

/** Reads plain text: a prompt a paragraph or, where there is a line of `---`, whatever stands between such lines. */
export function textPrompts(text: string): PromptFile {
  const separator = /^---+[ \t]*\r?$/m.test(text) ? /^---+[ \t]*\r?\n?/gm : /(?:\r?\n[ \t]*){2,}/g;
  const prompts: Prompt[] = [];
  let start = 0;
  const addPrompt = (end: number): void => {
    const part = text.slice(start, end);
    const trimmed = part.trim();
    if (trimmed === '') {
      return;
    }
    const from = start + part.indexOf(trimmed);
    const id = String(prompts.length + 1);
    prompts.push({ id, text: trimmed, span: { start: from, end: from + trimmed.length } });
  };
  for (const { index, 0: match } of text.matchAll(separator)) {
    addPrompt(index);
    start = index + match.length;
    if (prompts.length > promptLimits.prompts) {
      return { prompts, problems: [] };
    }
  }
  addPrompt(text.length);
  return { prompts, problems: [] };
}

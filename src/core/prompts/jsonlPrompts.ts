import * as l10n from '@vscode/l10n';
import { parseDocument } from 'yaml';
import type { Problem, Prompt, PromptFile } from './prompt';
import { promptLimits } from './promptLimits';
import { documentPrompt } from './yamlPrompts';
import { errorMessage } from '../util/errorMessage';

/** Reads JSON Lines: a prompt a line; blank lines do not count. */
export function jsonlPrompts(text: string): PromptFile {
  const prompts: Prompt[] = [];
  const problems: Problem[] = [];
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') {
      continue;
    }
    if (prompts.length > promptLimits.prompts || problems.length > promptLimits.problems) {
      break;
    }
    const fault = jsonFault(line);
    if (fault !== undefined) {
      const span = { start: index + fault.offset, end: index + line.length };
      problems.push({ severity: 'error', message: fault.message, span });
      continue;
    }
    // JSON is YAML too, and the YAML parser knows where everything stands.
    const found = documentPrompt(
      parseDocument(line, { prettyErrors: false }),
      line.length,
      String(prompts.length + 1),
    );
    const moved = <T extends Prompt | Problem>(item: T): T => {
      return { ...item, span: { start: item.span.start + index, end: item.span.end + index } };
    };
    prompts.push(...found.prompts.map(moved));
    problems.push(...found.problems.map(moved));
  }
  return { prompts, problems };
}

function jsonFault(line: string): { message: string; offset: number } | undefined {
  try {
    JSON.parse(line);
    return undefined;
  } catch (error) {
    const text = errorMessage(error);
    const position = /position (\d+)/.exec(text)?.[1];
    const offset = position === undefined ? 0 : Math.min(Number(position), line.length - 1);
    const reason = text.replace(/,? in JSON at position.*$/, '').replace(/ \(line.*$/, '');
    return { message: l10n.t('This line is not JSON: {0}.', reason), offset };
  }
}

import * as l10n from '@vscode/l10n';
import type { Problem, PromptFile } from './prompt';
import { ownValue } from './steps';
import type { Table } from './table';
import { openings } from './template';

/** Something like a placeholder that is none, and what nobody gives a value; `source` is the file's text. */
export function placeholderProblems(
  { prompts }: PromptFile,
  table: Table | undefined,
  source: string,
): Problem[] {
  const columns = new Set(table?.columns);

  return prompts.flatMap((prompt) => {
    const { start, end } = prompt.span;
    /** Where each name stands first in the file, which may say it in another way than the prompt does. */
    const places = firstOpenings(source.slice(start, end));
    const problems: Problem[] = [];
    for (const name of firstOpenings(prompt.text).keys()) {
      const place = places.get(name);
      const span = place === undefined ? prompt.span : { start: start + place.start, end: start + place.end };
      if (name === undefined) {
        const message = l10n.t(
          'This looks like a placeholder and is none; it is sent as it stands. Write {{name}}.',
        );
        problems.push({ severity: 'warning', message, span });
      } else if (!columns.has(name) && ownValue(prompt, name) === undefined) {
        const message =
          table === undefined
            ? l10n.t(
                '"{0}" has no value. Give it one under variables, or as a column of a CSV beside the file.',
                name,
              )
            : l10n.t(
                '"{0}" has no value. Give it one under variables, or as a column of the CSV beside the file.',
                name,
              );
        problems.push({ severity: 'error', message, span });
      }
    }
    return problems;
  });
}

function firstOpenings(text: string): Map<string | undefined, { start: number; end: number }> {
  const first = new Map<string | undefined, { start: number; end: number }>();
  for (const { name, start, end } of openings(text)) {
    if (!first.has(name)) {
      first.set(name, { start, end });
    }
  }
  return first;
}

import { createHash } from 'node:crypto';
import type { PlannedStep } from '../../protocol/run';
import type { Problem, Prompt, PromptFile } from './prompt';
import type { AnswerCheck, PromptParameters } from './promptSchema';
import type { Table } from './table';

/** A prompt as it is sent: one model call. */
export interface Step extends PlannedStep {
  /** With its variables filled in. */
  readonly text: string;
  readonly promptId: string;
  readonly system: string;
  readonly parameters: PromptParameters;
  readonly checks: readonly AnswerCheck[];
}

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const TITLE_CHARACTERS = 80;

/** The names that a prompt leaves open. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** Something like a placeholder that is none, and what nobody gives a value. */
export function placeholderProblems({ prompts }: PromptFile, table: Table | undefined): Problem[] {
  return prompts.flatMap((prompt) => {
    const known = new Set([...Object.keys(prompt.variables ?? {}), ...(table?.columns ?? [])]);
    const missing = placeholders(prompt.text).filter((name) => !known.has(name));
    const problems = missing.map((name): Problem => {
      const where = table === undefined ? 'a CSV beside the file' : 'the CSV beside the file';
      const message = `"${name}" has no value. Give it one under variables, or as a column of ${where}.`;
      return { severity: 'error', message, span: prompt.span };
    });
    const left = prompt.text.replace(PLACEHOLDER, '');
    if (/\{\{/.test(left)) {
      const message = 'This looks like a placeholder and is none; it is sent as it stands. Write {{name}}.';
      problems.push({ severity: 'warning', message, span: prompt.span });
    }
    return problems;
  });
}

/**
 * What is run of the prompts: a prompt whose placeholders name columns of the table once for each row, any
 * other once. `model` is that of prompts that name none; empty for the automatic one.
 */
export function planSteps(prompts: readonly Prompt[], table: Table | undefined, model: string): Step[] {
  const seen = new Map<string, number>();
  return prompts.flatMap((prompt) => {
    const own = prompt.variables ?? {};
    const names = placeholders(prompt.text);
    const fromTable = names.some((name) => !(name in own) && table?.columns.includes(name) === true);
    const rows = fromTable && table !== undefined ? table.rows : [{}];
    return rows.map((row, index): Step => {
      const values: Record<string, string> = { ...row, ...own };
      const text = prompt.text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);
      const asked = {
        text,
        system: prompt.system ?? '',
        model: prompt.model ?? model,
        parameters: prompt.parameters ?? {},
      };
      const hash = stepKey(asked);
      // The same question a second time in one run is a second sample, and not the first one's answer.
      const times = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, times);
      return {
        ...asked,
        id: fromTable ? `${prompt.id}/${index + 1}` : prompt.id,
        promptId: prompt.id,
        key: times === 1 ? hash : `${hash}-${times}`,
        title: text.replace(/\s+/g, ' ').slice(0, TITLE_CHARACTERS),
        checks: prompt.checks ?? [],
      };
    });
  });
}

/** The same for the same question to the same model with the same parameters, and for nothing else. */
export function stepKey(asked: Pick<Step, 'text' | 'system' | 'model' | 'parameters'>): string {
  const { maxTokens = null, temperature = null, stopSequences = null } = asked.parameters;
  const parts = [asked.text, asked.system, asked.model, maxTokens, temperature, stopSequences];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

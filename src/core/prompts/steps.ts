import { createHash } from 'node:crypto';
import type { PlannedStep } from '../../protocol/run';
import type { ModelParameters } from '../bedrock/parameters';
import type { Problem, Prompt, PromptFile, Span } from './prompt';
import type { AnswerCheck } from './promptSchema';
import type { Table } from './table';

/** What the settings ask with every prompt that does not say otherwise. */
export interface AskDefaults {
  /** Comes before the prompt's own. */
  readonly systemPrompt: string;
  readonly parameters: StepParameters;
}

/** The parameters that an answer depends on. */
export type StepParameters = Pick<
  ModelParameters,
  'maxTokens' | 'temperature' | 'stopSequences' | 'reasoning' | 'guardrail'
>;

/** A prompt as it is sent: one model call. */
export interface Step extends PlannedStep {
  /** With its variables filled in. */
  readonly text: string;
  readonly promptId: string;
  /** The prompt's own. */
  readonly system: string;
  /** That of the settings as the run was planned; it comes before the prompt's own. */
  readonly settingsPrompt: string;
  readonly parameters: StepParameters;
  readonly checks: readonly AnswerCheck[];
}

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const TITLE_CHARACTERS = 80;
const noDefaults: AskDefaults = { systemPrompt: '', parameters: {} };

/** The names that a prompt leaves open. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** Something like a placeholder that is none, and what nobody gives a value; `source` is the file's text. */
export function placeholderProblems(
  { prompts }: PromptFile,
  table: Table | undefined,
  source: string,
): Problem[] {
  return prompts.flatMap((prompt) => {
    const known = new Set([...Object.keys(prompt.variables ?? {}), ...(table?.columns ?? [])]);
    const missing = placeholders(prompt.text).filter((name) => !known.has(name));
    const problems = missing.map((name): Problem => {
      const where = table === undefined ? 'a CSV beside the file' : 'the CSV beside the file';
      const message = `"${name}" has no value. Give it one under variables, or as a column of ${where}.`;
      const span = placeholderSpan(source, prompt.span, (found) => found === name);
      return { severity: 'error', message, span };
    });
    const left = prompt.text.replace(PLACEHOLDER, '');
    if (/\{\{/.test(left)) {
      const message = 'This looks like a placeholder and is none; it is sent as it stands. Write {{name}}.';
      const span = placeholderSpan(source, prompt.span, (found) => found === undefined);
      problems.push({ severity: 'warning', message, span });
    }
    return problems;
  });
}

/** Where in a prompt a placeholder stands, by its name; undefined is the name of what is none. */
function placeholderSpan(source: string, prompt: Span, wanted: (name: string | undefined) => boolean): Span {
  const text = source.slice(prompt.start, prompt.end);
  for (const { index, 0: found, 1: name } of text.matchAll(/\{\{(?:\s*([\w.-]+)\s*\}\})?/g)) {
    const start = prompt.start + index;
    if (wanted(name)) return { start, end: start + found.length };
  }
  return prompt;
}

/**
 * What is run of the prompts: a prompt whose placeholders name columns of the table once for each row, any
 * other once. `model` is that of prompts that name none; empty for the automatic one.
 */
export function planSteps(
  prompts: readonly Prompt[],
  table: Table | undefined,
  model: string,
  defaults: AskDefaults = noDefaults,
): Step[] {
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
        settingsPrompt: defaults.systemPrompt,
        model: prompt.model ?? model,
        parameters: { ...defaults.parameters, ...prompt.parameters },
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
export function stepKey(
  asked: Pick<Step, 'text' | 'system' | 'settingsPrompt' | 'model' | 'parameters'>,
): string {
  const { maxTokens = null, temperature = null, stopSequences = [], reasoning, guardrail } = asked.parameters;
  const stops = stopSequences.length === 0 ? null : stopSequences;
  const parts: unknown[] = [asked.text, asked.system, asked.model, maxTokens, temperature, stops];
  // Only where there is something of them, so that answers from before they counted stay known.
  if (asked.settingsPrompt !== '' || reasoning !== undefined || guardrail !== undefined) {
    parts.push(asked.settingsPrompt, reasoning ?? null, guardrail?.id ?? null, guardrail?.version ?? null);
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

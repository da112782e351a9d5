import type { AnswerCheck } from '../../protocol/answerCheck';
import type { PlannedStep } from '../../protocol/run';
import type { ModelParameters } from '../bedrock/parameters';
import type { AnswerSchema } from '../bedrock/structure/answerSchema';
import { estimateTokens, maxTextTokens } from '../bedrock/tokenEstimate';
import type { Prompt } from './prompt';
import type { Table } from './table';
import { fillIn, placeholders } from './template';
import { hashKey } from '../util/hashKey';

/** The settings' parameters for every prompt that does not say otherwise. */
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
  /** The form that the answer is to have; the checks have it, too. */
  readonly answerSchema?: AnswerSchema;
  readonly checks: readonly AnswerCheck[];
  /** About how many tokens go in. */
  readonly inputTokens: number;
  /** How many go in at most. */
  readonly maxInputTokens: number;
}

const TITLE_CHARACTERS = 80;
const noDefaults: AskDefaults = { systemPrompt: '', parameters: {} };

/** The question of a step, which is what its answer depends on. */
type StepQuestion = Pick<
  Step,
  'text' | 'system' | 'settingsPrompt' | 'model' | 'parameters' | 'answerSchema'
>;

/**
 * The steps of the prompts: a prompt whose placeholders name columns of the table once for each row, any
 * other once. `model` is that of prompts that name none; empty for the automatic one.
 */
export function planSteps(
  prompts: readonly Prompt[],
  table: Table | undefined,
  model: string,
  defaults: AskDefaults = noDefaults,
): Step[] {
  const seen = new Map<string, number>();
  const schemaTokens = new SchemaTokens();
  const columnOf = new Map(table?.columns.map((name, index) => [name, index]));
  return prompts.flatMap((prompt) => {
    const repeated = fillingColumns(prompt, table).length > 0;
    const rows = repeated && table !== undefined ? table.rows : [[]];
    return rows.map((row, index): Step => {
      const asked = askedBy(prompt, (name) => row[columnOf.get(name) ?? -1], model, defaults);
      const hash = stepKey(asked);
      // The same question a second time in one run is a second sample, and not the first one's answer.
      const times = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, times);
      return {
        ...asked,
        id: repeated ? `${prompt.id}/${index + 1}` : prompt.id,
        promptId: prompt.id,
        key: times === 1 ? hash : `${hash}-${times}`,
        title: asked.text
          .slice(0, 4 * TITLE_CHARACTERS)
          .replace(/\s+/g, ' ')
          .slice(0, TITLE_CHARACTERS),
        checks: checksOf(prompt),
        inputTokens: sumOf(asked, estimateTokens) + schemaTokens.usual(prompt),
        maxInputTokens: sumOf(asked, maxTextTokens) + schemaTokens.upper(prompt),
      };
    });
  });
}

/** The expectations of a prompt's answer, that it fits its schema among them. */
function checksOf({ checks = [], answerSchema }: Prompt): readonly AnswerCheck[] {
  return answerSchema === undefined ? checks : [...checks, { schema: answerSchema.schema }];
}

/* What a model is told besides the schema: to call a tool, or in words. */
const ORDER_TOKENS = 1_200;

/** About how many tokens the schemas of answers are, each of which is counted once. */
export class SchemaTokens {
  private readonly counted = new Map<string, { readonly usual: number; readonly upper: number }>();

  /** About how many. */
  usual(prompt: Prompt): number {
    return this.count(prompt).usual;
  }

  /** As many as there can be. */
  upper(prompt: Prompt): number {
    return this.count(prompt).upper;
  }

  private count({ answerSchema }: Prompt) {
    if (answerSchema === undefined) {
      return { usual: 0, upper: 0 };
    }
    const { key, schema } = answerSchema;
    let count = this.counted.get(key);
    if (count === undefined) {
      const json = JSON.stringify(schema);
      count = { usual: estimateTokens(json), upper: maxTextTokens(json) + ORDER_TOKENS };
      this.counted.set(key, count);
    }
    return count;
  }
}

function sumOf({ settingsPrompt, system, text }: StepQuestion, tokensOf: (text: string) => number): number {
  return tokensOf(settingsPrompt) + tokensOf(system) + tokensOf(text);
}

/** The columns that fill in a prompt; where there are none it is run once, whatever the table holds. */
export function fillingColumns(prompt: Prompt, table: Table | undefined): string[] {
  const columns = new Set(table?.columns);
  return placeholders(prompt.text).filter(
    (name) => columns.has(name) && ownValue(prompt, name) === undefined,
  );
}

/** A variable of the prompt's own, which comes before the table's. */
export function ownValue({ variables }: Prompt, name: string): string | undefined {
  return variables !== undefined && Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** The question of a prompt; `valueOf` is for the names that are not variables of its own. */
export function askedBy(
  prompt: Prompt,
  valueOf: (name: string) => string | undefined,
  model: string,
  defaults: AskDefaults,
): StepQuestion {
  return {
    text: fillIn(prompt.text, (name) => ownValue(prompt, name) ?? valueOf(name)),
    system: prompt.system ?? '',
    settingsPrompt: defaults.systemPrompt,
    model: prompt.model ?? model,
    parameters: { ...defaults.parameters, ...prompt.parameters },
    ...(prompt.answerSchema === undefined ? {} : { answerSchema: prompt.answerSchema }),
  };
}

/** The same for the same question to the same model with the same parameters, and for nothing else. */
export function stepKey(asked: StepQuestion): string {
  const { maxTokens = null, temperature = null, stopSequences = [], reasoning, guardrail } = asked.parameters;
  const stops = stopSequences.length === 0 ? null : stopSequences;
  const parts: unknown[] = [asked.text, asked.system, asked.model, maxTokens, temperature, stops];
  // Only where there is something of them, so that answers from before they counted stay known.
  if (asked.settingsPrompt !== '' || reasoning !== undefined || guardrail !== undefined) {
    parts.push(asked.settingsPrompt, reasoning ?? null, guardrail?.id ?? null, guardrail?.version ?? null);
  }
  if (asked.answerSchema !== undefined) {
    parts.push({ schema: asked.answerSchema.key });
  }
  return hashKey(JSON.stringify(parts));
}

import * as l10n from '@vscode/l10n';
import type { Outline, PromptOutline, StepGroup } from '../../protocol/promptWorker';
import { estimateTokens, maxTextTokens } from '../bedrock/tokenEstimate';
import { LineIndex } from './lineIndex';
import type { Problem, Prompt } from './prompt';
import { promptLimits } from './promptLimits';
import type { PromptSource } from './promptSource';
import { joinGroups } from './stepGroups';
import { askedBy, fillingColumns, ownValue, SchemaTokens, stepKey, type AskDefaults } from './steps';
import type { Table } from './table';
import { fillIn, openings } from './template';
import { formatCount } from '../../shared/format';

/** The texts that spans are in. */
interface SourceTexts {
  readonly text: string;
  readonly tableText: string;
}

/** A prompt's steps in figures. */
interface Measured {
  readonly prompt: Prompt;
  readonly repeated: boolean;
  readonly group: StepGroup;
  /** Of all its steps together, filled in. */
  readonly characters: number;
}

/**
 * The figures of a prompt file, by arithmetic: no step of it is made, so that it takes no more for a million steps
 * than for a thousand prompts and a table's columns.
 */
export function outlineSource(
  source: PromptSource,
  texts: SourceTexts,
  model: string,
  defaults: AskDefaults,
): Outline {
  const { prompts, table } = source;
  const measure = new Measure(table, model, defaults);
  const measured = prompts.map((prompt) => measure.prompt(prompt));
  const steps = measured.reduce((sum, { group }) => sum + group.steps, 0);
  const characters = measured.reduce((sum, each) => sum + each.characters, 0);
  const unread = source.tableProblems.length > 0 && table === undefined;
  const tooMuch = sizeProblems(measured, table, steps, characters);
  const lines = new LineIndex(texts.text);
  return {
    steps: unread ? undefined : steps,
    groups: joinGroups(measured.map(({ group }) => group)),
    prompts: measured.slice(0, promptLimits.outlined).map(({ prompt, repeated, group }): PromptOutline => {
      const { id, span } = prompt;
      const first = tooMuch.length > 0 || group.steps === 0 ? undefined : measure.firstKey(prompt);
      return { id, range: lines.range(span), repeated, group, firstKey: first };
    }),
    problems: placed(lines, [...tooMuch, ...source.problems]),
    tableProblems:
      source.tableProblems.length === 0 ? [] : placed(new LineIndex(texts.tableText), source.tableProblems),
  };
}

/** Knows of each column what its values come to, once it is asked for. */
class Measure {
  private readonly schemaTokens = new SchemaTokens();
  private readonly columns = new Map<string, { tokens: number; maxTokens: number; characters: number }>();

  constructor(
    private readonly table: Table | undefined,
    private readonly model: string,
    private readonly defaults: AskDefaults,
  ) {}

  prompt(prompt: Prompt): Measured {
    const filling = new Set(fillingColumns(prompt, this.table));
    const steps = filling.size > 0 ? (this.table?.rows.length ?? 0) : 1;
    const values = { tokens: 0, maxTokens: 0, characters: 0 };
    let fixed = prompt.text.length;
    for (const { name, start, end } of openings(prompt.text)) {
      const own = name === undefined ? undefined : ownValue(prompt, name);
      if (own !== undefined) {
        fixed += own.length - (end - start);
      } else if (name !== undefined && filling.has(name)) {
        const column = this.column(name);
        values.tokens += column.tokens;
        values.maxTokens += column.maxTokens;
        values.characters += column.characters;
        fixed -= end - start;
      }
    }
    const tokens = this.fixedTokens(prompt, filling, fixed, estimateTokens) + this.schemaTokens.usual(prompt);
    const maxTokens =
      this.fixedTokens(prompt, filling, fixed, maxTextTokens) + this.schemaTokens.upper(prompt);
    const group = {
      model: prompt.model ?? this.model,
      maxTokens: prompt.parameters?.maxTokens ?? this.defaults.parameters.maxTokens,
      steps,
      inputTokens: steps * tokens + values.tokens,
      maxInputTokens: steps * (maxTokens + values.maxTokens),
    };
    return { prompt, repeated: filling.size > 0, group, characters: steps * fixed + values.characters };
  }

  firstKey(prompt: Prompt): string {
    const [row] = this.table?.rows ?? [];
    const valueOf = (name: string) => row?.[this.table?.columns.indexOf(name) ?? -1];
    return stepKey(askedBy(prompt, valueOf, this.model, this.defaults));
  }

  /** The common part of each step of a prompt. */
  private fixedTokens(
    prompt: Prompt,
    filling: ReadonlySet<string>,
    characters: number,
    tokensOf: (text: string) => number,
  ): number {
    const before = tokensOf(this.defaults.systemPrompt) + tokensOf(prompt.system ?? '');
    // Of what is refused anyhow the text is not made.
    if (characters > promptLimits.runCharacters) {
      return before + characters;
    }
    const blank = (name: string) => (filling.has(name) ? '' : undefined);
    return before + tokensOf(fillIn(prompt.text, (name) => ownValue(prompt, name) ?? blank(name)));
  }

  private column(name: string): { tokens: number; maxTokens: number; characters: number } {
    const known = this.columns.get(name);
    if (known !== undefined) {
      return known;
    }
    const sums = { tokens: 0, maxTokens: 0, characters: 0 };
    const index = this.table?.columns.indexOf(name) ?? -1;
    for (const row of this.table?.rows ?? []) {
      const value = row[index] ?? '';
      sums.tokens += estimateTokens(value);
      sums.maxTokens = Math.max(sums.maxTokens, maxTextTokens(value));
      sums.characters += value.length;
    }
    this.columns.set(name, sums);
    return sums;
  }
}

function sizeProblems(
  measured: readonly Measured[],
  table: Table | undefined,
  steps: number,
  characters: number,
): Problem[] {
  const problem = (message: string): Problem => {
    return { severity: 'error', message, span: { start: 0, end: 0 } };
  };
  const { steps: maxSteps, runCharacters } = promptLimits;
  if (steps > maxSteps) {
    const repeated = measured.filter((each) => each.repeated).length;
    const figures = [maxSteps, steps, repeated, table?.rows.length ?? 0].map(formatCount);
    return [
      problem(
        l10n.t(
          'A run asks at most {0} times, and this would be {1}: {2} prompts for each of {3} rows of the table. Split the table.',
          ...figures,
        ),
      ),
    ];
  }
  if (characters > runCharacters) {
    const limit = formatCount(runCharacters / 1024 / 1024);
    return [
      problem(
        l10n.t('Filled in, these prompts are longer than {0} million characters. Split the table.', limit),
      ),
    ];
  }
  return [];
}

/** As many problems as somebody may want to read, errors first. */
function placed(lines: LineIndex, problems: readonly Problem[]): Outline['problems'] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const sorted = [...errors, ...problems.filter(({ severity }) => severity !== 'error')];
  const shown = sorted.slice(0, promptLimits.problems);
  if (sorted.length > shown.length) {
    const message = l10n.t('There is more wrong than these {0} problems.', shown.length);
    shown.push({ severity: 'warning', message, span: { start: 0, end: 0 } });
  }
  return shown.map(({ severity, message, span }) => ({ severity, message, range: lines.range(span) }));
}

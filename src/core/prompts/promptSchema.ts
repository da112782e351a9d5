import * as v from 'valibot';
import { answerCheckSchema } from '../../protocol/answerCheck';
import { modelIdFault } from '../bedrock/models/modelId';
import { Expression } from './expression';
import { entryOf } from '../util/entryOf';
import { errorMessage } from '../util/errorMessage';

const nonBlank = (what: string) =>
  v.pipe(
    v.string(`${what} is a text`),
    v.check((text) => text.trim() !== '', `${what} is blank`),
  );
const positive = (what: string) =>
  v.pipe(
    v.number(`${what} is a number`),
    v.integer(`${what} is a whole number`),
    v.minValue(1, `${what} is at least 1`),
  );

/** The expectations of an answer, with an expression that can be used. */
const checkSchema = v.strictObject({
  ...answerCheckSchema.entries,
  matches: v.optional(
    v.pipe(
      nonBlank('matches'),
      v.rawCheck(({ dataset, addIssue }) => {
        const fault = dataset.typed ? expressionFault(dataset.value) : undefined;
        if (fault !== undefined) {
          addIssue({ message: `matches ${fault}` });
        }
      }),
    ),
  ),
});

const model = v.pipe(
  nonBlank('model'),
  v.trim(),
  v.check(
    (id) => modelIdFault(id) === undefined,
    ({ input }) => `model ${modelIdFault(input) ?? 'is none'}`,
  ),
);

function expressionFault(source: string): string | undefined {
  try {
    Expression.parse(source);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Parameters that a prompt may set; whatever is left out is as in the settings. */
export const promptParametersSchema = v.strictObject({
  maxTokens: v.optional(positive('maxTokens')),
  temperature: v.optional(
    v.pipe(
      v.number('temperature is a number'),
      v.minValue(0, 'temperature is at least 0'),
      v.maxValue(1, 'temperature is at most 1'),
    ),
  ),
  stopSequences: v.optional(v.array(nonBlank('A stop sequence'), 'stopSequences is a list of texts')),
});
export type PromptParameters = v.InferOutput<typeof promptParametersSchema>;

const scalar = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'A variable is a text, a number, true or false'),
  v.transform(String),
);

/** Defaults that the whole file may set for all of its prompts. */
const shared = {
  model: v.optional(model),
  system: v.optional(nonBlank('system')),
  parameters: v.optional(promptParametersSchema),
  variables: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'The name of a variable is of letters, digits, _, . and -')),
      scalar,
      'variables is a list of names with their values',
    ),
  ),
};

/** A prompt in a YAML or JSONL file. */
export const promptEntrySchema = v.strictObject({
  id: v.optional(
    v.pipe(
      v.union([v.string(), v.number()], 'id is a text'),
      v.transform(String),
      v.regex(/^[\w.-]{1,64}$/, 'An id is of up to 64 letters, digits, _, . and -'),
    ),
  ),
  prompt: nonBlank('prompt'),
  ...shared,
  checks: v.optional(v.array(checkSchema, 'checks is a list')),
});
export type PromptEntry = v.InferOutput<typeof promptEntrySchema>;

/** A YAML file's root when it is no plain list. */
export const promptDefaultsSchema = v.strictObject({ prompts: v.array(v.unknown()), ...shared });
export type PromptDefaults = v.InferOutput<typeof promptDefaultsSchema>;

const KNOWN: Readonly<Record<string, string>> = {
  '': 'id, prompt, model, system, parameters, variables, checks',
  parameters: 'maxTokens, temperature, stopSequences',
  checks: 'contains, excludes, matches, json, maxCharacters',
};

/** An issue of these schemas as a sentence. */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const key = String(path.at(-1) ?? '');
  if (issue.expected === 'never') {
    const parent = path.slice(0, -1).find((part) => typeof part === 'string' && part in KNOWN) ?? '';
    return `"${key}" is not known here. Known: ${entryOf(KNOWN, String(parent)) ?? ''}.`;
  }
  if (issue.kind === 'schema' && issue.received === 'undefined') {
    return `"${key}" is missing.`;
  }
  if (/^Invalid/.test(issue.message)) {
    return `${key === '' ? 'This' : `"${key}"`} is ${issue.received}, where ${issue.expected ?? 'something else'} is expected.`;
  }
  return `${issue.message}.`;
}

import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { AnswerCheck } from '../../protocol/answerCheck';
import { formatCount } from '../../shared/format';
import { MAX_MODEL_ID_CHARACTERS, modelIdFault } from '../bedrock/models/modelId';
import { Expression, ExpressionError } from './expression';
import { entryOf } from '../util/entryOf';

const nonBlank = (field: string) =>
  v.pipe(
    v.string(() => l10n.t('{0} is a text.', field)),
    v.check(
      (text) => text.trim() !== '',
      () => l10n.t('{0} is blank.', field),
    ),
  );
const positive = (field: string) =>
  v.pipe(
    v.number(() => l10n.t('{0} is a number.', field)),
    v.integer(() => l10n.t('{0} is a whole number.', field)),
    v.minValue(1, () => l10n.t('{0} is at least 1.', field)),
  );
const stopSequence = v.pipe(
  v.string(() => l10n.t('A stop sequence is a text.')),
  v.check(
    (text) => text.trim() !== '',
    () => l10n.t('A stop sequence is blank.'),
  ),
);

/** The expectations of an answer, with an expression that can be used. */
const checkSchema: v.GenericSchema<AnswerCheck> = v.strictObject({
  contains: v.optional(nonBlank('contains')),
  excludes: v.optional(nonBlank('excludes')),
  matches: v.optional(
    v.pipe(
      nonBlank('matches'),
      v.rawCheck(({ dataset, addIssue }) => {
        const fault = dataset.typed ? expressionFault(dataset.value) : undefined;
        if (fault !== undefined) {
          addIssue({ message: fault.about('matches') });
        }
      }),
    ),
  ),
  json: v.optional(v.literal(true, () => l10n.t('json is true or left out.'))),
  maxCharacters: v.optional(positive('maxCharacters')),
});

const model = v.pipe(
  nonBlank('model'),
  v.trim(),
  v.check(
    (id) => modelIdFault(id) === undefined,
    ({ input }) =>
      modelIdFault(input) === 'tooLong'
        ? l10n.t(
            'model is longer than {0} characters, which no id or ARN of a model is.',
            formatCount(MAX_MODEL_ID_CHARACTERS),
          )
        : l10n.t('model holds blanks or control characters, which no id or ARN of a model does.'),
  ),
);

function expressionFault(source: string): ExpressionError | undefined {
  try {
    Expression.parse(source);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return error;
    }
    throw error;
  }
}

/** Parameters that a prompt may set; whatever is left out is as in the settings. */
export const promptParametersSchema = v.strictObject({
  maxTokens: v.optional(positive('maxTokens')),
  temperature: v.optional(
    v.pipe(
      v.number(() => l10n.t('{0} is a number.', 'temperature')),
      v.minValue(0, () => l10n.t('temperature is at least 0.')),
      v.maxValue(1, () => l10n.t('temperature is at most 1.')),
    ),
  ),
  stopSequences: v.optional(v.array(stopSequence, () => l10n.t('stopSequences is a list of texts.'))),
});

const scalar = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], () =>
    l10n.t('A variable is a text, a number, true or false.'),
  ),
  v.transform(String),
);

const schema = v.union([nonBlank('schema'), v.record(v.string(), v.unknown())], () =>
  l10n.t('schema is a JSON schema, or the path of a file that holds one.'),
);

/** Defaults that the whole file may set for all of its prompts. */
const shared = {
  model: v.optional(model),
  system: v.optional(nonBlank('system')),
  parameters: v.optional(promptParametersSchema),
  /** The JSON schema that answers are to have, or the path of its file. */
  schema: v.optional(schema),
  variables: v.optional(
    v.record(
      v.pipe(
        v.string(),
        v.regex(/^[\w.-]+$/, () => l10n.t('The name of a variable is of letters, digits, _, . and -.')),
      ),
      scalar,
      () => l10n.t('variables is a list of names with their values.'),
    ),
  ),
};

/** A prompt in a YAML or JSONL file. */
export const promptEntrySchema = v.strictObject({
  id: v.optional(
    v.pipe(
      v.union([v.string(), v.number()], () => l10n.t('{0} is a text.', 'id')),
      v.transform(String),
      v.regex(/^[\w.-]{1,64}$/, () => l10n.t('An id is of up to 64 letters, digits, _, . and -.')),
    ),
  ),
  prompt: nonBlank('prompt'),
  ...shared,
  checks: v.optional(v.array(checkSchema, () => l10n.t('checks is a list.'))),
});
export type PromptEntry = v.InferOutput<typeof promptEntrySchema>;

/** A YAML file's root when it is no plain list. */
export const promptDefaultsSchema = v.strictObject({ prompts: v.array(v.unknown()), ...shared });
export type PromptDefaults = v.InferOutput<typeof promptDefaultsSchema>;

const KNOWN: Readonly<Record<string, string>> = {
  '': 'id, prompt, model, system, parameters, schema, variables, checks',
  parameters: 'maxTokens, temperature, stopSequences',
  checks: 'contains, excludes, matches, json, maxCharacters',
};

/** An issue of these schemas as a sentence. */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const key = String(path.at(-1) ?? '');
  if (issue.expected === 'never') {
    const parent = path.slice(0, -1).find((part) => typeof part === 'string' && part in KNOWN) ?? '';
    return l10n.t('"{0}" is not known here. Known: {1}.', key, entryOf(KNOWN, String(parent)) ?? '');
  }
  if (issue.kind === 'schema' && issue.received === 'undefined') {
    return l10n.t('"{0}" is missing.', key);
  }
  // So begin valibot's own words, for what has none of ours.
  if (/^Invalid/.test(issue.message)) {
    const received = kindText(issue.received);
    const expected = kindText(issue.expected ?? l10n.t('something else'));
    return key === ''
      ? l10n.t('This is {0}, where {1} is expected.', received, expected)
      : l10n.t('"{0}" is {1}, where {2} is expected.', key, received, expected);
  }
  return issue.message;
}

/** A value, or a kind of values, as valibot names it. */
function kindText(name: string): string {
  switch (name) {
    case 'Array':
      return l10n.t({
        message: 'a list',
        comment: ['In place of {1} or {2} in “"{0}" is {1}, where {2} is expected.”'],
      });
    case 'Object':
      return l10n.t({
        message: 'a list of names with their values',
        comment: ['In place of {1} or {2} in “"{0}" is {1}, where {2} is expected.”'],
      });
    default:
      return name;
  }
}

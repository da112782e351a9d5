import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import * as l10n from '@vscode/l10n';
import { LRUCache } from 'lru-cache';
import { Expression } from '../../prompts/expression';
import { boundedRun } from '../../util/boundedRun';
import { errorMessage } from '../../util/errorMessage';
import { hashKey } from '../../util/hashKey';
import type { Schema } from '../tools/schema';
import { answerJson } from './answerText';
import type { SchemaFault } from './schemaFault';

/** How long a stranger's schema may keep a thread from everything else. */
const TIMEOUT_MS = 2_000;
const MAX_FAULTS = 10;
const MAX_KEPT = 50;
/** Characters of a value that is named. */
const MAX_SHOWN = 120;

/** Expressions in time linear in the text, as `matches` of prompt files has them. */
const regExp = Object.assign(
  (source: string) => {
    const expression = Expression.parse(source);
    // By its text, ajv tells one from another.
    return { test: (text: string) => expression.isFoundIn(text), toString: () => source };
  },
  { code: 'expression' },
);

const options: Options = {
  // Keywords that it does not know are notes of their authors.
  strict: false,
  // A format is a hint to the model; what each means is not settled between validators.
  validateFormats: false,
  allErrors: true,
  ownProperties: true,
  logger: false,
  code: { regExp },
};

/** Holds answers against schemas as their authors wrote them. */
export class SchemaChecker {
  private readonly compiled = new LRUCache<string, ValidateFunction>({ max: MAX_KEPT });

  /** Why nothing can be held against a schema, a sentence; undefined where it can. Never rejects. */
  async schemaProblem(schema: Schema): Promise<string | undefined> {
    try {
      await this.validator(schema);
      return undefined;
    } catch (error) {
      return problemText(error);
    }
  }

  /** Where a whole answer does not fit. Never rejects: what cannot be checked is said. */
  async faults(text: string, schema: Schema): Promise<readonly SchemaFault[]> {
    let value: unknown;
    try {
      value = JSON.parse(answerJson(text));
    } catch (error) {
      return [{ pointer: '', text: l10n.t('it is not JSON ({0})', errorMessage(error)) }];
    }
    try {
      const validate = await this.validator(schema);
      const errors = boundedRun(() => (validate(value) ? [] : [...(validate.errors ?? [])]), TIMEOUT_MS);
      return withoutBranches(errors).slice(0, MAX_FAULTS).map(faultOf);
    } catch (error) {
      return [{ pointer: '', text: problemText(error), isUnchecked: true }];
    }
  }

  private async validator(schema: Schema): Promise<ValidateFunction> {
    const key = hashKey(JSON.stringify(schema));
    const known = this.compiled.get(key);
    if (known !== undefined) {
      return known;
    }
    const { $schema: draft, ...rules } = schema;
    const { newValidator } = await import('./validators');
    const ajv = newValidator(draft, options);
    const validate = boundedRun(() => ajv.compile(rules), TIMEOUT_MS);
    this.compiled.set(key, validate);
    return validate;
  }
}

function problemText(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    ? l10n.t('the schema takes too much time; simplify it')
    : errorMessage(error).slice(0, 4 * MAX_SHOWN);
}

/** Of a choice it is said that none fits, and not also why each does not. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => ['anyOf', 'oneOf', 'if'].includes(keyword));
  return errors.filter(
    (error) => !choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)),
  );
}

function faultOf({ instancePath: pointer, keyword, params }: ErrorObject): SchemaFault {
  const given = params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'required':
      return { pointer, text: l10n.t('"{0}" is missing', shown(given['missingProperty'])) };
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return {
        pointer,
        text: l10n.t(
          '"{0}" is not allowed',
          shown(given['additionalProperty'] ?? given['unevaluatedProperty']),
        ),
      };
    case 'type':
      return {
        pointer,
        text: l10n.t('a value of the type {0} is expected', [given['type']].flat().join(', ')),
      };
    case 'enum':
      return { pointer, text: l10n.t('one of {0} is expected', shown(given['allowedValues'])) };
    case 'const':
      return { pointer, text: l10n.t('{0} is expected', shown(given['allowedValue'])) };
    case 'anyOf':
    case 'oneOf':
      return { pointer, text: l10n.t('it fits none, or more than one, of the choices that there are') };
    default:
      return { pointer, text: l10n.t('it breaks the rule {0}', ruleText(keyword, given)) };
  }
}

function ruleText(keyword: string, { limit, pattern, multipleOf }: Readonly<Record<string, unknown>>) {
  const value = limit ?? pattern ?? multipleOf;
  return value === undefined ? keyword : `${keyword}: ${shown(value)}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

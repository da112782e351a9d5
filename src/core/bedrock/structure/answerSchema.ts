import * as l10n from '@vscode/l10n';
import { formatCount } from '../../../shared/format';
import { hashKey } from '../../util/hashKey';
import { isRecord, type Schema } from '../tools/schema';

/** The form that an answer is to have: a JSON schema, as its author wrote it. */
export interface AnswerSchema {
  /** What it is called, of letters, digits, `_` and `-`. */
  readonly name: string;
  readonly schema: Schema;
  /** The same for the same schema, and for no other. */
  readonly key: string;
}

/** Characters of a schema as JSON; what is longer is more than an answer. */
export const MAX_SCHEMA_CHARACTERS = 100_000;
const MAX_NAME = 64;

/** What is given for a schema is none; the message says why. */
export class AnswerSchemaError extends Error {
  override readonly name = 'AnswerSchemaError';
}

/** A schema of an answer. @throws AnswerSchemaError when it is no object, or too long */
export function answerSchemaOf(given: unknown, name = ''): AnswerSchema {
  if (!isRecord(given)) {
    throw new AnswerSchemaError(l10n.t('A JSON schema is an object.'));
  }
  const json = JSON.stringify(given);
  if (json.length > MAX_SCHEMA_CHARACTERS) {
    throw tooLong();
  }
  const { title } = given;
  const wanted = name === '' && typeof title === 'string' ? title : name;
  return { name: plainName(wanted), schema: given, key: hashKey(json) };
}

/** A schema from the text of a file; `name` is the file's. @throws AnswerSchemaError as `answerSchemaOf` */
export function readAnswerSchema(text: string, name: string): AnswerSchema {
  if (text.length > 4 * MAX_SCHEMA_CHARACTERS) {
    throw tooLong();
  }
  let given: unknown;
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AnswerSchemaError(l10n.t('It is not JSON: {0}.', reason), { cause: error });
  }
  return answerSchemaOf(given, name.replace(/^.*[\\/]/, '').replace(/(\.schema)?\.json$/i, ''));
}

function tooLong(): AnswerSchemaError {
  return new AnswerSchemaError(
    l10n.t('A JSON schema of an answer has at most {0} characters.', formatCount(MAX_SCHEMA_CHARACTERS)),
  );
}

function plainName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]+/g, '_').slice(0, MAX_NAME) || 'answer';
}

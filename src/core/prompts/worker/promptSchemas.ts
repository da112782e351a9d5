import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  answerSchemaOf,
  AnswerSchemaError,
  MAX_SCHEMA_CHARACTERS,
  readAnswerSchema,
  type AnswerSchema,
} from '../../bedrock/structure/answerSchema';
import type { SchemaChecker } from '../../bedrock/structure/schemaCheck';
import { readBounded } from '../../files/boundedFile';
import { PathRefusedError } from '../../files/confinedFile';
import type { Problem, Prompt, PromptFile } from '../prompt';

/** Where a prompt file lies. */
interface FilePlace {
  /** The folder that no path may lead out of. */
  readonly folder: string;
  readonly path: string;
}

/** What a `schema` of a prompt file comes to. */
type Reading = { readonly answerSchema: AnswerSchema } | { readonly message: string };

/**
 * The prompts with the schemas that they name, each of which is read once. A path is that of a file beside the prompt
 * file, and leads nowhere else than prompt files themselves may. @throws the file system's error, unless there is no file
 */
export async function withSchemas(
  file: PromptFile,
  place: FilePlace,
  checker: Pick<SchemaChecker, 'schemaProblem'>,
): Promise<PromptFile> {
  const readings = new Map<unknown, Reading>();
  const prompts: Prompt[] = [];
  const problems: Problem[] = [...file.problems];
  for (const prompt of file.prompts) {
    const { schema, span } = prompt;
    if (schema === undefined) {
      prompts.push(prompt);
      continue;
    }
    const known = readings.get(schema);
    const reading = known ?? (await readingOf(schema, place, checker));
    readings.set(schema, reading);
    if ('answerSchema' in reading) {
      prompts.push({ ...prompt, answerSchema: reading.answerSchema });
      continue;
    }
    prompts.push(prompt);
    if (known === undefined) {
      problems.push({ severity: 'error', message: reading.message, span });
    }
  }
  return { prompts, problems };
}

async function readingOf(
  given: NonNullable<Prompt['schema']>,
  place: FilePlace,
  checker: Pick<SchemaChecker, 'schemaProblem'>,
): Promise<Reading> {
  try {
    const answerSchema = typeof given === 'string' ? await schemaFile(given, place) : answerSchemaOf(given);
    const problem = await checker.schemaProblem(answerSchema.schema);
    return problem === undefined
      ? { answerSchema }
      : { message: l10n.t('The JSON schema of the answer cannot be used: {0}', problem) };
  } catch (error) {
    if (error instanceof AnswerSchemaError) {
      const { message } = error;
      return typeof given === 'string' ? { message: `${given}: ${message}` } : { message };
    }
    if (error instanceof PathRefusedError) {
      return { message: error.message };
    }
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      const path = typeof given === 'string' ? given : '';
      return { message: l10n.t('There is no file {0} beside the prompt file.', path) };
    }
    throw error;
  }
}

async function schemaFile(path: string, { folder, path: file }: FilePlace): Promise<AnswerSchema> {
  const text = await readBounded(folder, resolve(dirname(file), path), 4 * MAX_SCHEMA_CHARACTERS);
  // What is not read is too long, and that is said as of any other.
  return readAnswerSchema(text ?? ' '.repeat(4 * MAX_SCHEMA_CHARACTERS + 1), path);
}

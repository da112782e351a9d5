import * as vscode from 'vscode';
import {
  AnswerSchemaError,
  readAnswerSchema,
  type AnswerSchema,
} from '../../core/bedrock/structure/answerSchema';
import { answerJson } from '../../core/bedrock/structure/answerText';
import { schemaTexts } from '../../core/bedrock/structure/schemaText';
import type { ChatOutcome } from '../../core/chat/question';
import type { ToolUse } from '../../core/chat/toolLoop';
import { errorMessage } from '../../core/util/errorMessage';
import { markdownFence } from '../../core/util/markdownFence';
import { readFile } from '../platform/contextFiles';

/** A question of `@bedrock /json`, whose answer is to fit a JSON schema that came with it. */
export interface SchemaQuestion {
  readonly schema: AnswerSchema;
  /** The schema's file, for people. */
  readonly path: string;
  /** Attachments besides the schema. */
  readonly references: readonly vscode.ChatPromptReference[];
}

/** What such a question is asked with: its answer is one value, and no tool is called for it. */
export const withoutTools: ToolUse = {
  runner: { offered: () => [], run: () => Promise.reject(new Error('No tool is offered')) },
  maxRounds: 1,
};

/** Reads the schema that came with a question; undefined, after saying why, when there is none to go by. */
export async function prepareSchema(
  references: readonly vscode.ChatPromptReference[],
  stream: vscode.ChatResponseStream,
): Promise<SchemaQuestion | undefined> {
  const files = references.filter((each) => isJsonFile(each.value));
  const schemas = files.filter(({ value }) => /\.schema\.json$/i.test(uriOf(value)?.path ?? ''));
  const [chosen] = schemas.length > 0 ? schemas : files;
  const uri = uriOf(chosen?.value);
  if (uri === undefined) {
    stream.markdown(
      vscode.l10n.t(
        'Attach the JSON schema that the answer is to fit: a file such as person.schema.json. A file whose name ends in .schema.json comes before other JSON files, which go along with the question.',
      ),
    );
    return undefined;
  }
  const path = vscode.workspace.asRelativePath(uri);
  try {
    const file = await readFile(uri);
    if (file.type !== 'text') {
      throw new AnswerSchemaError(vscode.l10n.t('It is no text.'));
    }
    const schema = readAnswerSchema(file.text, path);
    const { SchemaChecker } = await import('../../core/bedrock/structure/schemaCheck');
    const problem = await new SchemaChecker().schemaProblem(schema.schema);
    if (problem !== undefined) {
      throw new AnswerSchemaError(problem);
    }
    return { schema, path, references: references.filter((each) => each !== chosen) };
  } catch (error) {
    stream.markdown(vscode.l10n.t('The JSON schema {0} cannot be used: {1}', path, errorMessage(error)));
    return undefined;
  }
}

/** Shows the answer as JSON, and whether it fits. */
export function showJson(
  { path }: SchemaQuestion,
  outcome: ChatOutcome,
  stream: vscode.ChatResponseStream,
): void {
  if (outcome.type !== 'called' || outcome.result.text.trim() === '') {
    return;
  }
  const { text, schemaCheck } = outcome.result;
  const { json, isJson } = shownJson(text);
  const fence = markdownFence(json);
  stream.markdown(`${fence}${isJson ? 'json' : ''}\n${json}\n${fence}\n`);
  if (schemaCheck === undefined) {
    return;
  }
  const faults = schemaTexts(schemaCheck);
  const lines =
    faults.length === 0
      ? [`✓ ${vscode.l10n.t('It fits the schema {0}.', path)}`]
      : faults.map((each) => `✗ ${each}`);
  stream.markdown(`\n${lines.map(escaped).join('\n\n')}\n`);
}

function shownJson(text: string): { readonly json: string; readonly isJson: boolean } {
  const json = answerJson(text);
  try {
    return { json: JSON.stringify(JSON.parse(json), null, 2), isJson: true };
  } catch {
    return { json: text, isJson: false };
  }
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(/[\\`*_{}[\]()#!|<>~]/g, '\\$&');
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}

function isJsonFile(value: unknown): boolean {
  return value instanceof vscode.Uri && /\.json$/i.test(value.path);
}

import * as l10n from '@vscode/l10n';
import type { AnswerCheck } from '../../protocol/answerCheck';
import { isRecord } from '../bedrock/tools/schema';
import { SchemaChecker } from '../bedrock/structure/schemaCheck';
import { schemaTexts } from '../bedrock/structure/schemaText';
import { Expression, ExpressionError } from './expression';

/** Says what an answer was expected to be and is not, a sentence each; never rejects. */
export type CheckAnswer = (answer: string, checks: readonly AnswerCheck[]) => Promise<readonly string[]>;

/** The failed expectations of the answer, a sentence each. */
export async function failedChecks(
  answer: string,
  checks: readonly AnswerCheck[],
  schemas = new SchemaChecker(),
): Promise<string[]> {
  const failed = plainChecks(answer, checks);
  for (const { schema } of checks) {
    if (isRecord(schema)) {
      failed.push(...schemaTexts({ faults: await schemas.faults(answer, schema) }));
    }
  }
  return failed;
}

function plainChecks(answer: string, checks: readonly AnswerCheck[]): string[] {
  return checks.flatMap(({ contains, excludes, matches, json, maxCharacters }) => [
    ...(contains !== undefined && !answer.includes(contains)
      ? [l10n.t('It does not contain "{0}".', contains)]
      : []),
    ...(excludes !== undefined && answer.includes(excludes) ? [l10n.t('It contains "{0}".', excludes)] : []),
    ...(matches === undefined ? [] : mismatches(answer, matches)),
    ...(json === true && !isJson(answer) ? [l10n.t('It is not JSON.')] : []),
    ...(maxCharacters !== undefined && answer.length > maxCharacters
      ? [l10n.t('It has {0} characters, where {1} are allowed.', answer.length, maxCharacters)]
      : []),
  ]);
}

function mismatches(answer: string, matches: string): string[] {
  try {
    return Expression.parse(matches).isFoundIn(answer) ? [] : [l10n.t('It does not match {0}.', matches)];
  } catch (error) {
    // A run may have been planned by a release that took other expressions.
    if (error instanceof ExpressionError) {
      return [l10n.t('It was not checked: {0}', error.message)];
    }
    throw error;
  }
}

const FENCE = '```';

function isJson(answer: string): boolean {
  let text = answer.trim();
  const firstLine = text.slice(0, text.indexOf('\n') + 1).trim();
  if ((firstLine === FENCE || firstLine === `${FENCE}json`) && text.endsWith(`\n${FENCE}`)) {
    text = text.slice(text.indexOf('\n'), -FENCE.length);
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

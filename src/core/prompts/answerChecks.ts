import type { AnswerCheck } from './promptSchema';

/** What the answer was expected to be and is not, a sentence each. */
export function failedChecks(answer: string, checks: readonly AnswerCheck[]): string[] {
  return checks.flatMap(({ contains, excludes, matches, json, maxCharacters }) => [
    ...(contains !== undefined && !answer.includes(contains) ? [`It does not contain "${contains}".`] : []),
    ...(excludes !== undefined && answer.includes(excludes) ? [`It contains "${excludes}".`] : []),
    ...(matches !== undefined && !new RegExp(matches).test(answer) ? [`It does not match ${matches}.`] : []),
    ...(json === true && !isJson(answer) ? ['It is not JSON.'] : []),
    ...(maxCharacters !== undefined && answer.length > maxCharacters
      ? [`It has ${answer.length} characters, where ${maxCharacters} are allowed.`]
      : []),
  ]);
}

function isJson(answer: string): boolean {
  const block = /^\s*```(?:json)?\s*\n([^]*?)\n```\s*$/.exec(answer)?.[1];
  try {
    JSON.parse(block ?? answer);
    return true;
  } catch {
    return false;
  }
}

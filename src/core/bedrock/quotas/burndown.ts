import type { ConverseRequest } from '../wire/converseCall';
import type { Usage } from '../wire/converseEvents';
import { traitsOf } from '../models/modelTraits';
import { maxAnswerTokensOf } from '../wire/requestParameters';

/*
 * How calls count against quotas of tokens (Bedrock user guide, "How tokens are counted", and the model cards; read in
 * November 2026). When a call begins, its input, whether from the cache or not, and its longest answer are reserved;
 * where no limit is sent, the longest that the model writes. When it ends, that is given back, and counted are the
 * input that was not read from the cache, and the answer, each token of which may count several times.
 */

/** What a token of an answer counts, by how the model's id begins; the first that fits. One, unless listed. */
const burndown: readonly (readonly [begin: RegExp, factor: number])[] = [
  // As others read in AWS's cards; the rest of the list is from the cards themselves.
  [/^anthropic\.claude-opus-4-8\b/, 15],
  [/^anthropic\.claude-(opus|sonnet)-5(?!-\d\b)/, 10],
  [/^anthropic\.claude-fable-5-1\b/, 10],
  [/^openai\.gpt-5\.6\b/, 10],
  [/^openai\.gpt-6-luna\b/, 10],
  [/^openai\.gpt-6\.1-sol\b/, 10],
  // Claude from 3.7 on.
  [/^anthropic\.claude-3-7\b/, 5],
  [/^anthropic\.claude-([a-z]+-)+[4-9]\b/, 5],
];

/** How many tokens of a quota each token of an answer takes. */
export function outputBurndown(modelId: string): number {
  return burndown.find(([begin]) => begin.test(modelId))?.[1] ?? 1;
}

/** The longest answer of a call, as AWS reserves it; undefined where nobody knows how much the model writes. */
export function reservedOutput(
  request: Pick<ConverseRequest, 'surface' | 'tools' | 'parameters' | 'model'>,
): number | undefined {
  return maxAnswerTokensOf(request, traitsOf(request.model));
}

/** What a call that has ended counts. */
export function countedTokens(
  { inputTokens, cacheWriteInputTokens, outputTokens }: Omit<Usage, 'source' | 'cacheReadInputTokens'>,
  modelId: string,
): number {
  return inputTokens + cacheWriteInputTokens + outputTokens * outputBurndown(modelId);
}

import type { ConverseStreamOutput, StopReason } from '@aws-sdk/client-bedrock-runtime';
import { numberIn, objectIn, type Said } from './said';

/** The end of an answer, with Converse's name for its reason. */
export function answerStop(reason: string): ConverseStreamOutput {
  return { messageStop: { stopReason: reason as StopReason } };
}

/** What is counted under which names. */
interface UsageNames {
  readonly input: string;
  readonly output: string;
  readonly inputDetails: string;
}

/** As the Responses API names it. */
export const responsesUsage: UsageNames = {
  input: 'input_tokens',
  output: 'output_tokens',
  inputDetails: 'input_tokens_details',
};

/** As Chat Completions name it. */
export const chatUsage: UsageNames = {
  input: 'prompt_tokens',
  output: 'completion_tokens',
  inputDetails: 'prompt_tokens_details',
};

const tiers: ReadonlySet<unknown> = new Set(['default', 'flex', 'priority']);

/**
 * What an answer used and how it was served. The input that these APIs count has what was read from the cache and
 * written to it in it, which Converse counts apart.
 */
export function answerMetadata(
  usage: Said,
  { input, output, inputDetails }: UsageNames,
  serviceTier: unknown,
): ConverseStreamOutput {
  const cacheReadInputTokens = numberIn(objectIn(usage, inputDetails), 'cached_tokens');
  const cacheWriteInputTokens = numberIn(objectIn(usage, inputDetails), 'cache_write_tokens');
  const inputTokens = numberIn(usage, input) - cacheReadInputTokens - cacheWriteInputTokens;
  const outputTokens = numberIn(usage, output);
  return {
    metadata: {
      usage: {
        inputTokens,
        outputTokens,
        totalTokens: numberIn(usage, 'total_tokens'),
        cacheReadInputTokens,
        cacheWriteInputTokens,
      },
      metrics: { latencyMs: undefined },
      ...(tiers.has(serviceTier) ? { serviceTier: { type: serviceTier as 'default' } } : {}),
    },
  };
}

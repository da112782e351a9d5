import type { ContentBlock } from './content';
import type { ConverseRequest } from './wire/converseCall';
import type { Usage } from './wire/converseEvents';
import { traitsOf } from './models/modelTraits';
import type { ModelTraits } from './models/traits';
import type { CallCost } from './pricing';
import { maxAnswerTokensOf } from './wire/requestParameters';
import { estimateMessageTokens, estimateRequestTokens } from './tokenEstimate';

/*
 * The usage of a call of which the service did not say so: it was lost, stopped or cut. Models think, and gateways
 * buffer, out of sight, and what was written is charged whether it was seen or not.
 */

/** Tokens that a model writes in a second, about as many as the fast ones of those that think. */
const TOKENS_A_SECOND = 100;

/** A request that never left this machine, or was refused, costs nothing. */
export const nothingUsed: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'estimated',
};

/** True whatever the price is. */
export const nothingSpent: CallCost = { usd: 0, priceVersion: 'nothing used' };

/** The input of a call, before anything is known of its answer. */
export function usageBefore(request: ConverseRequest): Usage {
  return { ...nothingUsed, inputTokens: estimateRequestTokens(request) };
}

/**
 * The usage of a call that was answered, after so many milliseconds, by this and by no figures; where its model may
 * think unseen, no less than it can have written in that time.
 */
export function usageOfCut(request: ConverseRequest, content: readonly ContentBlock[], ms: number): Usage {
  const seen = content.length === 0 ? 0 : estimateMessageTokens({ role: 'assistant', content });
  const traits = traitsOf(request.model);
  const unseen = mayThinkUnseen(request, traits) ? writtenIn(ms, request, traits) : 0;
  return { ...usageBefore(request), outputTokens: Math.max(seen, unseen) };
}

/** The usage that attempts may have had, in so many milliseconds together, of which nothing was heard again. */
export function usageOfLost(request: ConverseRequest, attempts: number, ms: number): Usage {
  if (attempts === 0) {
    return nothingUsed;
  }
  const before = usageBefore(request);
  return {
    ...before,
    inputTokens: before.inputTokens * attempts,
    outputTokens: writtenIn(ms, request, traitsOf(request.model), attempts),
  };
}

function writtenIn(ms: number, request: ConverseRequest, traits: ModelTraits, answers = 1): number {
  const most = (maxAnswerTokensOf(request, traits) ?? Infinity) * answers;
  return Math.min(Math.floor(ms / 1000) * TOKENS_A_SECOND, most);
}

/** Whether a model may think without a sign of it, for as long as it likes. */
export function mayThinkUnseen({ parameters }: ConverseRequest, traits: ModelTraits): boolean {
  switch (traits.reasoning) {
    case 'none':
      return false;
    case 'budget':
    case 'adaptive':
    case 'novaEffort':
      return parameters.reasoning !== undefined || traits.reasonsUnasked === true;
    case 'openAiEffort':
    case 'nestedEffort':
    case undefined:
      // Open models think unasked, and of an unknown one nobody knows.
      return true;
  }
}

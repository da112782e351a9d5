import type { ConverseRequest } from '../bedrock/wire/converseCall';
import { modelTraits } from '../bedrock/models/modelTraits';
import type { Pricer } from '../bedrock/pricing';
import { maxAnswerTokensOf, mayBeCached, pricedParameters } from '../bedrock/wire/requestParameters';
import { maxRequestTokens } from '../bedrock/tokenEstimate';
import { InvalidCapError, type BudgetRefusal } from './budgetErrors';

/** Tokens of an answer to reckon with where nothing limits it: hardly a model of Bedrock writes more. */
const UNLIMITED_ANSWER_TOKENS = 131_072;

/**
 * The most that a call may cost, in US dollars: all of its input new, and written to the prompt cache where that
 * is asked for; its answer as long as allowed. Undefined when unknown.
 */
export function maxCostUsd(request: ConverseRequest, region: string, price: Pricer): number | undefined {
  return maxCostUsdOfInput(maxRequestTokens(request), request, region, price);
}

/** The same of a call of which it is known how many tokens go in at most. */
export function maxCostUsdOfInput(
  maxInputTokens: number,
  request: Pick<ConverseRequest, 'surface' | 'model' | 'tools' | 'parameters'> &
    Partial<Pick<ConverseRequest, 'messages'>>,
  region: string,
  price: Pricer,
): number | undefined {
  const { model, parameters } = request;
  const traits = modelTraits(model.modelId);
  // What does not fit into the model's context is refused, and then costs nothing.
  const inputTokens = Math.min(maxInputTokens, traits.contextTokens ?? Infinity);
  const outputTokens = maxAnswerTokensOf(request, traits) ?? UNLIMITED_ANSWER_TOKENS;
  const usdOf = (usage: { readonly inputTokens: number; readonly cacheWriteInputTokens: number }) =>
    price({
      model,
      region,
      ...pricedParameters(parameters, traits),
      usage: { ...usage, outputTokens, cacheReadInputTokens: 0, source: 'estimated' },
    })?.usd;
  try {
    const plain = usdOf({ inputTokens, cacheWriteInputTokens: 0 });
    if (plain === undefined || !mayBeCached(request)) {
      return plain;
    }
    // Where writing has no price of its own, nothing is written.
    return Math.max(plain, usdOf({ inputTokens: 0, cacheWriteInputTokens: inputTokens }) ?? plain);
  } catch {
    return undefined;
  }
}

/** Why a call was not sent, in a sentence for people. */
export function overBudgetText(refusal: BudgetRefusal): string {
  if (refusal instanceof InvalidCapError) {
    return `Nothing was sent, because the setting bedrockChat.${refusal.setting} is not an amount of money. Set it to a number of US dollars, 0 or more, or leave it empty for no limit.`;
  }
  const { state, callUsd } = refusal;
  if (state.period === 'run') {
    return `The run has cost ${usdText(state.spentUsd)}; its limit is ${usdText(state.limitUsd)}.`;
  }
  const period = state.period === 'day' ? 'Today’s' : 'This month’s';
  const limit = `${period} budget of ${usdText(state.limitUsd)}`;
  return state.spentUsd >= state.limitUsd
    ? `${limit} is used up: ${usdText(state.spentUsd)} is spent.`
    : `${limit} could be passed: ${usdText(state.spentUsd)} is spent or under way, and this answer may cost up to ${usdText(callUsd)}.`;
}

/** Dollars with as many digits as it takes to see something: `$12.30`, `$0.0042`. */
export function usdText(usd: number): string {
  return `$${usd.toFixed(usd !== 0 && usd < 0.1 ? 4 : 2)}`;
}

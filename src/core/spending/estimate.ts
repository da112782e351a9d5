import * as l10n from '@vscode/l10n';
import type { ConverseRequest } from '../bedrock/wire/converseCall';
import { traitsOf } from '../bedrock/models/modelTraits';
import type { Pricer } from '../bedrock/pricing';
import { maxAnswerTokensOf, mayBeCached, pricedParameters } from '../bedrock/wire/requestParameters';
import { maxRequestTokens } from '../bedrock/tokenEstimate';
import { InvalidCapError, type BudgetRefusal } from './budgetErrors';
import { formatUsd } from '../../shared/format';

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
  const { model } = request;
  const traits = traitsOf(model);
  // What does not fit into the model's context is refused, and then costs nothing.
  const inputTokens = Math.min(maxInputTokens, traits.contextTokens ?? Infinity);
  const outputTokens = maxAnswerTokensOf(request, traits) ?? UNLIMITED_ANSWER_TOKENS;
  const usdOf = (usage: { readonly inputTokens: number; readonly cacheWriteInputTokens: number }) =>
    price({
      model,
      region,
      ...pricedParameters(request, traits),
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
    return l10n.t(
      'Nothing was sent, because the setting {0} is not an amount of money. Set it to a number of US dollars, 0 or more, or leave it empty for no limit.',
      `bedrockChat.${refusal.setting}`,
    );
  }
  const { state, callUsd } = refusal;
  const [limit, spent] = [formatUsd(state.limitUsd), formatUsd(state.spentUsd)];
  if (state.period === 'run') {
    return l10n.t('The run has cost {0}; its limit is {1}.', spent, limit);
  }
  const today = state.period === 'day';
  if (state.spentUsd >= state.limitUsd) {
    return today
      ? l10n.t('Today’s budget of {0} is used up: {1} is spent.', limit, spent)
      : l10n.t('This month’s budget of {0} is used up: {1} is spent.', limit, spent);
  }
  const most = formatUsd(callUsd);
  return today
    ? l10n.t(
        'Today’s budget of {0} could be passed: {1} is spent or under way, and this answer may cost up to {2}.',
        limit,
        spent,
        most,
      )
    : l10n.t(
        'This month’s budget of {0} could be passed: {1} is spent or under way, and this answer may cost up to {2}.',
        limit,
        spent,
        most,
      );
}

import type { StepGroup } from '../../protocol/promptWorker';
import type { ConverseRequest } from '../bedrock/wire/converseCall';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import { regionOfModel } from '../bedrock/models/modelId';
import { traitsOf } from '../bedrock/models/modelTraits';
import type { ModelParameters } from '../bedrock/parameters';
import type { Pricer } from '../bedrock/pricing';
import { maxAnswerTokensOf, pricedParameters } from '../bedrock/wire/requestParameters';
import { maxCostUsdOfInput } from '../spending/estimate';

/** The estimate of steps before anybody knows how long their answers will be; undefined where no price is known. */
export interface StepsEstimate {
  readonly inputTokens: number;
  /** For the input alone. */
  readonly minCostUsd: number | undefined;
  /** With answers as long as they may become; undefined where nothing limits one. */
  readonly maxCostUsd: number | undefined;
}

/** Inputs of a step's price besides the step. */
export interface EstimateContext {
  readonly region: string;
  readonly price: Pricer;
  /** Those of the settings; a step's own come first. */
  readonly parameters: ModelParameters;
  /** The model that is meant by what a step says of it; undefined where it is chosen only then. */
  readonly modelOf: (model: string) => ModelChoice | undefined;
}

/** The tokens of a message besides its text. */
const MESSAGE_TOKENS = 4;

/** Estimates steps, each asked once: a failed call that is tried again costs nothing as a rule. */
export function estimateSteps(groups: readonly StepGroup[], context: EstimateContext): StepsEstimate {
  const each = groups.map((group) => estimateGroup(group, context));
  const sum = (key: 'minCostUsd' | 'maxCostUsd') =>
    each.reduce<number | undefined>((total, { [key]: usd }) => {
      return total === undefined || usd === undefined ? undefined : total + usd;
    }, 0);
  const inputTokens = each.reduce((total, group) => total + group.inputTokens, 0);
  return { inputTokens, minCostUsd: sum('minCostUsd'), maxCostUsd: sum('maxCostUsd') };
}

function estimateGroup(group: StepGroup, context: EstimateContext): StepsEstimate {
  const { steps, inputTokens, maxInputTokens, maxTokens } = group;
  const { price, modelOf } = context;
  const model = modelOf(group.model);
  if (steps === 0) {
    return { inputTokens, minCostUsd: 0, maxCostUsd: 0 };
  }
  if (model === undefined) {
    return { inputTokens, minCostUsd: undefined, maxCostUsd: undefined };
  }
  const request: Pick<ConverseRequest, 'surface' | 'model' | 'parameters'> = {
    surface: 'prompts',
    model,
    parameters: maxTokens === undefined ? context.parameters : { ...context.parameters, maxTokens },
  };
  const traits = traitsOf(model);
  const region = regionOfModel(model.id) ?? context.region;
  const one = price({
    model,
    region,
    ...pricedParameters(request, traits),
    usage: {
      inputTokens: inputTokens / steps,
      outputTokens: 0,
      cacheReadInputTokens: 0,
      cacheWriteInputTokens: 0,
      source: 'estimated',
    },
  })?.usd;
  const limited = maxAnswerTokensOf(request, traits) !== undefined;
  const most = limited
    ? maxCostUsdOfInput(maxInputTokens / steps + MESSAGE_TOKENS, request, region, price)
    : undefined;
  const times = (usd: number | undefined) => (usd === undefined ? undefined : usd * steps);
  return { inputTokens, minCostUsd: times(one), maxCostUsd: times(most) };
}

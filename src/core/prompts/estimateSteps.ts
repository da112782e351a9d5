import { textMessage } from '../bedrock/content';
import type { ConverseRequest } from '../bedrock/converseCall';
import type { ModelChoice } from '../bedrock/modelChoice';
import { modelTraits } from '../bedrock/modelTraits';
import type { ModelParameters } from '../bedrock/parameters';
import type { Pricer } from '../bedrock/pricing';
import { maxTokensOf } from '../bedrock/requestParameters';
import { estimateTokens } from '../bedrock/tokenEstimate';
import { mostUsd } from '../costs/estimate';
import type { Step } from './steps';

/** What steps take before anybody knows how long their answers will be; undefined where no price is known. */
export interface StepsEstimate {
  readonly inputTokens: number;
  /** For the input alone. */
  readonly leastUsd: number | undefined;
  /** With answers as long as they may become; undefined where nothing limits one. */
  readonly mostUsd: number | undefined;
}

/** What the price of a step depends on besides the step. */
export interface EstimateContext {
  readonly region: string;
  readonly price: Pricer;
  /** Those of the settings; a step's own come first. */
  readonly parameters: ModelParameters;
  /** The model that a step is put to; undefined where it is chosen only then. */
  readonly modelOf: (step: Step) => ModelChoice | undefined;
}

/** Estimates steps, each asked once: a failed call that is tried again costs nothing as a rule. */
export function estimateSteps(steps: readonly Step[], context: EstimateContext): StepsEstimate {
  const each = steps.map((step) => estimateStep(step, context));
  const sum = (key: 'leastUsd' | 'mostUsd') =>
    each.reduce<number | undefined>((total, { [key]: usd }) => {
      return total === undefined || usd === undefined ? undefined : total + usd;
    }, 0);
  const inputTokens = each.reduce((total, step) => total + step.inputTokens, 0);
  return { inputTokens, leastUsd: sum('leastUsd'), mostUsd: sum('mostUsd') };
}

function estimateStep(step: Step, { region, price, parameters, modelOf }: EstimateContext): StepsEstimate {
  const texts = [step.settingsPrompt, step.system, step.text];
  const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  const model = modelOf(step);
  if (model === undefined) return { inputTokens, leastUsd: undefined, mostUsd: undefined };
  const request: ConverseRequest = {
    ...{ surface: 'prompts', conversationId: null, model },
    messages: [textMessage('user', step.text)],
    systemPrompt: texts.slice(0, 2).join('\n\n'),
    parameters: { ...parameters, ...step.parameters },
  };
  const { serviceTier, latency, caching = '5m' } = request.parameters;
  const usage = { inputTokens, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
  const least = price({
    ...{ model, region, serviceTier, latency, cacheTtl: caching },
    usage: { ...usage, source: 'estimated' },
  })?.usd;
  const limited = maxTokensOf(request, modelTraits(model.modelId)) !== undefined;
  return { inputTokens, leastUsd: least, mostUsd: limited ? mostUsd(request, region, price) : undefined };
}

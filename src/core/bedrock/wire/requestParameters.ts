import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseRequest } from './converseCall';
import type { ContentBlock } from '../content';
import type { ModelTraits } from '../models/traits';
import type { ModelParameters, ReasoningWish } from '../parameters';
import type { PricedCall } from '../pricing';
import { reasoningFields, reasoningTokens, shownReasoning, takenEffort } from './reasoningFields';

/*
 * Bedrock reserves maxTokens of an answer against the quota up front, so a number far above need throttles.
 * A chat's answers are short; an agent's calls write whole files.
 */
const CHAT_TOKENS = 8_192;
const AGENT_TOKENS = 32_000;

/** The fields of a Converse request that its parameters fill. */
export type ParameterFields = Pick<
  ConverseStreamCommandInput,
  | 'inferenceConfig'
  | 'additionalModelRequestFields'
  | 'guardrailConfig'
  | 'requestMetadata'
  | 'serviceTier'
  | 'performanceConfig'
>;

/** The reasoning that a request asks for, and whether it has to call a tool, beside which Claude does not reason. */
export interface AskedReasoning {
  readonly reasoning: ReasoningWish | undefined;
  readonly toolForced?: boolean;
}

/** Each parameter that is set, where the model takes it; nothing that was not asked for goes to an unknown model. */
export function parameterFields(
  request: Pick<ConverseRequest, 'surface' | 'tools' | 'parameters'>,
  traits: ModelTraits,
  { reasoning, toolForced = false }: AskedReasoning,
): ParameterFields {
  const { guardrail, requestMetadata, serviceTier, latency } = request.parameters;
  const inferenceConfig = inferenceFields(request, traits, reasoning);
  const unaskedFields = toolForced ? undefined : shownReasoning(traits);
  const additional = reasoning === undefined ? unaskedFields : reasoningFields(reasoning, traits);
  return {
    ...(Object.keys(inferenceConfig).length > 0 ? { inferenceConfig } : {}),
    ...(additional !== undefined ? { additionalModelRequestFields: additional } : {}),
    ...(guardrail !== undefined ? { guardrailConfig: guardrailFields(guardrail) } : {}),
    ...(Object.keys(requestMetadata ?? {}).length > 0 ? { requestMetadata: { ...requestMetadata } } : {}),
    ...(serviceTier !== undefined ? { serviceTier: { type: serviceTier } } : {}),
    ...(latency !== undefined && traits.optimizedLatency !== false ? { performanceConfig: { latency } } : {}),
  };
}

/**
 * The most tokens an answer is given: what the user set, else a size that fits the use, never more than
 * the model writes; undefined, so that nothing is sent, for an unknown model and for one that takes no limit.
 */
export function maxTokensOf(
  { surface, tools, parameters }: Pick<ConverseRequest, 'surface' | 'tools' | 'parameters'>,
  traits: ModelTraits,
  reasoning: ReasoningWish | undefined = parameters.reasoning,
): number | undefined {
  const { maxOutputTokens } = traits;
  if (isLimitless(traits, reasoning) || (parameters.maxTokens ?? maxOutputTokens) === undefined) {
    return undefined;
  }
  const agent = (surface === 'provider' || surface === 'terminal') && (tools ?? []).length > 0;
  const asked = agent ? AGENT_TOKENS : CHAT_TOKENS;
  // What the model thinks is counted too, and leaves room for what it says; but the user's limit is a limit.
  const unasked = reasoning === undefined && traits.reasonsUnasked === true ? CHAT_TOKENS : 0;
  const thought = reasoningTokens(reasoning, traits) + unasked;
  const needed = parameters.maxTokens ?? Math.max(asked, thought + CHAT_TOKENS);
  return Math.min(needed, maxOutputTokens ?? needed);
}

/** The tokens that an answer may come to, whoever limits it; undefined where nobody knows. */
export function maxAnswerTokensOf(
  request: Pick<ConverseRequest, 'surface' | 'tools' | 'parameters'>,
  traits: ModelTraits,
): number | undefined {
  return maxTokensOf(request, traits) ?? traits.maxOutputTokens;
}

/** The parameters that decide a price, as the model is really asked for them; of cache points the dearest. */
export function pricedParameters(
  { parameters, messages = [] }: Cacheable,
  traits: ModelTraits,
): Pick<PricedCall, 'serviceTier' | 'latency' | 'cacheTtl'> {
  const { serviceTier, latency, caching } = parameters;
  const isHourAsked = caching === '1h' || cachePoints(messages).some(({ ttl }) => ttl === '1h');
  return {
    serviceTier,
    latency: traits.optimizedLatency === false ? undefined : latency,
    cacheTtl: isHourAsked && traits.caching?.oneHour === true ? '1h' : '5m',
  };
}

type Cacheable = Pick<ConverseRequest, 'parameters'> & Partial<Pick<ConverseRequest, 'messages'>>;

/** Cache points are placed where the setting says so, and where the history has some of its own. */
export function mayBeCached({ messages = [], parameters }: Cacheable): boolean {
  return parameters.caching !== undefined || cachePoints(messages).length > 0;
}

function cachePoints(messages: ConverseRequest['messages']): Extract<ContentBlock, { type: 'cachePoint' }>[] {
  return messages.flatMap(({ content }) => content.filter((block) => block.type === 'cachePoint'));
}

/** Nova thinking hard takes neither a limit of tokens nor a temperature. */
export function isLimitless(traits: ModelTraits, reasoning: ReasoningWish | undefined): boolean {
  return (
    traits.reasoning === 'novaEffort' && reasoning !== undefined && takenEffort(reasoning, traits) === 'high'
  );
}

function inferenceFields(
  request: Pick<ConverseRequest, 'surface' | 'tools' | 'parameters'>,
  traits: ModelTraits,
  reasoning: ReasoningWish | undefined,
): NonNullable<ParameterFields['inferenceConfig']> {
  const { temperature, topP } = request.parameters;
  const maxTokens = maxTokensOf(request, traits, reasoning);
  const free = isSamplingFree(traits, reasoning);
  const sentTemperature = free && traits.temperature !== false ? temperature : undefined;
  const takesBoth = traits.oneSampling !== true || sentTemperature === undefined;
  const sentTopP = free && traits.topP !== false && takesBoth ? topP : undefined;
  const stops = stopSequencesOf(request.parameters, traits);
  return {
    ...(maxTokens !== undefined ? { maxTokens } : {}),
    ...(sentTemperature !== undefined ? { temperature: sentTemperature } : {}),
    ...(sentTopP !== undefined ? { topP: sentTopP } : {}),
    ...(stops.length > 0 ? { stopSequences: stops } : {}),
  };
}

/** While Claude thinks, or Nova thinks hard, how freely it chooses its words cannot be set. */
export function isSamplingFree(traits: ModelTraits, reasoning: ReasoningWish | undefined): boolean {
  const thinks = reasoning !== undefined && reasoningFields(reasoning, traits) !== undefined;
  return !(thinks && traits.signsReasoning === true) && !isLimitless(traits, reasoning);
}

/** Claude refuses a stop sequence that is blank. */
function stopSequencesOf({ stopSequences }: ModelParameters, traits: ModelTraits): string[] {
  return traits.stopSequences === false
    ? []
    : (stopSequences ?? []).filter((sequence) => sequence.trim() !== '');
}

function guardrailFields({ id, version, trace }: NonNullable<ModelParameters['guardrail']>) {
  return {
    guardrailIdentifier: id,
    guardrailVersion: version,
    trace: trace ? ('enabled' as const) : ('disabled' as const),
  };
}

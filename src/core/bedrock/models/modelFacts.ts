import type { Effort } from '../parameters';

/** How a model is asked to reason, by the form in which it is told. */
export type ReasoningKind =
  /** Claude up to 4.5: a number of tokens. */
  | 'budget'
  /** Claude from 4.6: it decides for itself; an effort steers it. */
  | 'adaptive'
  /** Amazon Nova 2: an effort, as `reasoningConfig`. */
  | 'novaEffort'
  /** OpenAI's open models: an effort, as `reasoning_effort`. */
  | 'openAiEffort'
  /** GPT, Grok and Kimi through Converse: an effort within `reasoning`. */
  | 'nestedEffort'
  /** It does not reason, or cannot be told how much. */
  | 'none';

/** Prompt caching as a model takes it. */
export interface CacheTraits {
  /** Tokens before the first cache point below which nothing is kept. */
  readonly minTokens: number;
  /** Whether a cache point may stand after the tools, and beside their results. */
  readonly tools: boolean;
  /** Whether what is kept may last an hour, not only five minutes. */
  readonly oneHour: boolean;
}

/** The known facts of a model. Undefined means unknown, which is neither yes nor no. */
export interface ModelTraits {
  /** Tokens of input and output together. */
  readonly contextTokens?: number;
  /** Tokens of one answer, at most. */
  readonly maxOutputTokens?: number;
  readonly images?: boolean;
  readonly documents?: boolean;
  /** `converse`: tools work without streaming only, which for us is not at all. */
  readonly tools?: 'none' | 'converse' | 'stream';
  /** Whether it can be made to call a tool. */
  readonly requiredTools?: boolean;
  /** Whether a tool's result can be marked as a failure. */
  readonly toolFailures?: boolean;
  /** What may not stand in one message with a tool's result: documents, or anything at all. */
  readonly besideResults?: 'noDocuments' | 'nothing';
  /** Whether a tool's result may hold pictures. */
  readonly resultImages?: boolean;
  readonly system?: boolean;
  /** Null: it has no prompt caching. */
  readonly caching?: CacheTraits | null;
  readonly reasoning?: ReasoningKind;
  /** The efforts that it takes, the least first; `none` where it can be kept from reasoning. */
  readonly efforts?: readonly Effort[];
  /** Its reasoning comes empty unless a summary of it is asked for. */
  readonly hidesReasoning?: boolean;
  /** It reasons also when nobody asks for it. */
  readonly reasonsUnasked?: boolean;
  /** Its reasoning carries a signature, and is refused when sent back without. */
  readonly signsReasoning?: boolean;
  /** Its reasoning is refused, too, where anything before it has changed since. */
  readonly bindsReasoning?: boolean;
  readonly temperature?: boolean;
  readonly topP?: boolean;
  /** It takes either temperature or topP, not both. */
  readonly oneSampling?: boolean;
  readonly stopSequences?: boolean;
  /** It can be asked for lower latency at a higher price. */
  readonly optimizedLatency?: boolean;
  /** CountTokens knows it. */
  readonly countTokens?: boolean;
}

/*
 * Sources: the Amazon Bedrock user guide ("Supported models and features" of Converse, "Prompt caching",
 * "Adaptive thinking", "Optimize model inference for latency", the model cards), the Amazon Nova user guides
 * and Anthropic's model pages and migration guides; read in November 2026. What they do not say is left out. Which
 * open models refuse `stopSequences`, and that GPT, Grok and Kimi K3 refuse sampling parameters, is by reports of
 * Bedrock's answers; so is what may stand beside and in results of tools, and that Opus 4.1 takes one sampling
 * parameter. Limits of the open models' answers are those of models.dev (MIT), July 2026.
 */

interface ModelFacts {
  readonly pattern: RegExp;
  readonly traits: ModelTraits;
}

const takesAll = {
  images: true,
  documents: true,
  tools: 'stream',
  requiredTools: true,
  toolFailures: true,
  system: true,
  temperature: true,
  topP: true,
  stopSequences: true,
  optimizedLatency: false,
} as const satisfies ModelTraits;

const claude: ModelTraits = {
  ...takesAll,
  contextTokens: 200_000,
  signsReasoning: true,
  besideResults: 'noDocuments',
};

function claudeCache(minTokens: number, oneHour = true): CacheTraits {
  return { minTokens, tools: true, oneHour };
}

/** Claude 3: no reasoning to be asked for. */
const claude3: ModelTraits = {
  ...claude,
  maxOutputTokens: 4_096,
  reasoning: 'none',
  signsReasoning: false,
  caching: null,
};

/** Claude 3.7 to 4.5: reasoning by budget, for which any effort stands. */
const budgeted: ModelTraits = { ...claude, maxOutputTokens: 64_000, reasoning: 'budget', countTokens: true };

/** From Opus 4.1 on: either temperature or topP. */
const budgetedOneSampling: ModelTraits = { ...budgeted, oneSampling: true };

/** Claude 4.6: reasoning by effort. */
const adaptive: ModelTraits = {
  ...claude,
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  reasoning: 'adaptive',
  efforts: ['none', 'low', 'medium', 'high', 'max'],
  oneSampling: true,
};

/** From Opus 4.7 on, sampling parameters are refused, and reasoning is shown only on request. */
const noSampling: ModelTraits = {
  ...adaptive,
  efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  temperature: false,
  topP: false,
  hidesReasoning: true,
};

/** From 5 on, Claude reasons unasked. */
const reasonsByDefault: ModelTraits = { ...noSampling, reasonsUnasked: true };

/** Those of them that cannot be kept from it. */
const reasonsAlways: ModelTraits = {
  ...reasonsByDefault,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
};

/** From 5.5 on, a tool cannot be forced either. */
const noForcedTools: ModelTraits = { ...reasonsAlways, requiredTools: false, caching: claudeCache(1_024) };

const nova: ModelTraits = {
  ...takesAll,
  contextTokens: 300_000,
  maxOutputTokens: 10_000,
  reasoning: 'none',
  signsReasoning: false,
  caching: { minTokens: 1_000, tools: false, oneHour: false },
};

/** Llama's tools work without streaming only. */
const llama: ModelTraits = {
  documents: true,
  images: false,
  tools: 'converse',
  besideResults: 'nothing',
  system: true,
  temperature: true,
  topP: true,
  // The parameters that its documentation lists have none.
  stopSequences: false,
  contextTokens: 128_000,
  maxOutputTokens: 2_048,
  reasoning: 'none',
  signsReasoning: false,
  caching: null,
  optimizedLatency: false,
};

const mistral: ModelTraits = {
  documents: true,
  images: false,
  tools: 'stream',
  requiredTools: true,
  besideResults: 'nothing',
  resultImages: false,
  system: true,
  temperature: true,
  topP: true,
  stopSequences: true,
  contextTokens: 128_000,
  maxOutputTokens: 8_192,
  reasoning: 'none',
  signsReasoning: false,
  caching: null,
  optimizedLatency: false,
};
const oldMistral: ModelTraits = { ...mistral, tools: 'none', system: false, contextTokens: 32_000 };

/** Open models: what they think is not signed, and their cache needs no asking. */
const open: ModelTraits = {
  system: true,
  requiredTools: false,
  resultImages: false,
  temperature: true,
  topP: true,
  stopSequences: false,
  signsReasoning: false,
  caching: null,
  optimizedLatency: false,
};

const palmyra: ModelTraits = {
  ...open,
  images: false,
  besideResults: 'nothing',
  contextTokens: 122_880,
  maxOutputTokens: 8_192,
};

const openMistral: ModelTraits = {
  ...open,
  images: false,
  requiredTools: true,
  besideResults: 'nothing',
  contextTokens: 128_000,
  maxOutputTokens: 8_192,
};

/** Models that reason first and are told how much, with no other parameter of style. */
const reasoningFirst: ModelTraits = {
  ...open,
  images: true,
  temperature: false,
  topP: false,
  reasoning: 'nestedEffort',
  reasonsUnasked: true,
};

/** The known facts of each model, the longest name of a family first. */
export const modelFacts: readonly ModelFacts[] = [
  facts('anthropic.claude-haiku-5-5', {
    ...noForcedTools,
    efforts: reasonsByDefault.efforts,
    requiredTools: true,
  }),
  facts('anthropic.claude-(opus|sonnet)-5-5', noForcedTools),
  facts('anthropic.claude-(fable|mythos)-5-1', noForcedTools),
  facts('anthropic.claude-(fable|mythos)-5-[2-9]', { ...noForcedTools, bindsReasoning: true }),
  facts('anthropic.claude-(fable|mythos)-5', { ...reasonsAlways, caching: claudeCache(512) }),
  facts('anthropic.claude-opus-5', { ...reasonsByDefault, caching: claudeCache(512) }),
  facts('anthropic.claude-sonnet-5', { ...reasonsByDefault, caching: claudeCache(1_024) }),
  facts('anthropic.claude-mythos-preview', noSampling),
  facts('anthropic.claude-opus-4-8', { ...noSampling, caching: claudeCache(1_024) }),
  facts('anthropic.claude-opus-4-7', { ...noSampling, caching: claudeCache(2_048) }),
  facts('anthropic.claude-opus-4-6', { ...adaptive, caching: claudeCache(4_096, false) }),
  facts('anthropic.claude-sonnet-4-6', {
    ...adaptive,
    maxOutputTokens: 64_000,
    caching: claudeCache(2_048, false),
  }),
  facts('anthropic.claude-(opus|haiku)-4-5', { ...budgetedOneSampling, caching: claudeCache(4_096) }),
  facts('anthropic.claude-sonnet-4-5', { ...budgetedOneSampling, caching: claudeCache(1_024) }),
  facts('anthropic.claude-opus-4-1', {
    ...budgetedOneSampling,
    maxOutputTokens: 32_000,
    caching: claudeCache(1_024, false),
  }),
  facts('anthropic.claude-opus-4', {
    ...budgeted,
    maxOutputTokens: 32_000,
    caching: claudeCache(1_024, false),
  }),
  facts('anthropic.claude-sonnet-4', { ...budgeted, caching: claudeCache(1_024, false) }),
  facts('anthropic.claude-3-7-sonnet', { ...budgeted, caching: claudeCache(1_024, false) }),
  facts('anthropic.claude-3-5-haiku', {
    ...claude3,
    maxOutputTokens: 8_192,
    images: false,
    caching: claudeCache(2_048, false),
    optimizedLatency: true,
    countTokens: true,
  }),
  facts('anthropic.claude-3-5-sonnet-20241022', { ...claude3, maxOutputTokens: 8_192, countTokens: true }),
  facts('anthropic.claude-3-5-sonnet', { ...claude3, countTokens: true }),
  facts('anthropic.claude-3', claude3),
  facts('anthropic.claude-(v2|instant)', {
    ...claude3,
    images: false,
    tools: 'none',
    contextTokens: 100_000,
  }),
  // A Claude that is newer than this list: as those before it, it reads a million tokens and takes no sampling.
  facts('anthropic.claude-', {
    ...claude,
    contextTokens: 1_000_000,
    hidesReasoning: true,
    bindsReasoning: true,
    temperature: false,
    topP: false,
    requiredTools: undefined,
    optimizedLatency: undefined,
  }),
  facts('amazon.nova-2-lite', {
    ...nova,
    contextTokens: 1_000_000,
    maxOutputTokens: 64_000,
    reasoning: 'novaEffort',
    efforts: ['none', 'low', 'medium', 'high'],
    caching: undefined,
  }),
  facts('amazon.nova-premier', { ...nova, contextTokens: 1_000_000 }),
  facts('amazon.nova-pro', { ...nova, optimizedLatency: true }),
  facts('amazon.nova-lite', nova),
  facts('amazon.nova-micro', { ...nova, images: false, documents: false, contextTokens: 128_000 }),
  facts('meta.llama3-(8b|70b)', { ...llama, tools: 'none', contextTokens: 8_000 }),
  facts('meta.llama3-1-(70b|405b)', { ...llama, optimizedLatency: true }),
  facts('meta.llama3-2-(11b|90b)', { ...llama, images: true }),
  facts('meta.llama3-2-(1b|3b)', { ...llama, tools: 'none' }),
  facts('meta.llama3', llama),
  facts('meta.llama4-scout', { ...llama, images: true, contextTokens: 3_500_000 }),
  facts('meta.llama4', { ...llama, images: true, contextTokens: 1_000_000 }),
  facts('mistral.(mistral-7b|mixtral)', oldMistral),
  facts('mistral.(mistral-large-2402|mistral-small-2402)', { ...mistral, contextTokens: 32_000 }),
  facts('mistral.pixtral-large', { ...mistral, images: true }),
  facts('mistral.mistral-large-2407', mistral),
  facts('cohere.command-r', { ...mistral, requiredTools: false, maxOutputTokens: 4_000 }),
  facts('ai21.jamba-1-5', {
    ...mistral,
    requiredTools: false,
    contextTokens: 256_000,
    maxOutputTokens: 4_096,
  }),
  facts('deepseek.r1', { ...mistral, tools: 'none', stopSequences: false, maxOutputTokens: 32_768 }),
  facts('deepseek.v3.2', {
    ...open,
    images: false,
    requiredTools: true,
    contextTokens: 164_000,
    maxOutputTokens: 8_000,
  }),
  facts('deepseek.v3', {
    ...open,
    images: false,
    requiredTools: true,
    contextTokens: 163_840,
    maxOutputTokens: 81_920,
  }),
  facts('openai.gpt-oss-safeguard', {
    ...open,
    images: false,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
  }),
  facts('openai.gpt-oss', {
    ...open,
    images: false,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    reasoning: 'openAiEffort',
    efforts: ['low', 'medium', 'high'],
  }),
  facts('openai.gpt-6-luna', {
    ...reasoningFirst,
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  }),
  facts('openai.gpt-', {
    ...reasoningFirst,
    maxOutputTokens: 128_000,
    efforts: ['low', 'medium', 'high', 'xhigh'],
  }),
  facts('xai.grok-', { ...reasoningFirst, efforts: ['low', 'medium', 'high', 'xhigh'] }),
  facts('moonshotai.kimi-k3', {
    ...reasoningFirst,
    requiredTools: true,
    efforts: ['low', 'medium', 'high'],
  }),
  facts('qwen.qwen3-32b', { ...open, images: false, contextTokens: 32_000, maxOutputTokens: 16_384 }),
  facts('qwen.qwen3-coder-(480b|next)', {
    ...open,
    images: false,
    contextTokens: 131_072,
    maxOutputTokens: 65_536,
  }),
  facts('qwen.qwen3-(coder|next|235b)', {
    ...open,
    images: false,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
  }),
  facts('qwen.qwen3-vl', { ...open, images: true, contextTokens: 262_144 }),
  facts('qwen.qwen3', { ...open, images: false, contextTokens: 128_000 }),
  facts('moonshotai.kimi-k2', {
    ...open,
    requiredTools: true,
    contextTokens: 262_144,
    maxOutputTokens: 16_000,
  }),
  facts('moonshot.kimi-k2', {
    ...open,
    images: false,
    requiredTools: true,
    contextTokens: 262_144,
    maxOutputTokens: 16_000,
  }),
  facts('minimax.minimax-m2.5', {
    ...open,
    images: false,
    contextTokens: 204_800,
    maxOutputTokens: 98_304,
  }),

  facts('minimax.minimax-m2', {
    ...open,
    images: false,
    contextTokens: 204_800,
    maxOutputTokens: 128_000,
  }),
  facts('zai.glm-', { ...open, images: false, requiredTools: true, maxOutputTokens: 101_376 }),
  facts('google.gemma-3-4b', { ...open, images: true, contextTokens: 128_000, maxOutputTokens: 4_096 }),
  facts('google.gemma-3-12b', {
    ...open,
    images: true,
    tools: 'none',
    contextTokens: 131_072,
    maxOutputTokens: 8_192,
  }),
  facts('google.gemma-', { ...open, images: true, contextTokens: 131_072, maxOutputTokens: 8_192 }),
  facts('nvidia.nemotron-super', {
    ...open,
    images: false,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
  }),
  facts('nvidia.nemotron-nano-12b', {
    ...open,
    images: true,
    contextTokens: 128_000,
    maxOutputTokens: 4_096,
  }),
  facts('nvidia.nemotron-', { ...open, images: false, contextTokens: 128_000, maxOutputTokens: 4_096 }),
  facts('writer.palmyra-x5', { ...palmyra, contextTokens: 1_040_000 }),
  facts('writer.palmyra-', palmyra),
  // The newer open models of Mistral are served as the other open models are.
  facts('mistral.ministral-3-3b', { ...openMistral, images: true, contextTokens: 256_000 }),
  facts('mistral.ministral-', { ...openMistral, maxOutputTokens: 4_096 }),
  facts('mistral.mistral-large-3', { ...openMistral, images: true, contextTokens: 256_000 }),
  facts('mistral.magistral-small', { ...openMistral, images: true, maxOutputTokens: 40_000 }),
  facts('mistral.devstral', { ...openMistral, contextTokens: 256_000 }),
  facts('mistral.voxtral-mini', { ...openMistral, maxOutputTokens: 4_096 }),
  facts('mistral.voxtral', { ...openMistral, contextTokens: 32_000 }),
];

/** Facts of the models whose ids begin so, after a geography or the path of an ARN. */
function facts(
  begin: string,
  traits: { readonly [K in keyof ModelTraits]: ModelTraits[K] | undefined },
): ModelFacts {
  const all: [string, unknown][] = Object.entries(traits);
  const known = all.filter(([, value]) => value !== undefined);
  return {
    pattern: new RegExp(`(?:^|[./])${begin.replaceAll('.', '\\.')}`),
    traits: Object.fromEntries(known),
  };
}

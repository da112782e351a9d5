import { claudeFacts } from './claudeFacts';
import { facts, takesAll, type ModelFacts } from './familyFacts';
import type { ModelTraits } from './traits';

/*
 * Sources: the Amazon Bedrock user guide ("Supported models and features" of Converse, "Prompt caching",
 * "Adaptive thinking", "Optimize model inference for latency", the model cards), the Amazon Nova user guides
 * and Anthropic's model pages and migration guides; read in November 2026. What they do not say is left out. Which
 * open models refuse `stopSequences`, and that GPT, Grok and Kimi K3 refuse sampling parameters, is by reports of
 * Bedrock's answers; so is what may stand beside and in results of tools, and that Opus 4.1 takes one sampling
 * parameter. Limits here are those of a family: what is known of a model itself is in the catalog.
 */

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

const palmyra: ModelTraits = { ...open, images: false, besideResults: 'nothing' };

const openMistral: ModelTraits = {
  ...open,
  images: false,
  requiredTools: true,
  besideResults: 'nothing',
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
  ...claudeFacts,
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
  facts('amazon.nova-micro', { ...nova, images: false, documents: false }),
  facts('meta.llama3-(8b|70b)', { ...llama, tools: 'none', contextTokens: 8_000 }),
  facts('meta.llama3-1-(70b|405b)', { ...llama, optimizedLatency: true }),
  facts('meta.llama3-2-(11b|90b)', { ...llama, images: true }),
  facts('meta.llama3-2-(1b|3b)', { ...llama, tools: 'none' }),
  facts('meta.llama3', llama),
  facts('meta.llama4', { ...llama, images: true, contextTokens: 1_000_000 }),
  facts('mistral.(mistral-7b|mixtral)', oldMistral),
  facts('mistral.(mistral-large-2402|mistral-small-2402)', { ...mistral, contextTokens: 32_000 }),
  facts('mistral.pixtral-large', { ...mistral, images: true }),
  facts('mistral.mistral-large-2407', mistral),
  facts('cohere.command-r', { ...mistral, requiredTools: false, maxOutputTokens: 4_000 }),
  facts('ai21.jamba-1-5', { ...mistral, requiredTools: false, contextTokens: 256_000 }),
  facts('deepseek.r1', { ...mistral, tools: 'none', stopSequences: false }),
  facts('deepseek.v3', { ...open, images: false, requiredTools: true, contextTokens: 163_840 }),
  facts('openai.gpt-oss-safeguard', { ...open, images: false }),
  facts('openai.gpt-oss', {
    ...open,
    images: false,
    reasoning: 'openAiEffort',
    efforts: ['low', 'medium', 'high'],
  }),
  facts('openai.gpt-6-luna', {
    ...reasoningFirst,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  }),
  facts('openai.gpt-5.[45]', {
    ...reasoningFirst,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  }),
  facts('openai.gpt-', {
    ...reasoningFirst,
    maxOutputTokens: 128_000,
    efforts: ['low', 'medium', 'high', 'xhigh'],
  }),
  facts('xai.grok-4.3', {
    ...reasoningFirst,
    temperature: true,
    topP: true,
    efforts: ['none', 'low', 'medium', 'high'],
  }),
  facts('xai.grok-', { ...reasoningFirst, efforts: ['low', 'medium', 'high', 'xhigh'] }),
  facts('moonshotai.kimi-k3', {
    ...reasoningFirst,
    requiredTools: true,
    efforts: ['low', 'medium', 'high'],
  }),
  facts('qwen.qwen3-vl', { ...open, images: true, contextTokens: 262_144 }),
  facts('qwen.qwen3', { ...open, images: false, contextTokens: 128_000 }),
  facts('moonshotai.kimi-k2', { ...open, requiredTools: true, contextTokens: 262_144 }),
  facts('moonshot.kimi-k2', { ...open, images: false, requiredTools: true, contextTokens: 262_144 }),
  facts('minimax.minimax-m2', { ...open, images: false, contextTokens: 204_800 }),
  facts('zai.glm-', { ...open, images: false, requiredTools: true }),
  facts('google.gemma-3-12b', { ...open, images: true, tools: 'none' }),
  facts('google.gemma-3', { ...open, images: true, contextTokens: 128_000 }),
  facts('google.gemma-', { ...open, images: true }),
  facts('nvidia.nemotron-nano-12b', { ...open, images: true }),
  facts('nvidia.nemotron-', { ...open, images: false }),
  facts('writer.palmyra-', palmyra),
  // The newer open models of Mistral are served as the other open models are.
  facts('mistral.(ministral-3-3b|mistral-large-3|magistral-small)', { ...openMistral, images: true }),
  facts('mistral.(ministral|devstral|voxtral)', openMistral),
];

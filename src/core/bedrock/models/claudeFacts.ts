import { facts, takesAll, type ModelFacts } from './familyFacts';
import type { CacheTraits, ModelTraits } from './traits';

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

/** The known facts of each Claude, the longest name first; the sources are named in `modelFacts`. */
export const claudeFacts: readonly ModelFacts[] = [
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
];

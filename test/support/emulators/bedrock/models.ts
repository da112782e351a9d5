/** The abilities of a model beyond plain text turns; the emulator refuses the rest as Bedrock does. */
export interface ModelTraits {
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** `converse`: tools work without streaming only. */
  readonly tools: 'none' | 'converse' | 'stream';
  readonly system: boolean;
  /** Whether a conversation may end with an assistant message that the model continues. */
  readonly prefill: boolean;
  /** Claude signs its reasoning and refuses it back unsigned. */
  readonly signedReasoning: boolean;
  /** Newer Claude models refuse `temperature` and `topP` together. */
  readonly oneSamplingParameter: boolean;
  /** Newest Claude models refuse `temperature` and `topP` altogether. */
  readonly sampling: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  readonly countTokens: boolean;
  /** Whether a tool can be forced. */
  readonly forcedTools: boolean;
  /** Nova takes no hyphen in a tool's name and three keys at the root of its schema. */
  readonly plainTools: boolean;
  /** Whether a tool's result may have a status. */
  readonly toolStatus: boolean;
  /** How it is told to reason; `both`: by a budget or adaptively. */
  readonly reasoning: 'none' | 'budget' | 'both' | 'adaptive' | 'nova' | 'openai';
  /** Null without prompt caching. */
  readonly caching: { readonly tools: boolean; readonly minTokens: number } | null;
  readonly optimizedLatency: boolean;
  /** Whether its answers can be held to a JSON schema. */
  readonly structuredOutput: boolean;
}

/** Where a system-defined inference profile may route to. */
export type Geography = 'us' | 'eu' | 'apac' | 'global';

/** A foundation model as the emulator's account sees it. */
export interface FoundationModel {
  readonly modelId: string;
  readonly modelName: string;
  readonly providerName: string;
  readonly inputModalities: readonly string[];
  readonly outputModalities: readonly string[];
  readonly streaming: boolean;
  /** Regions, or beginnings of region names, in which the model is listed. */
  readonly regions: readonly string[];
  /** The part of those regions in which it can be called by its own id; elsewhere it needs an inference profile. */
  readonly onDemandIn: readonly string[];
  /** Set for a variant sold as provisioned throughput only. */
  readonly provisionedOnly?: boolean;
  readonly profiles: readonly Geography[];
  readonly lifecycle: 'ACTIVE' | 'LEGACY';
  /** Day of launch, ISO 8601. */
  readonly startOfLife: string;
  /** How a call to it ends for an account that is otherwise in order. */
  readonly availability: 'available' | 'no-access' | 'legacy-unused' | 'end-of-life';
  readonly traits: ModelTraits;
}

const everywhere = ['us-', 'eu-', 'ap-'];
const text = ['TEXT'];
const textAndImage = ['TEXT', 'IMAGE'];

/** Traits to check against when no model is named: a Claude of the 4.5 generation, whose rules are strict. */
export const strictTraits: ModelTraits = {
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  tools: 'stream',
  system: true,
  prefill: false,
  signedReasoning: true,
  oneSamplingParameter: true,
  sampling: true,
  images: true,
  documents: true,
  countTokens: true,
  forcedTools: true,
  plainTools: false,
  toolStatus: true,
  reasoning: 'budget',
  caching: { tools: true, minTokens: 1_024 },
  optimizedLatency: false,
  structuredOutput: true,
};
const claude: ModelTraits = { ...strictTraits, prefill: true };
const claude46: ModelTraits = {
  ...claude,
  contextTokens: 1_000_000,
  prefill: false,
  countTokens: false,
  reasoning: 'both',
  caching: { tools: true, minTokens: 4_096 },
};
const claude5: ModelTraits = {
  ...claude46,
  maxOutputTokens: 128_000,
  sampling: false,
  structuredOutput: false,
  reasoning: 'adaptive',
  caching: { tools: true, minTokens: 1_024 },
};
const claude3: ModelTraits = {
  ...claude,
  maxOutputTokens: 4_096,
  oneSamplingParameter: false,
  structuredOutput: false,
  reasoning: 'none',
  caching: null,
};
const plain: ModelTraits = {
  contextTokens: 128_000,
  maxOutputTokens: 8_192,
  tools: 'none',
  system: true,
  prefill: false,
  signedReasoning: false,
  oneSamplingParameter: false,
  sampling: true,
  images: false,
  documents: true,
  countTokens: false,
  forcedTools: false,
  plainTools: false,
  toolStatus: false,
  reasoning: 'none',
  caching: null,
  optimizedLatency: false,
  structuredOutput: false,
};
const nova: ModelTraits = {
  ...plain,
  contextTokens: 300_000,
  maxOutputTokens: 10_000,
  tools: 'stream',
  images: true,
  forcedTools: true,
  plainTools: true,
  toolStatus: true,
  caching: { tools: false, minTokens: 1_000 },
};

type Required = 'modelId' | 'modelName' | 'providerName' | 'startOfLife' | 'traits';

function model(entry: Pick<FoundationModel, Required> & Partial<FoundationModel>): FoundationModel {
  return {
    inputModalities: entry.traits.images ? textAndImage : text,
    outputModalities: text,
    streaming: true,
    regions: everywhere,
    onDemandIn: [],
    profiles: [],
    lifecycle: 'ACTIVE',
    availability: 'available',
    ...entry,
  };
}

function anthropic(
  id: string,
  name: string,
  startOfLife: string,
  rest: Partial<FoundationModel> = {},
): FoundationModel {
  const defaults = { traits: claude, profiles: ['us', 'eu', 'apac', 'global'] as const };
  return model({
    modelId: `anthropic.${id}`,
    modelName: name,
    providerName: 'Anthropic',
    startOfLife,
    ...defaults,
    ...rest,
  });
}

/**
 * Models of the emulator's account: real ids and shapes, chosen so that each way in which a model can differ (generation,
 * profile only, no streaming, no text, no access, legacy, retired, region) is there at least once.
 */
const listed: FoundationModel[] = [
  anthropic('claude-sonnet-5', 'Claude Sonnet 5', '2026-06-30', {
    traits: claude5,
    regions: ['us-'],
    profiles: ['us', 'global'],
  }),
  anthropic('claude-sonnet-4-6', 'Claude Sonnet 4.6', '2026-02-17', { traits: claude46 }),
  anthropic('claude-sonnet-4-5-20250929-v1:0', 'Claude Sonnet 4.5', '2025-09-29'),
  anthropic('claude-sonnet-4-20250514-v1:0', 'Claude Sonnet 4', '2025-05-22', {
    // Of its generation, Opus 4.1 was the first that refused temperature beside topP.
    traits: { ...claude, oneSamplingParameter: false, structuredOutput: false },
    lifecycle: 'LEGACY',
  }),
  anthropic('claude-3-5-sonnet-20241022-v2:0', 'Claude 3.5 Sonnet v2', '2024-10-22', {
    traits: { ...claude3, maxOutputTokens: 8_192 },
    regions: ['us-'],
    profiles: ['us'],
    lifecycle: 'LEGACY',
    availability: 'legacy-unused',
  }),
  anthropic('claude-3-5-sonnet-20240620-v1:0', 'Claude 3.5 Sonnet', '2024-06-20', {
    traits: claude3,
    regions: [],
    onDemandIn: everywhere,
    profiles: [],
    availability: 'end-of-life',
  }),
  anthropic('claude-3-sonnet-20240229-v1:0:200k', 'Claude 3 Sonnet', '2024-03-04', {
    traits: claude3,
    regions: ['us-'],
    profiles: [],
    provisionedOnly: true,
    lifecycle: 'LEGACY',
  }),
  anthropic('claude-haiku-4-5-20251001-v1:0', 'Claude Haiku 4.5', '2025-10-15', {
    profiles: ['us', 'eu', 'global'],
  }),
  anthropic('claude-3-haiku-20240307-v1:0', 'Claude 3 Haiku', '2024-03-13', {
    traits: claude3,
    onDemandIn: everywhere,
    profiles: ['us', 'eu'],
    lifecycle: 'LEGACY',
  }),
  anthropic('claude-opus-5', 'Claude Opus 5', '2026-07-24', {
    traits: claude5,
    regions: ['us-'],
    profiles: ['us', 'global'],
    availability: 'no-access',
  }),
  anthropic('claude-opus-4-6-v1', 'Claude Opus 4.6', '2026-02-05', {
    traits: { ...claude46, maxOutputTokens: 128_000 },
  }),
  model({
    modelId: 'amazon.nova-pro-v1:0',
    modelName: 'Nova Pro',
    providerName: 'Amazon',
    startOfLife: '2024-12-03',
    traits: { ...nova, optimizedLatency: true },
    onDemandIn: ['us-east-1'],
    profiles: ['us', 'eu', 'apac'],
  }),
  model({
    modelId: 'amazon.nova-micro-v1:0',
    modelName: 'Nova Micro',
    providerName: 'Amazon',
    startOfLife: '2024-12-03',
    traits: { ...nova, images: false, documents: false, contextTokens: 128_000 },
    onDemandIn: ['us-east-1'],
    profiles: ['us', 'eu', 'apac'],
  }),
  model({
    modelId: 'amazon.nova-2-lite-v1:0',
    modelName: 'Nova 2 Lite',
    providerName: 'Amazon',
    startOfLife: '2025-12-02',
    traits: { ...nova, contextTokens: 1_000_000, maxOutputTokens: 65_535, reasoning: 'nova', caching: null },
    profiles: ['us', 'eu', 'global'],
  }),
  model({
    modelId: 'amazon.nova-canvas-v1:0',
    modelName: 'Nova Canvas',
    providerName: 'Amazon',
    startOfLife: '2024-12-03',
    traits: plain,
    outputModalities: ['IMAGE'],
    streaming: false,
    regions: ['us-east-1', 'eu-west-1', 'ap-northeast-1'],
    onDemandIn: everywhere,
  }),
  model({
    modelId: 'amazon.titan-embed-text-v2:0',
    modelName: 'Titan Text Embeddings V2',
    providerName: 'Amazon',
    startOfLife: '2024-04-30',
    traits: plain,
    outputModalities: ['EMBEDDING'],
    streaming: false,
    onDemandIn: everywhere,
  }),
  model({
    modelId: 'meta.llama3-3-70b-instruct-v1:0',
    modelName: 'Llama 3.3 70B Instruct',
    providerName: 'Meta',
    startOfLife: '2024-12-19',
    traits: plain,
    regions: ['us-'],
    profiles: ['us'],
  }),
  model({
    modelId: 'meta.llama4-maverick-17b-instruct-v1:0',
    modelName: 'Llama 4 Maverick 17B Instruct',
    providerName: 'Meta',
    startOfLife: '2025-04-28',
    traits: { ...plain, tools: 'converse', images: true },
    regions: ['us-'],
    profiles: ['us'],
  }),
  model({
    modelId: 'mistral.mistral-large-2402-v1:0',
    modelName: 'Mistral Large (24.02)',
    providerName: 'Mistral AI',
    startOfLife: '2024-04-02',
    traits: { ...plain, contextTokens: 32_000, tools: 'stream', forcedTools: true },
    onDemandIn: everywhere,
  }),
  model({
    modelId: 'mistral.mistral-7b-instruct-v0:2',
    modelName: 'Mistral 7B Instruct',
    providerName: 'Mistral AI',
    startOfLife: '2024-03-01',
    traits: { ...plain, contextTokens: 32_000, system: false },
    regions: ['us-', 'eu-'],
    onDemandIn: everywhere,
  }),
  model({
    modelId: 'openai.gpt-oss-20b-1:0',
    modelName: 'gpt-oss-20b',
    providerName: 'OpenAI',
    startOfLife: '2025-08-05',
    traits: { ...plain, tools: 'converse', reasoning: 'openai', structuredOutput: true },
    streaming: false,
    regions: ['us-', 'eu-central-1'],
    onDemandIn: everywhere,
  }),
];

/** The models of the emulator's account. */
export const foundationModels: readonly FoundationModel[] = listed;

/** A further model, of a maker that nothing is known of: it takes text, and refuses all that not every model takes. */
export function addUnheardModel(modelId: string, modelName: string, profiles: readonly Geography[]): void {
  listed.push({
    modelId,
    modelName,
    providerName: 'Maker',
    inputModalities: text,
    outputModalities: text,
    streaming: true,
    regions: everywhere,
    onDemandIn: everywhere,
    profiles,
    lifecycle: 'ACTIVE',
    startOfLife: '2026-11-28',
    availability: 'available',
    traits: plain,
  });
}

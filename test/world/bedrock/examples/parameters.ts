import { models, tool, user, type Example } from './request';

/** Of the rules about parameters. */
export const parameterExamples: Readonly<Record<string, Example>> = {
  parameterBounds: {
    broken: [
      { inferenceConfig: { maxTokens: 0 } },
      { inferenceConfig: { temperature: 1.5 } },
      { inferenceConfig: { topP: -1 } },
    ],
    taken: [{ inferenceConfig: { maxTokens: 1, temperature: 1 } }],
  },
  maxTokensLimit: {
    broken: [
      { inferenceConfig: { maxTokens: 64_001 } },
      { modelId: models.haiku3, inferenceConfig: { maxTokens: 4_097 } },
    ],
    taken: [{ inferenceConfig: { maxTokens: 64_000 } }],
  },
  stopSequences: {
    broken: [
      ...[models.gptOss, models.gpt6, models.qwen, models.r1, models.kimi].map((modelId) => ({
        modelId,
        inferenceConfig: { stopSequences: ['END'] },
      })),
      { modelId: models.novaPro, inferenceConfig: { stopSequences: ['a', 'b', 'c', 'd', 'e'] } },
      { inferenceConfig: { stopSequences: ['\n'] } },
      { inferenceConfig: { stopSequences: [''] } },
    ],
    taken: [models.sonnet45, models.novaPro, models.mistral, models.llama].map((modelId) => ({
      modelId,
      inferenceConfig: { stopSequences: ['END'] },
    })),
  },
  sampling: {
    broken: [
      { inferenceConfig: { temperature: 0.5, topP: 0.9 } },
      { modelId: models.opus48, inferenceConfig: { temperature: 0.5 } },
      { modelId: models.opus48, inferenceConfig: { topP: 0.9 } },
      { modelId: models.opus48, additionalModelRequestFields: { top_k: 5 } },
    ],
    taken: [
      { inferenceConfig: { temperature: 0.5 } },
      { inferenceConfig: { topP: 0.9 }, additionalModelRequestFields: { top_k: 5 } },
      { modelId: models.haiku3, inferenceConfig: { temperature: 0.5, topP: 0.9 } },
      { modelId: models.opus48, inferenceConfig: { temperature: 1 } },
    ],
  },
  samplingOfGpt: {
    broken: [{ modelId: models.gpt6, inferenceConfig: { temperature: 0.5 } }],
    taken: [{ modelId: models.gptOss, inferenceConfig: { temperature: 0.5 } }],
  },
  requestMetadata: {
    broken: [
      { requestMetadata: { team: 'ä' } },
      { requestMetadata: { team: 'x'.repeat(257) } },
      {
        requestMetadata: Object.fromEntries(Array.from({ length: 17 }, (_none, index) => [`k${index}`, 'v'])),
      },
    ],
    taken: [{ requestMetadata: { team: 'blue: 1/2 + $3' } }],
  },
  guardrail: {
    broken: [
      { raw: { guardrailConfig: { guardrailIdentifier: 'gr1' } } },
      { guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: 'latest' } },
    ],
    taken: [{ guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: 'DRAFT' } }],
  },
  serviceTier: {
    broken: [{ raw: { serviceTier: { type: 'fast' } } }],
    taken: [{ serviceTier: { type: 'flex' } }],
  },
  latency: {
    broken: [{ performanceConfig: { latency: 'optimized' } }],
    taken: [
      { performanceConfig: { latency: 'standard' } },
      { modelId: models.novaPro, performanceConfig: { latency: 'optimized' } },
    ],
  },
  fitsContext: {
    broken: [
      { messages: [user('word '.repeat(170_000))] },
      { modelId: models.novaPro, messages: [user('word '.repeat(250_000))] },
    ],
    taken: [{ messages: [user('word '.repeat(100_000))] }],
  },
  cachePointsSupported: {
    broken: [
      { modelId: models.haiku3, messages: [user('a', { cachePoint: { type: 'default' } })] },
      { modelId: models.gptOss, system: [{ text: 'a' }, { cachePoint: { type: 'default' } }] },
      { modelId: models.novaPro, toolConfig: { tools: [tool(), { cachePoint: { type: 'default' } }] } },
    ],
    taken: [
      { toolConfig: { tools: [tool(), { cachePoint: { type: 'default' } }] } },
      { modelId: models.novaPro, system: [{ text: 'a' }, { cachePoint: { type: 'default' } }] },
    ],
  },
  cachePointShape: {
    broken: [
      { raw: { system: [{ text: 'a' }, { cachePoint: { type: 'ephemeral' } }] } },
      { raw: { system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '2h' } }] } },
    ],
    taken: [{ system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '5m' } }] }],
  },
  cachePointCount: {
    broken: [
      {
        system: Array.from({ length: 5 }, () => [
          { text: 'a' },
          { cachePoint: { type: 'default' as const } },
        ]).flat(),
      },
    ],
    taken: [
      {
        system: Array.from({ length: 4 }, () => [
          { text: 'a' },
          { cachePoint: { type: 'default' as const } },
        ]).flat(),
      },
    ],
  },
  cacheHourSupported: {
    broken: [
      { modelId: models.novaPro, system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '1h' } }] },
    ],
    taken: [{ system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '1h' } }] }],
  },
  cacheHoursFirst: {
    broken: [
      {
        system: [{ text: 'a' }, { cachePoint: { type: 'default' } }],
        messages: [user('a', { cachePoint: { type: 'default', ttl: '1h' } })],
      },
    ],
    taken: [
      {
        system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '1h' } }],
        messages: [user('a', { cachePoint: { type: 'default' } })],
      },
    ],
  },
  cachePointPlaces: {
    broken: [
      { system: [{ cachePoint: { type: 'default' } }, { text: 'a' }] },
      { messages: [user({ cachePoint: { type: 'default' } }, 'a')] },
    ],
    taken: [{ messages: [user('a', { cachePoint: { type: 'default' } })] }],
  },
};

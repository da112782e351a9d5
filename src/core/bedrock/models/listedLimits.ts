import type { ModelLimits } from './modelChoice';

/** Limits of a model that thinks: what it thinks counts as output, so that nobody limits its answers unasked. */
function thinking(contextTokens: number): ModelLimits {
  return { contextTokens };
}

function plain(contextTokens: number, maxOutputTokens: number): ModelLimits {
  return { contextTokens, maxOutputTokens };
}

/**
 * Limits by model id, of models of which little else is known. Sources: models.dev's Amazon Bedrock provider (MIT,
 * copyright 2025 models.dev, read in July 2026) and the model cards of AWS's user guide (November 2026).
 */
export const listedLimits: Readonly<Record<string, ModelLimits>> = {
  'google.gemma-3-12b-it': plain(131_072, 8_192),
  'google.gemma-3-27b-it': plain(202_752, 8_192),
  'google.gemma-3-4b-it': plain(128_000, 4_096),
  'mistral.devstral-2-123b': plain(256_000, 8_192),
  'mistral.magistral-small-2509': thinking(128_000),
  'mistral.ministral-3-14b-instruct': plain(128_000, 4_096),
  'mistral.ministral-3-3b-instruct': plain(256_000, 8_192),
  'mistral.ministral-3-8b-instruct': plain(128_000, 4_096),
  'mistral.mistral-large-3-675b-instruct': plain(256_000, 8_192),
  'mistral.voxtral-mini-3b-2507': plain(128_000, 4_096),
  'mistral.voxtral-small-24b-2507': plain(32_000, 8_192),
  'moonshotai.kimi-k3': thinking(1_000_000),
  'nvidia.nemotron-nano-12b-v2': plain(128_000, 4_096),
  'nvidia.nemotron-nano-3-30b': thinking(128_000),
  'nvidia.nemotron-nano-9b-v2': plain(128_000, 4_096),
  'nvidia.nemotron-super-3-120b': thinking(262_144),
  'openai.gpt-5.4': thinking(1_050_000),
  'openai.gpt-5.5': thinking(1_050_000),
  'openai.gpt-5.6-sol': thinking(1_000_000),
  'openai.gpt-5.6-terra': thinking(1_050_000),
  'openai.gpt-6-astra': thinking(1_050_000),
  'openai.gpt-6-luna': thinking(1_050_000),
  'openai.gpt-6-sol': thinking(1_050_000),
  'openai.gpt-6.1-sol': thinking(1_000_000),
  'qwen.qwen3-235b-a22b-2507-v1:0': plain(262_144, 131_072),
  'qwen.qwen3-coder-30b-a3b-v1:0': plain(262_144, 131_072),
  'qwen.qwen3-next-80b-a3b': plain(262_000, 262_000),
  'qwen.qwen3-vl-235b-a22b': plain(262_000, 262_000),
  'writer.palmyra-x4-v1:0': thinking(122_880),
  'writer.palmyra-x5-v1:0': thinking(1_040_000),
  'xai.grok-4.3': thinking(1_000_000),
  'xai.grok-4.7': thinking(500_000),
  'zai.glm-4.7': thinking(204_800),
  'zai.glm-4.7-flash': thinking(200_000),
  'zai.glm-5': thinking(202_752),
  'zai.glm-5.3': thinking(1_000_000),
};

import { parseModelId } from './modelId';

/*
 * Models whose answers Bedrock holds to a JSON schema while they stream. Sources: the Bedrock user guide ("Get validated
 * JSON results from models" and the model cards, November 2026) and models.dev (MIT), by exact ids, since neither follows
 * families. Left out: GPT-6.1 Sol, whose card has it without streaming alone; GPT-5.6 and GPT-6 Astra, whose cards
 * deny it on the runtime; and Claude Sonnet 5, which models.dev has and clients of Bedrock report as refusing it. What is
 * not here is asked in another way, which every model takes.
 */
const models: ReadonlySet<string> = new Set([
  'anthropic.claude-haiku-4-5-20251001-v1:0',
  'anthropic.claude-opus-4-5-20251101-v1:0',
  'anthropic.claude-opus-4-6-v1',
  'anthropic.claude-sonnet-4-5-20250929-v1:0',
  'anthropic.claude-sonnet-4-6',
  'deepseek.v3-v1:0',
  'deepseek.v3.2',
  'google.gemma-3-12b-it',
  'google.gemma-3-27b-it',
  'mistral.devstral-2-123b',
  'mistral.magistral-small-2509',
  'mistral.ministral-3-14b-instruct',
  'mistral.ministral-3-3b-instruct',
  'mistral.ministral-3-8b-instruct',
  'mistral.mistral-large-3-675b-instruct',
  'mistral.voxtral-mini-3b-2507',
  'mistral.voxtral-small-24b-2507',
  'moonshot.kimi-k2-thinking',
  'moonshotai.kimi-k2.5',
  'moonshotai.kimi-k3',
  'nvidia.nemotron-nano-12b-v2',
  'nvidia.nemotron-nano-3-30b',
  'nvidia.nemotron-nano-9b-v2',
  'nvidia.nemotron-super-3-120b',
  'openai.gpt-5.4',
  'openai.gpt-5.5',
  'openai.gpt-6-luna',
  'openai.gpt-oss-120b',
  'openai.gpt-oss-120b-1:0',
  'openai.gpt-oss-20b',
  'openai.gpt-oss-20b-1:0',
  'openai.gpt-oss-safeguard-120b',
  'openai.gpt-oss-safeguard-20b',
  'qwen.qwen3-235b-a22b-2507-v1:0',
  'qwen.qwen3-32b-v1:0',
  'qwen.qwen3-coder-30b-a3b-v1:0',
  'qwen.qwen3-coder-480b-a35b-v1:0',
  'qwen.qwen3-coder-next',
  'qwen.qwen3-next-80b-a3b',
  'qwen.qwen3-vl-235b-a22b',
  'xai.grok-4.3',
  'xai.grok-4.7',
  'zai.glm-4.7',
  'zai.glm-4.7-flash',
  'zai.glm-5',
  'zai.glm-5.3',
]);

/** Whether Bedrock holds the streamed answers of a model to a JSON schema, by its id, a profile's id or an ARN. */
export function hasStructuredOutput(modelId: string): boolean {
  return models.has(parseModelId(modelId).modelId ?? modelId);
}

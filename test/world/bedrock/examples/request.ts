import type { ContentBlock, ConverseCommandInput, Message, Tool } from '@aws-sdk/client-bedrock-runtime';

/** A request as an example writes it: what it leaves out is that of a plain question to Claude Sonnet 4.5. */
export interface ExampleRequest extends Partial<ConverseCommandInput> {
  readonly region?: string;
  /** Put over the body that the SDK makes, for what its types do not let through. */
  readonly raw?: object;
}

/** Requests that break one rule, and neighbors of theirs that break none. */
export interface Example {
  readonly broken: readonly ExampleRequest[];
  readonly taken: readonly ExampleRequest[];
}

/** Models that examples ask. */
export const models = {
  sonnet45: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  opus46: 'us.anthropic.claude-opus-4-6-v1',
  opus48: 'us.anthropic.claude-opus-4-8',
  opus55: 'us.anthropic.claude-opus-5-5',
  sonnet55: 'us.anthropic.claude-sonnet-5-5',
  haiku3: 'anthropic.claude-3-haiku-20240307-v1:0',
  novaPro: 'us.amazon.nova-pro-v1:0',
  novaMicro: 'us.amazon.nova-micro-v1:0',
  nova2: 'us.amazon.nova-2-lite-v1:0',
  gptOss: 'openai.gpt-oss-120b-1:0',
  gpt6: 'us.openai.gpt-6-luna',
  llama: 'us.meta.llama4-maverick-17b-instruct-v1:0',
  mistral: 'mistral.mistral-large-3-675b-instruct',
  qwen: 'qwen.qwen3-32b-v1:0',
  r1: 'us.deepseek.r1-v1:0',
  kimi: 'moonshotai.kimi-k2.5',
} as const;

export function user(...content: (ContentBlock | string)[]): Message {
  return { role: 'user', content: content.map(blockOf) };
}

export function assistant(...content: (ContentBlock | string)[]): Message {
  return { role: 'assistant', content: content.map(blockOf) };
}

function blockOf(block: ContentBlock | string): ContentBlock {
  return typeof block === 'string' ? { text: block } : block;
}

export function call(name = 'look', toolUseId = 't1', input: object = {}): ContentBlock {
  return { toolUse: { name, toolUseId, input: input as Record<string, never> } };
}

export function result(
  toolUseId = 't1',
  ...content: NonNullable<ContentBlock['toolResult']>['content'] & object
): ContentBlock {
  return { toolResult: { toolUseId, content: content.length > 0 ? content : [{ text: 'seen' }] } };
}

/** A declared tool. */
export function tool(
  name = 'look',
  schema: object = { type: 'object', properties: { at: { type: 'string' } } },
): Tool {
  return {
    toolSpec: { name, description: 'Looks.', inputSchema: { json: schema as Record<string, never> } },
  };
}

/** A request with tools. */
export function withTools(...tools: Tool[]): ExampleRequest {
  return { toolConfig: { tools } };
}

/** A history with one call of `look` and its result. */
export const oneCall: readonly Message[] = [user('Look there.'), assistant(call()), user(result())];

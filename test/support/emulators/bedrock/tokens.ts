import type { ConverseBody, WireBlock } from './wire';

const charactersPerToken = 4;
const imageTokens = 1_600;
const documentTokens = 2_000;

/** A plausible number of tokens for a text: about one for four characters. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** How many characters a number of tokens stands for. */
export function charactersOf(tokens: number): number {
  return tokens * charactersPerToken;
}

/** A plausible number of input tokens: system prompt, tools and every message. */
export function inputTokensOf(body: ConverseBody): number {
  const system = (body.system ?? []).map((each) => each.text ?? '').join('');
  const tools = body.toolConfig?.tools ? JSON.stringify(body.toolConfig.tools) : '';
  const format = body.outputConfig === undefined ? '' : JSON.stringify(body.outputConfig);
  const blocks = (body.messages ?? []).flatMap((message) => message.content ?? []);
  const orders = tokensOf(system) + tokensOf(tools) + tokensOf(format);
  return orders + blocks.reduce((sum, each) => sum + blockTokens(each), 0);
}

function blockTokens(block: WireBlock): number {
  if (block.text !== undefined) {
    return tokensOf(block.text);
  }
  if (block.image !== undefined) {
    return imageTokens;
  }
  if (block.document !== undefined) {
    return documentTokens;
  }
  if (block.cachePoint !== undefined) {
    return 0;
  }
  return tokensOf(JSON.stringify(block));
}

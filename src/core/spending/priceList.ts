import * as v from 'valibot';

const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));

/** The schema of {@link TokenPrices}. */
export const tokenPricesSchema = v.strictObject({
  input: dollars,
  output: dollars,
  cacheRead: v.optional(dollars),
  /** Written to be kept for five minutes. */
  cacheWrite: v.optional(dollars),
  /** Written to be kept for an hour. */
  cacheWriteHour: v.optional(dollars),
});

/** US dollars for a million tokens of each kind; a kind that is not there has no known price. */
export type TokenPrices = Readonly<v.InferOutput<typeof tokenPricesSchema>>;

/** A model's prices, and where they hold. */
export interface ListedPrice extends TokenPrices {
  /**
   * The price of a profile of one geography (`us.`, `eu.`, `apac.`, `jp.`, `au.`…) costs in parts of the price; the
   * model itself and its `global.` profile cost 1. Undefined: the same as the model itself.
   */
  readonly geography?: number;
  /** The price of the model itself in parts of the price, where it is another. */
  readonly regional?: number;
  /** Of a request with more input than this, all tokens cost so many times the price. */
  readonly longContext?: { readonly aboveTokens: number; readonly input: number; readonly output: number };
  /** The model itself has this price in every region; otherwise only in those of the United States. */
  readonly everywhere: boolean;
  /** The price of lower latency in parts of the price, where it can be asked for. */
  readonly optimized?: number;
}

/**
 * Dated, so that a record says by which list it was priced. Sources: the public price pages of Amazon Bedrock
 * (aws.amazon.com/bedrock/pricing), as carried by LiteLLM's public list `model_prices_and_context_window.json`
 * (commit e1d16f51); of open models, GPT, Grok and Kimi as carried by models.dev (MIT, copyright 2025 models.dev) and by
 * the model cards of AWS's user guide; read on the day of the version.
 */
export const PRICE_VERSION = '2026-11-28';

/** The price of the tiers in parts of the standard price, for the models that have them (the same pages). */
export const TIERS: Readonly<Record<'default' | 'flex' | 'priority', number>> = {
  default: 1,
  flex: 0.5,
  priority: 1.75,
};

/** Claude's cache costs a tenth to read and, by how long it is kept, 1.25 or 2 times the input to write. */
function claude(input: number, output: number, more: Partial<ListedPrice> = {}): ListedPrice {
  const cache = { cacheRead: input / 10, cacheWrite: input * 1.25 };
  return { input, output, ...cache, everywhere: true, ...more };
}

/** From Claude 4.5 on an hour can be asked for, and geographic profiles cost a tenth more than global ones. */
function recentClaude(input: number, output: number, more: Partial<ListedPrice> = {}): ListedPrice {
  return claude(input, output, { cacheWriteHour: input * 2, geography: 1.1, ...more });
}

function plain(input: number, output: number, more: Partial<ListedPrice> = {}): ListedPrice {
  return { input, output, everywhere: false, ...more };
}

/** Models that answer anywhere for less than in the United States, by their own id as by the profile. */
function worldwide(input: number, output: number, more: Partial<ListedPrice>): ListedPrice {
  return plain(input, output, { geography: 1.1, regional: 1.1, ...more });
}

/** GPT's requests above this length (its model cards). */
const longContext = { aboveTokens: 272_000, input: 2, output: 1.5 } as const;

/** By model id, without the geography of a profile. */
export const priceList: Readonly<Record<string, ListedPrice>> = {
  'anthropic.claude-3-haiku-20240307-v1:0': { input: 0.25, output: 1.25, everywhere: true },
  'anthropic.claude-3-5-haiku-20241022-v1:0': claude(0.8, 4, { optimized: 1.25 }),
  'anthropic.claude-3-5-sonnet-20240620-v1:0': claude(3, 15),
  'anthropic.claude-3-5-sonnet-20241022-v2:0': claude(3, 15),
  'anthropic.claude-3-7-sonnet-20250219-v1:0': claude(3, 15),
  'anthropic.claude-3-opus-20240229-v1:0': claude(15, 75),
  'anthropic.claude-sonnet-4-20250514-v1:0': claude(3, 15),
  'anthropic.claude-opus-4-20250514-v1:0': claude(15, 75),
  'anthropic.claude-opus-4-1-20250805-v1:0': claude(15, 75),
  'anthropic.claude-haiku-4-5-20251001-v1:0': recentClaude(1, 5),
  'anthropic.claude-sonnet-4-5-20250929-v1:0': recentClaude(3, 15),
  'anthropic.claude-opus-4-5-20251101-v1:0': recentClaude(5, 25),
  'anthropic.claude-sonnet-4-6': recentClaude(3, 15),
  'anthropic.claude-opus-4-6-v1': recentClaude(5, 25),
  'anthropic.claude-opus-4-7': recentClaude(5, 25),
  'anthropic.claude-opus-4-8': recentClaude(5, 25),
  'anthropic.claude-sonnet-5': recentClaude(2, 10),
  'anthropic.claude-opus-5': recentClaude(5, 25),
  'anthropic.claude-opus-5-5': recentClaude(4, 20, { cacheRead: 0.2 }),
  'anthropic.claude-fable-5': recentClaude(10, 50),
  'anthropic.claude-fable-5-1': recentClaude(10, 50, { cacheRead: 0.25 }),
  'amazon.nova-micro-v1:0': plain(0.035, 0.14, { cacheRead: 0.00875 }),
  'amazon.nova-lite-v1:0': plain(0.06, 0.24, { cacheRead: 0.015 }),
  'amazon.nova-pro-v1:0': plain(0.8, 3.2, { cacheRead: 0.2, optimized: 1.25 }),
  'amazon.nova-2-lite-v1:0': plain(0.3, 2.5, { cacheRead: 0.075, geography: 1.1 }),
  'amazon.titan-text-express-v1': plain(1.3, 1.7),
  'amazon.titan-text-lite-v1': plain(0.3, 0.4),
  'amazon.titan-text-premier-v1:0': plain(0.5, 1.5),
  'ai21.jamba-1-5-large-v1:0': plain(2, 8),
  'ai21.jamba-1-5-mini-v1:0': plain(0.2, 0.4),
  'meta.llama3-2-1b-instruct-v1:0': plain(0.1, 0.1),
  'meta.llama3-2-3b-instruct-v1:0': plain(0.15, 0.15),
  'meta.llama3-2-11b-instruct-v1:0': plain(0.16, 0.16),
  'meta.llama3-2-90b-instruct-v1:0': plain(0.72, 0.72),
  'meta.llama3-3-70b-instruct-v1:0': plain(0.72, 0.72),
  'meta.llama4-maverick-17b-instruct-v1:0': plain(0.24, 0.97),
  'meta.llama4-scout-17b-instruct-v1:0': plain(0.17, 0.66),
  'mistral.mistral-7b-instruct-v0:2': plain(0.15, 0.2),
  'mistral.mixtral-8x7b-instruct-v0:1': plain(0.45, 0.7),
  'deepseek.r1-v1:0': plain(1.35, 5.4),
  'deepseek.v3-v1:0': plain(0.58, 1.68),
  'deepseek.v3.2': plain(0.62, 1.85),
  'google.gemma-3-12b-it': plain(0.05, 0.1),
  'google.gemma-3-27b-it': plain(0.12, 0.2),
  'google.gemma-3-4b-it': plain(0.04, 0.08),
  'meta.llama3-1-70b-instruct-v1:0': plain(0.72, 0.72),
  'meta.llama3-1-8b-instruct-v1:0': plain(0.22, 0.22),
  'minimax.minimax-m2': plain(0.3, 1.2),
  'minimax.minimax-m2.1': plain(0.3, 1.2),
  'minimax.minimax-m2.5': plain(0.3, 1.2),
  'mistral.devstral-2-123b': plain(0.4, 2),
  'mistral.magistral-small-2509': plain(0.5, 1.5),
  'mistral.ministral-3-14b-instruct': plain(0.2, 0.2),
  'mistral.ministral-3-3b-instruct': plain(0.1, 0.1),
  'mistral.ministral-3-8b-instruct': plain(0.15, 0.15),
  'mistral.mistral-large-3-675b-instruct': plain(0.5, 1.5),
  'mistral.pixtral-large-2502-v1:0': plain(2, 6),
  'mistral.voxtral-mini-3b-2507': plain(0.04, 0.04),
  'mistral.voxtral-small-24b-2507': plain(0.15, 0.35),
  'moonshot.kimi-k2-thinking': plain(0.6, 2.5),
  'moonshotai.kimi-k2.5': plain(0.6, 3),
  'nvidia.nemotron-nano-12b-v2': plain(0.2, 0.6),
  'nvidia.nemotron-nano-3-30b': plain(0.06, 0.24),
  'nvidia.nemotron-nano-9b-v2': plain(0.06, 0.23),
  'nvidia.nemotron-super-3-120b': plain(0.15, 0.65),
  'openai.gpt-5.4': plain(2.75, 16.5, { cacheRead: 0.275 }),
  'openai.gpt-5.5': plain(5.5, 33, { cacheRead: 0.55 }),
  'openai.gpt-oss-120b': plain(0.15, 0.6),
  'openai.gpt-oss-120b-1:0': plain(0.15, 0.6),
  'openai.gpt-oss-20b': plain(0.07, 0.3),
  'openai.gpt-oss-20b-1:0': plain(0.07, 0.3),
  'openai.gpt-oss-safeguard-120b': plain(0.15, 0.6),
  'openai.gpt-oss-safeguard-20b': plain(0.07, 0.2),
  'qwen.qwen3-235b-a22b-2507-v1:0': plain(0.22, 0.88),
  'qwen.qwen3-32b-v1:0': plain(0.15, 0.6),
  'qwen.qwen3-coder-30b-a3b-v1:0': plain(0.15, 0.6),
  'qwen.qwen3-coder-480b-a35b-v1:0': plain(0.22, 1.8),
  'qwen.qwen3-coder-next': plain(0.22, 1.8),
  'qwen.qwen3-next-80b-a3b': plain(0.14, 1.4),
  'qwen.qwen3-vl-235b-a22b': plain(0.3, 1.5),
  'xai.grok-4.3': plain(1.25, 2.5, { cacheRead: 0.2 }),
  'zai.glm-4.7': plain(0.6, 2.2),
  'zai.glm-4.7-flash': plain(0.07, 0.4),
  'zai.glm-5': plain(1, 3.2),
  'moonshotai.kimi-k3': worldwide(3, 15, { cacheRead: 0.3, cacheWrite: 3.75 }),
  'openai.gpt-5.6-luna': worldwide(0.2, 1.2, { cacheRead: 0.02, cacheWrite: 0.25, longContext }),
  'openai.gpt-5.6-sol': worldwide(4, 20, { cacheRead: 0.4, cacheWrite: 5, longContext }),
  'openai.gpt-6-astra': worldwide(10, 50, { cacheRead: 1, cacheWrite: 12.5, longContext }),
  'openai.gpt-6-luna': worldwide(0.1, 0.5, { cacheRead: 0.01, cacheWrite: 0.125, longContext }),
  'openai.gpt-6-sol': worldwide(2, 10, { cacheRead: 0.2, cacheWrite: 2.5, longContext }),
  'openai.gpt-6.1-sol': worldwide(2, 10, { cacheRead: 0.1, cacheWrite: 2.5, longContext }),
  'xai.grok-4.7': worldwide(2, 6, { cacheRead: 0.5 }),
  'writer.palmyra-x4-v1:0': plain(2.5, 10),
  'writer.palmyra-x5-v1:0': plain(0.6, 6),
};

/** Profiles of one geography whose prices are their own. */
export const geographicPrices: Readonly<Record<string, TokenPrices>> = {
  'apac.amazon.nova-micro-v1:0': { input: 0.037, output: 0.148, cacheRead: 0.00925 },
  'apac.amazon.nova-lite-v1:0': { input: 0.063, output: 0.252, cacheRead: 0.01575 },
  'apac.amazon.nova-pro-v1:0': { input: 0.84, output: 3.36, cacheRead: 0.21 },
};

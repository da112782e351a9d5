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
  /** The model itself has this price in every region; otherwise only in those of the United States. */
  readonly everywhere: boolean;
  /** The price of lower latency in parts of the price, where it can be asked for. */
  readonly optimized?: number;
}

/**
 * Dated, so that a record says by which list it was priced. Sources: the public price pages of Amazon Bedrock
 * (aws.amazon.com/bedrock/pricing), as carried by LiteLLM's public list `model_prices_and_context_window.json`
 * (commit e1d16f51), read on the day of the version.
 */
export const PRICE_VERSION = '2026-11-21';

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
  'writer.palmyra-x4-v1:0': plain(2.5, 10),
  'writer.palmyra-x5-v1:0': plain(0.6, 6),
};

/** Profiles of one geography whose prices are their own. */
export const geographicPrices: Readonly<Record<string, TokenPrices>> = {
  'apac.amazon.nova-micro-v1:0': { input: 0.037, output: 0.148, cacheRead: 0.00925 },
  'apac.amazon.nova-lite-v1:0': { input: 0.063, output: 0.252, cacheRead: 0.01575 },
  'apac.amazon.nova-pro-v1:0': { input: 0.84, output: 3.36, cacheRead: 0.21 },
};

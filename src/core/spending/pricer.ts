import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { CacheTtl } from '../bedrock/content';
import type { Usage } from '../bedrock/wire/converseEvents';
import type { CallCost, PricedCall, Pricer } from '../bedrock/pricing';
import type { AwsPrices } from './awsPrices';
import { tokenPricesSchema, type ListedPrice, type TokenPrices } from '../bedrock/models/modelFigures';
import type { PublicList } from '../bedrock/models/publicListStore';
import { shippedCatalog, shippedFigures } from '../bedrock/models/shippedCatalog';
import { entryOf } from '../util/entryOf';
import { OWN, placeOf } from './pricedPlace';

/** The price of the tiers in parts of the standard price, for the models that have them (AWS's price page). */
const TIERS: Readonly<Record<'default' | 'flex' | 'priority', number>> = {
  default: 1,
  flex: 0.5,
  priority: 1.75,
};

/** Prices of the user's own, by the id of a model or of an inference profile. */
export type OwnPrices = Readonly<Record<string, TokenPrices>>;

/** Reads the setting; an entry that makes no sense is left out and named in `problems`, a sentence each. */
export function readOwnPrices(setting: unknown): { prices: OwnPrices; problems: string[] } {
  if (typeof setting !== 'object' || setting === null || Array.isArray(setting)) {
    return {
      prices: {},
      problems: [l10n.t('bedrockChat.prices is not a list of models with their prices.')],
    };
  }
  const prices: Record<string, TokenPrices> = {};
  const problems: string[] = [];
  for (const [id, entry] of Object.entries(setting)) {
    const parsed = v.safeParse(tokenPricesSchema, entry, { abortEarly: true });
    if (parsed.success) {
      prices[id] = parsed.output;
      continue;
    }
    problems.push(`${leftOutText(id, v.getDotPath(parsed.issues[0]))} ${pricesHint()}`);
  }
  return { prices, problems };
}

function leftOutText(id: string, field: string | null): string {
  return field === null
    ? l10n.t('bedrockChat.prices: "{0}" is left out, because of the entry itself.', id)
    : l10n.t('bedrockChat.prices: "{0}" is left out, because of "{1}".', id, field);
}

function pricesHint(): string {
  return l10n.t(
    'Give input and output, and where known cacheRead, cacheWrite and cacheWriteHour, in US dollars for a million tokens.',
  );
}

/** Where prices are looked up, the first that has one counts: the user's own, AWS's list, a public list, the catalog. */
export interface PriceSources {
  readonly own: () => OwnPrices;
  /** What AWS's list said of a region, where the user had it read. */
  readonly aws?: (region: string) => AwsPrices | undefined;
  /** A public list, where the user had it read. */
  readonly list?: PublicList;
}

/** Prices calls by the first of its sources that has a price for all that was used. */
export function pricer({ own, aws, list }: PriceSources): Pricer {
  return (call) => {
    const ownPrice = ownPriceOf(call, own());
    if (ownPrice !== undefined) {
      return costBy(ownPrice, call);
    }
    // A list may lack a kind of token, such as writes to the cache.
    return (
      costBy(awsPriceOf(call, aws?.(call.region)), call) ??
      costBy(listPriceOf(call, list), call) ??
      costBy(
        placedPrice(call, shippedFigures(call.model.modelId)?.usdPerMillion, shippedCatalog().asOf),
        call,
      )
    );
  };
}

/** The price list's own version, or `own prices`. */
type Priced = TokenPrices &
  Pick<ListedPrice, 'longContext'> & { readonly version: string; readonly factor: number };

function costBy(prices: Priced | undefined, call: PricedCall): CallCost | undefined {
  if (prices === undefined) {
    return undefined;
  }
  const usd = tokensCost(call, prices);
  return usd === undefined ? undefined : { usd: usd * prices.factor, priceVersion: prices.version };
}

function awsPriceOf(
  { model, serviceTier = 'default', latency }: PricedCall,
  aws: AwsPrices | undefined,
): Priced | undefined {
  const prices = aws === undefined ? undefined : entryOf(aws.models, model.modelId);
  const tier = tierFactor(serviceTier);
  if (aws === undefined || prices === undefined || tier === undefined) {
    return undefined;
  }
  const fast = latency === 'optimized' ? shippedFigures(model.modelId)?.usdPerMillion?.optimized : 1;
  if (fast === undefined) {
    return undefined;
  }
  const { geography } = placeOf(model);
  // An application profile does not say what it is a copy of.
  if (geography === undefined || geography === OWN) {
    return undefined;
  }
  const found = geography === 'global' ? prices.global : prices.regional;
  const version = `AWS Price List ${aws.date}`;
  return found === undefined ? undefined : { ...found, version, factor: tier * fast };
}

const STANDARD = { input: 1, output: 1 } as const;

/** Each kind of token at its price; undefined when one that was used has none. */
function tokensCost({ usage, cacheTtl }: PricedCall, prices: Priced): number | undefined {
  const writes = writesOf(usage, cacheTtl);
  const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage;
  const read = inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
  const isLong = prices.longContext !== undefined && read > prices.longContext.aboveTokens;
  const { input: inputFactor, output: outputFactor } = (isLong && prices.longContext) || STANDARD;
  const kinds: readonly (readonly [number, number | undefined])[] = [
    [inputTokens * inputFactor, prices.input],
    [usage.outputTokens * outputFactor, prices.output],
    [cacheReadInputTokens * inputFactor, prices.cacheRead],
    [writes['5m'] * inputFactor, prices.cacheWrite],
    [writes['1h'] * inputFactor, prices.cacheWriteHour],
  ];
  let dollars = 0;
  for (const [tokens, price] of kinds) {
    if (tokens === 0) {
      continue;
    }
    if (price === undefined) {
      return undefined;
    }
    dollars += (tokens * price) / 1_000_000;
  }
  return dollars;
}

/** What was written, by how long it lasts: as Bedrock says, and the rest as it was asked for. */
function writesOf(
  { cacheWriteInputTokens, cacheWrites: told = { '5m': 0, '1h': 0 } }: Usage,
  asked: CacheTtl,
): Record<CacheTtl, number> {
  const rest = cacheWriteInputTokens - told['5m'] - told['1h'];
  return { ...told, [asked]: told[asked] + rest };
}

function ownPriceOf({ model }: PricedCall, own: OwnPrices): Priced | undefined {
  const { profileId } = placeOf(model);
  const prices = [model.inferenceProfile, resourceOf(model.inferenceProfile), profileId, model.modelId]
    .flatMap((name) => name ?? [])
    .map((name) => entryOf(own, name))
    .find((entry) => entry !== undefined);
  return prices === undefined ? undefined : { ...prices, version: 'own prices', factor: 1 };
}

function listPriceOf(call: PricedCall, list: PublicList | undefined): Priced | undefined {
  const listed = list?.figures(call.model.modelId)?.usdPerMillion;
  return placedPrice(call, listed, `public list ${list?.asOf ?? ''}`);
}

/** A listed price where the model answers, in the tier that was asked for. */
function placedPrice(
  { model, region, serviceTier = 'default', latency }: PricedCall,
  listed: ListedPrice | undefined,
  version: string,
): Priced | undefined {
  const tier = tierFactor(serviceTier);
  if (tier === undefined) {
    return undefined;
  }
  if (listed === undefined) {
    return undefined;
  }
  const fast = latency === 'optimized' ? listed.optimized : 1;
  if (fast === undefined) {
    return undefined;
  }
  const factor = tier * fast;
  const { geography } = placeOf(model);
  const geographic = entryOf(listed.byGeography ?? {}, geography ?? '');
  if (geographic !== undefined) {
    return { ...geographic, version, factor };
  }
  switch (geography) {
    case undefined:
      // Of a copy of nobody knows what the price is known where all that it may be of has the same.
      return listed.geography === undefined && isCovered(listed, region)
        ? { ...listed, version, factor }
        : undefined;
    case 'region':
      return isCovered(listed, region)
        ? { ...listed, version, factor: factor * (listed.regional ?? 1) }
        : undefined;
    case 'global':
      return { ...listed, version, factor };
    case OWN:
      return undefined;
    default: {
      const part = listed.geography ?? (listed.everywhere || isOfUnitedStates(geography) ? 1 : undefined);
      return part === undefined ? undefined : { ...listed, version, factor: factor * part };
    }
  }
}

/** The price of a tier in parts of the standard price; undefined for one without a price, and for one that is new. */
function tierFactor(tier: string): number | undefined {
  return Object.entries(TIERS).find(([name]) => name === tier)?.[1];
}

function isCovered(listed: { readonly everywhere: boolean }, region: string): boolean {
  return listed.everywhere || region.startsWith('us-');
}

function isOfUnitedStates(geography: string): boolean {
  return geography === 'us' || geography === 'us-gov';
}

/** The last part of an ARN, by which own prices may name a profile as well. */
function resourceOf(profile: string | null): string | undefined {
  return profile === null ? undefined : profile.slice(profile.lastIndexOf('/') + 1);
}

import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { assertSigning } from '../aws/keysNeeded';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import { readJsonAs } from '../util/readAs';
import { pages } from '../aws/paging';

/** The kinds of tokens that have prices of their own. */
export type PricedTokens = 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'cacheWriteHour';

/** One on-demand price of the AWS Price List, for the standard tier. */
export interface ListedTokenPrice {
  /** The model as the list calls it, e.g. "Claude Sonnet 4.5" or "Nova Pro". */
  readonly model: string;
  readonly tokens: PricedTokens;
  /** True for a `global.` profile; false in the region and for the profile of a geography. */
  readonly global: boolean;
  /** US dollars for a million tokens. */
  readonly usdPerMillion: number;
}

/** Settings of the Price List's client; an empty endpoint means AWS's own. */
export interface PriceListingOptions {
  readonly credentials: ActiveCredentials;
  readonly endpoint: string;
  readonly retryMaxAttempts: number;
  readonly retryBaseDelayMs: number;
  readonly signal?: AbortSignal;
}

/** Amazon's own and openly licensed models are in the first, those of the marketplace, such as Claude, in the second. */
const SERVICES = ['AmazonBedrock', 'AmazonBedrockFoundationModels'] as const;

/** The Price List API is in few regions, and answers for all of them (AWS Billing User Guide, "Service endpoints"). */
const API_REGION = 'us-east-1';

const REQUEST_MS = 60_000;

/** A page has up to a hundred products, a region some thousand. */
const MAX_PAGES = 200;

/** A product has some KB; one that has more is none of a model. */
const MAX_PRODUCT_CHARACTERS = 64 * 1024;

const productSchema = v.object({
  serviceCode: v.string(),
  product: v.object({ attributes: v.record(v.string(), v.string()) }),
  terms: v.object({
    OnDemand: v.record(
      v.string(),
      v.object({
        priceDimensions: v.record(
          v.string(),
          v.object({
            unit: v.string(),
            description: v.optional(v.string(), ''),
            pricePerUnit: v.object({ USD: v.optional(v.string()) }),
          }),
        ),
      }),
    ),
  }),
});
type Product = v.InferOutput<typeof productSchema>;

/**
 * Asks the AWS Price List for a region's prices of tokens. What is not on demand, not of the standard tier, not text,
 * or in a form that is not known is left out.
 * @throws KeysNeededError or the SDK's error, such as an AccessDeniedException without `pricing:GetProducts`.
 */
export async function listTokenPrices(
  region: string,
  { credentials, endpoint, retryMaxAttempts, retryBaseDelayMs, signal }: PriceListingOptions,
): Promise<ListedTokenPrice[]> {
  assertSigning(credentials, 'prices');
  const sdk = await import('./pricesSdk');
  const retry = { maxAttempts: retryMaxAttempts, baseDelayMs: retryBaseDelayMs };
  const client = sdk.openClient(
    { region: API_REGION, credentials, endpoint, retry, bounds: { requestTimeout: REQUEST_MS } },
    (configuration) => new sdk.PricingClient(configuration),
  );
  try {
    const found: ListedTokenPrice[] = [];
    for (const ServiceCode of SERVICES) {
      const Filters = [{ Type: 'TERM_MATCH' as const, Field: 'regionCode', Value: region }];
      const query = { ServiceCode, Filters, FormatVersion: 'aws_v1' };
      const options = signal === undefined ? {} : { abortSignal: signal };
      const ask = async (token: string | undefined) => {
        // Texts of JSON, or the SDK's own objects that become such texts.
        const page = await client.send(new sdk.GetProductsCommand({ ...query, NextToken: token }), options);
        return { entries: (page.PriceList ?? []) as readonly unknown[], nextToken: page.NextToken };
      };
      for await (const { entries } of pages(ask, { maxPages: MAX_PAGES })) {
        for (const product of entries) {
          // A list is megabytes, and whoever runs beside this waits no longer than for one product.
          await setImmediate();
          found.push(...tokenPrices(String(product)));
        }
      }
    }
    return found;
  } finally {
    client.destroy();
  }
}

/** The price in one product; none where it is of something else. */
function tokenPrices(text: string): ListedTokenPrice[] {
  const product = productOf(text);
  if (product === undefined) {
    return [];
  }
  const what = product.serviceCode === SERVICES[0] ? ownModel(product) : marketplaceModel(product);
  const dimensions = Object.values(product.terms.OnDemand).flatMap((term) =>
    Object.values(term.priceDimensions),
  );
  const [price, ...more] = dimensions.flatMap(perMillion);
  // A price in steps by how much is used is none that a call could be priced by.
  return what === undefined || price === undefined || more.length > 0
    ? []
    : [{ ...what, usdPerMillion: price }];
}

function productOf(text: string): Product | undefined {
  return text.length > MAX_PRODUCT_CHARACTERS ? undefined : readJsonAs(productSchema, text);
}

type Priced = Omit<ListedTokenPrice, 'usdPerMillion'>;

/** Other tiers, other ways to run a model, and what is not text; they have prices of their own. */
const OTHER =
  /batch|flex|priority|latency|provisioned|reserved|custom|long.?context|image|video|audio|speech|embed/i;

const ownKinds: readonly (readonly [RegExp, PricedTokens])[] = [
  [/^(text )?input tokens?$/i, 'input'],
  [/^(text )?output tokens?$/i, 'output'],
  [/^(prompt )?cache read input tokens?$/i, 'cacheRead'],
  [/^(prompt )?cache write input tokens?$/i, 'cacheWrite'],
];

function ownModel({ product: { attributes } }: Product): Priced | undefined {
  const { model, inferenceType = '', usagetype = '', feature = '', service_tier: tier } = attributes;
  const kind = ownKinds.find(([pattern]) => pattern.test(inferenceType));
  const standard = tier === undefined || tier.toLowerCase() === 'standard';
  if (model === undefined || kind === undefined || !standard || OTHER.test(`${usagetype} ${feature}`)) {
    return undefined;
  }
  return { model, tokens: kind[1], global: /global/i.test(usagetype) };
}

const marketplaceKinds: readonly (readonly [RegExp, PricedTokens])[] = [
  [/_(InputTokenCount(_Global)?|input_tokens(_global)?_standard)-Units$/, 'input'],
  [/_(OutputTokenCount(_Global)?|output_tokens(_global)?_standard)-Units$/, 'output'],
  [/_CacheReadInputTokenCount(_Global)?-Units$/, 'cacheRead'],
  [/_CacheWriteInputTokenCount(_Global)?-Units$/, 'cacheWrite'],
  [/_CacheWrite1hInputTokenCount(_Global)?-Units$/, 'cacheWriteHour'],
];

function marketplaceModel({ product: { attributes } }: Product): Priced | undefined {
  const { servicename = '', usagetype = '' } = attributes;
  const kind = marketplaceKinds.find(([pattern]) => pattern.test(usagetype));
  if (servicename === '' || kind === undefined || OTHER.test(usagetype)) {
    return undefined;
  }
  // "Claude Sonnet 4.5 (Amazon Bedrock Edition)"
  const model = servicename.replace(/\s{0,9}\([^)]{0,200}\)\s{0,9}$/, '');
  return { model, tokens: kind[1], global: /_global/i.test(usagetype) };
}

interface Dimension {
  readonly unit: string;
  readonly description: string;
  readonly pricePerUnit: { readonly USD?: string | undefined };
}

/** Descriptions are a sentence; one that never ends is not read to its end. */
const MAX_SAID = 1000;

/** US dollars for a million tokens; none where the unit is not known. */
function perMillion({ unit, description, pricePerUnit: { USD = '' } }: Dimension): number[] {
  const price = Number(USD);
  const said = `${unit} ${description}`.slice(0, MAX_SAID);
  const tokens = /\b1?M(illion)?\b[^.]*tokens/i.test(said)
    ? 1e6
    : /\b(1K|1,?000|thousand)\b[^.]*tokens/i.test(said)
      ? 1e3
      : 0;
  return USD === '' || !Number.isFinite(price) || price <= 0 || tokens === 0 ? [] : [(price * 1e6) / tokens];
}

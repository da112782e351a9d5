import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import type { ListedTokenPrice } from './priceListing';
import { tokenPricesSchema, type TokenPrices } from '../bedrock/models/modelFigures';
import { shippedFigures } from '../bedrock/models/shippedCatalog';
import { entryOf } from '../util/entryOf';
import { readAs, readJsonAs } from '../util/readAs';

const awsPricesSchema = v.object({
  region: v.string(),
  /** `YYYY-MM-DD`, UTC: when AWS was asked. */
  date: v.string(),
  models: v.record(
    v.string(),
    v.object({
      /** In the region, and by the profile of its geography. */
      regional: v.exactOptional(tokenPricesSchema),
      global: v.exactOptional(tokenPricesSchema),
    }),
  ),
});

/** The Price List's prices of a region's models, by model id. */
export type AwsPrices = v.InferOutput<typeof awsPricesSchema>;

/** A price so far from the one that is known is more likely misread than changed. */
const MAX_FACTOR = 4;
const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteHour'] as const;
/** A region's models have some kilobytes of prices. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Matches the list's names to the models of an account. A price is taken where exactly one is listed for a model and
 * a kind of token, and where input and output have one; what is far from the list that comes with the extension is
 * named in `doubtful` and left out.
 */
export function matchPrices(
  listed: readonly ListedTokenPrice[],
  models: readonly { readonly modelId: string; readonly label: string }[],
): { models: AwsPrices['models']; doubtful: string[] } {
  const found: AwsPrices['models'] = {};
  const doubtful: string[] = [];
  const byName = new Map<string, ListedTokenPrice[]>();
  for (const price of listed) {
    const name = plain(price.model);
    const others = byName.get(name);
    if (others === undefined) {
      byName.set(name, [price]);
    } else {
      others.push(price);
    }
  }
  for (const { modelId, label } of models) {
    if (entryOf(found, modelId) !== undefined) {
      continue;
    }
    const own = byName.get(plain(label)) ?? [];
    const regional = together(own.filter(({ global }) => !global));
    const global = together(own.filter((price) => price.global));
    const known = shippedFigures(modelId)?.usdPerMillion;
    const odd = [regional, global].some(
      (one) => one !== undefined && known !== undefined && isFar(one, known),
    );
    if (odd) {
      doubtful.push(label);
    } else if (regional ?? global) {
      found[modelId] = { ...(regional ? { regional } : {}), ...(global ? { global } : {}) };
    }
  }
  return { models: found, doubtful };
}

function together(prices: readonly ListedTokenPrice[]): v.InferOutput<typeof tokenPricesSchema> | undefined {
  const of = (tokens: ListedTokenPrice['tokens']): number | undefined => {
    const distinct = new Set(
      prices.filter((price) => price.tokens === tokens).map((price) => price.usdPerMillion),
    );
    return distinct.size === 1 ? [...distinct][0] : undefined;
  };
  return readAs(
    tokenPricesSchema,
    Object.fromEntries(
      KINDS.flatMap((tokens) => {
        const price = of(tokens);
        return price === undefined ? [] : [[tokens, price]];
      }),
    ),
  );
}

/** Of kinds that one of them lacks nothing is known. */
function isFar(one: TokenPrices, other: TokenPrices): boolean {
  return KINDS.some((kind) => {
    const [a, b] = [one[kind], other[kind]];
    return a !== undefined && b !== undefined && a !== b && !(Math.max(a, b) / Math.min(a, b) <= MAX_FACTOR);
  });
}

/** A name without what one list says and another does not. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\b(anthropic|amazon|meta|instruct)\b/g, '')
    .replace(/[^a-z0-9.]/g, '');
}

/** Keeps what AWS's Price List said, a file for each region. What cannot be read counts as never asked. */
export class AwsPriceStore {
  private readonly known = new Map<string, AwsPrices | undefined>();

  constructor(private readonly directory: string) {}

  /** The known prices of a region; reads a small file the first time. */
  read(region: string): AwsPrices | undefined {
    if (!this.known.has(region)) {
      this.known.set(region, this.readFile(region));
    }
    return this.known.get(region);
  }

  /** @throws the file system's error. */
  async write(prices: AwsPrices): Promise<void> {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    await writeFileAtomic(this.path(prices.region), JSON.stringify(prices), { mode: 0o600 });
    this.known.set(prices.region, prices);
  }

  private path(region: string): string {
    return join(this.directory, `${region.replaceAll(/[^\w-]/g, '_')}.json`);
  }

  private readFile(region: string): AwsPrices | undefined {
    try {
      const path = this.path(region);
      const stats = statSync(path);
      return stats.isFile() && stats.size <= MAX_BYTES
        ? readJsonAs(awsPricesSchema, readFileSync(path, 'utf8'))
        : undefined;
    } catch {
      return undefined;
    }
  }
}

import * as v from 'valibot';
import { readAs } from '../../util/readAs';
import { parseClaudeId, compareVersions } from './modelNames';
import { modelIdFault, parseModelId } from './modelId';
import { modelFiguresSchema, type ListedPrice, type ModelFigures } from './modelFigures';
import { shippedFigures } from './shippedCatalog';

/** What models.dev says of Bedrock's models that is to be used. */
export interface PublicFigures {
  /** By model id, without the geography of a profile. */
  readonly models: Readonly<Record<string, ModelFigures>>;
  /** Models of which something is far from what was known, and is not used. */
  readonly doubtful: readonly string[];
  /** Entries that cannot be read. */
  readonly unreadable: number;
}

/** A price so far from the one that is known is more likely a mistake than changed. */
const MAX_FACTOR = 4;
/** Bedrock has some hundred models, with a profile or two of each. */
const MAX_ENTRIES = 5_000;
/** Prices that differ less are the same. */
const SAME = 1e-6;

const cost = v.object({
  input: v.number(),
  output: v.number(),
  cache_read: v.optional(v.number()),
  cache_write: v.optional(v.number()),
});
const entrySchema = v.object({
  reasoning: v.optional(v.boolean(), false),
  release_date: v.optional(v.string()),
  modalities: v.object({ input: v.array(v.string()), output: v.array(v.string()) }),
  limit: v.object({ context: v.number(), output: v.number() }),
  cost: v.optional(
    v.object({
      ...cost.entries,
      context_over_200k: v.optional(cost),
      tiers: v.optional(v.array(v.object({ ...cost.entries, tier: v.object({ size: v.number() }) }))),
    }),
  ),
});
type Entry = v.InferOutput<typeof entrySchema>;

const providerSchema = v.object({ models: v.record(v.string(), v.unknown()) });

/**
 * Reads what models.dev's API (`api.json`) says of one provider. Each entry is read by itself, so that one that makes no sense takes
 * none with it; undefined where the whole is no such answer.
 */
export function readModelsDev(provider: unknown): PublicFigures | undefined {
  const listed = readAs(providerSchema, provider)?.models;
  if (listed === undefined || Object.keys(listed).length > MAX_ENTRIES) {
    return undefined;
  }
  let unreadable = 0;
  const byModel = new Map<string, Map<string, Entry>>();
  for (const [id, value] of Object.entries(listed)) {
    const entry = modelIdFault(id) === undefined ? readAs(entrySchema, value) : undefined;
    const { modelId, geography = '', kind } = parseModelId(id);
    if (entry === undefined || modelId === undefined || !(kind === 'model' || kind === 'systemProfile')) {
      unreadable++;
    } else if (entry.modalities.output.includes('text')) {
      byModel.set(modelId, (byModel.get(modelId) ?? new Map<string, Entry>()).set(geography, entry));
    }
  }
  const models: [string, ModelFigures][] = [];
  const doubtful: string[] = [];
  for (const [modelId, places] of byModel) {
    const known = shippedFigures(modelId);
    const prices = pricesOf(modelId, places, known);
    if (prices === 'doubtful') {
      doubtful.push(modelId);
    }
    const figures = readAs(modelFiguresSchema, {
      ...limitsOf(places, known),
      ...(prices === 'doubtful' || prices === undefined ? {} : { usdPerMillion: prices }),
    });
    if (figures === undefined) {
      unreadable++;
    } else {
      models.push([modelId, figures]);
    }
  }
  return { models: Object.fromEntries(models), doubtful, unreadable };
}

/** The entry of the model itself, of its worldwide profile, or of any. */
function mainEntry(places: ReadonlyMap<string, Entry>): Entry | undefined {
  return places.get('') ?? places.get('global') ?? [...places.values()][0];
}

const MODALITIES = ['text', 'image', 'video', 'audio', 'pdf'];

/** Limits and what is read; what AWS's own card says otherwise is not taken from a list of others. */
function limitsOf(places: ReadonlyMap<string, Entry>, known: ModelFigures | undefined): object {
  const entry = mainEntry(places);
  if (entry === undefined) {
    return {};
  }
  const { limit, modalities, reasoning, release_date: released } = entry;
  const isAws = known?.limitsFrom === 'cards';
  return {
    ...(released !== undefined && /^\d{4}-\d\d-\d\d$/.test(released) ? { released } : {}),
    reads: modalities.input.filter((name) => MODALITIES.includes(name)),
    ...(limit.context > 0 && !(isAws && known.contextTokens !== undefined)
      ? { contextTokens: limit.context }
      : {}),
    // What a model thinks counts as output, so that nobody limits its answers unasked.
    ...(limit.output > 0 && !reasoning && !(isAws && known.maxOutputTokens !== undefined)
      ? { maxOutputTokens: limit.output }
      : {}),
  };
}

/** Undefined where the list has no price, or says what is known; `doubtful` where it is far from that. */
function pricesOf(
  modelId: string,
  places: ReadonlyMap<string, Entry>,
  known: ModelFigures | undefined,
): ListedPrice | 'doubtful' | undefined {
  const entry = [places.get('global'), mainEntry(places)].find((place) => isPriced(place?.cost));
  if (entry?.cost === undefined) {
    return undefined;
  }
  const price = kindsOf(entry.cost);
  const before = known?.usdPerMillion;
  if (before === undefined) {
    return { ...price, ...whereOf(modelId, places), ...longContextOf(entry.cost), everywhere: false };
  }
  const { input, output, geography = 1, regional = 1, cacheWriteHour } = before;
  const isKnown = [1, geography, regional].some(
    (part) => isSame(price.input, input * part) && isSame(price.output, output * part),
  );
  if (isKnown) {
    return undefined;
  }
  if (isFar(price.input, input) || isFar(price.output, output)) {
    return 'doubtful';
  }
  // How the parts of a price relate is the model's, and outlasts a change of the price.
  const { byGeography: _own, cacheRead: _read, cacheWrite: _write, ...relations } = before;
  const hour = cacheWriteHour === undefined ? {} : { cacheWriteHour: (cacheWriteHour / input) * price.input };
  return { ...relations, ...price, ...hour };
}

/** Nothing on Bedrock is free: a price of nothing is one that is not known. */
function isPriced(price: Entry['cost']): boolean {
  return price !== undefined && price.input > 0 && price.output > 0;
}

function kindsOf({
  input,
  output,
  cache_read: read = 0,
  cache_write: write = 0,
}: v.InferOutput<typeof cost>) {
  return {
    input: exact(input),
    output: exact(output),
    ...(read > 0 ? { cacheRead: exact(read) } : {}),
    ...(write > 0 ? { cacheWrite: exact(write) } : {}),
  };
}

/** Without what only binary fractions add: 0.05 and not 0.049999999999999996. */
function exact(usd: number): number {
  return Number(usd.toPrecision(12));
}

/** From Claude 4.5 on, geographic profiles cost a tenth more, which the list does not have of all (AWS's price page). */
const SINCE_4_5: readonly [number, number, number] = [4, 5, 0];

/** What a new model costs elsewhere than worldwide, in parts of that price. */
function whereOf(
  modelId: string,
  places: ReadonlyMap<string, Entry>,
): Pick<ListedPrice, 'geography' | 'regional'> {
  const claude = parseClaudeId(modelId);
  if (claude !== undefined && compareVersions(claude.version, SINCE_4_5) >= 0) {
    return { geography: 1.1 };
  }
  const base = (places.get('global') ?? places.get(''))?.cost?.input ?? 0;
  const part = (place: string) => {
    const input = places.get(place)?.cost?.input ?? 0;
    return base > 0 && input > 0 && !isSame(input, base) ? exact(input / base) : undefined;
  };
  const [geography, regional] = [part('us') ?? part('eu'), places.has('global') ? part('') : undefined];
  return {
    ...(geography === undefined ? {} : { geography }),
    ...(regional === undefined ? {} : { regional }),
  };
}

function longContextOf({
  input,
  output,
  tiers = [],
  context_over_200k: above,
}: NonNullable<Entry['cost']>): Pick<ListedPrice, 'longContext'> {
  const [tier, ...more] = [
    ...tiers.map(({ tier: { size }, ...price }) => ({ aboveTokens: size, ...price })),
    ...(above === undefined ? [] : [{ aboveTokens: 200_000, ...above }]),
  ];
  return tier === undefined || more.length > 0 || !isPriced(tier)
    ? {}
    : {
        longContext: {
          aboveTokens: tier.aboveTokens,
          input: exact(tier.input / input),
          output: exact(tier.output / output),
        },
      };
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME * Math.max(one, other);
}

function isFar(one: number, other: number): boolean {
  return !(Math.max(one, other) / Math.min(one, other) <= MAX_FACTOR);
}

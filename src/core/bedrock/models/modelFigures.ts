import * as v from 'valibot';

const tokens = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000));
const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));
const part = v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(100));
const day = v.pipe(v.string(), v.isoDate());

const prices = {
  input: dollars,
  output: dollars,
  cacheRead: v.exactOptional(dollars),
  /** Written to be kept for five minutes. */
  cacheWrite: v.exactOptional(dollars),
  /** Written to be kept for an hour. */
  cacheWriteHour: v.exactOptional(dollars),
};

/** The schema of {@link TokenPrices}. */
export const tokenPricesSchema = v.strictObject(prices);

/** US dollars for a million tokens of each kind; a kind that is not there has no known price. */
export type TokenPrices = Readonly<v.InferOutput<typeof tokenPricesSchema>>;

const listedPriceSchema = v.strictObject({
  ...prices,
  /**
   * The price of a profile of one geography (`us.`, `eu.`, `apac.`, `jp.`, `au.`…) in parts of the price; the model
   * itself and its `global.` profile cost 1. Undefined: the same as the model itself.
   */
  geography: v.exactOptional(part),
  /** Prices of profiles of one geography that are their own. */
  byGeography: v.exactOptional(v.record(v.string(), v.strictObject(prices))),
  /** The price of the model itself in parts of the price, where it is another. */
  regional: v.exactOptional(part),
  /** Of a request with more input than this, all tokens cost so many times the price. */
  longContext: v.exactOptional(v.strictObject({ aboveTokens: tokens, input: part, output: part })),
  /** The model itself has this price in every region; otherwise only in those of the United States. */
  everywhere: v.boolean(),
  /** The price of lower latency in parts of the price, where it can be asked for. */
  optimized: v.exactOptional(part),
});

/** A model's prices, and where they hold. */
export type ListedPrice = Readonly<v.InferOutput<typeof listedPriceSchema>>;

/** What a model can read beside text, as the lists name it. */
const modality = v.picklist(['text', 'image', 'video', 'audio', 'pdf']);

/** The schema of {@link ModelFigures}. */
export const modelFiguresSchema = v.strictObject({
  released: v.exactOptional(day),
  /** AWS's word on how long it stays at the least. */
  endsNoSoonerThan: v.exactOptional(day),
  /** It was gone by this day. */
  ended: v.exactOptional(day),
  reads: v.exactOptional(v.array(modality)),
  /** Tokens of input and output together. */
  contextTokens: v.exactOptional(tokens),
  /** Tokens of one answer, at most. */
  maxOutputTokens: v.exactOptional(tokens),
  /** Which of the lists the limits are from. */
  limitsFrom: v.exactOptional(v.string()),
  usdPerMillion: v.exactOptional(listedPriceSchema),
  /** Which of the lists the prices are from. */
  pricesFrom: v.exactOptional(v.string()),
});

/** What lists say of a model: figures, not how it behaves. What is not there is not known. */
export type ModelFigures = Readonly<v.InferOutput<typeof modelFiguresSchema>>;

/** The schema of {@link CatalogFile}. */
export const catalogFileSchema = v.strictObject({
  /** `YYYY-MM-DD`: when its lists were read. */
  asOf: day,
  /** The lists, by the names that the figures give. */
  sources: v.record(v.string(), v.string()),
  /** By model id, without the geography of a profile. */
  models: v.record(v.string(), modelFiguresSchema),
});

/** A catalog of models as a file. */
export type CatalogFile = Readonly<v.InferOutput<typeof catalogFileSchema>>;

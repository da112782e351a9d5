import * as v from 'valibot';
import { amountSchema } from './finops';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** This extension's record of its calls, all windows together: one model in one region on one day. */
export const dailyUsageSchema = v.object({
  /** `YYYY-MM-DD` in UTC, as bills have it. */
  day: v.string(),
  model: v.string(),
  region: v.string(),
  calls: count,
  /** Without what was read from or written to the prompt cache. */
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  /** Of the calls whose price is known; an estimate by the price list. */
  costUsd: v.number(),
  unpricedCalls: count,
  /** Calls whose tokens are an estimate: they ended before the service told its count. */
  estimatedCalls: count,
});
export type DailyUsage = v.InferOutput<typeof dailyUsageSchema>;

/** Our record beside the bill, for one day and, where the bill tells models apart, one model. */
const reconciliationRowSchema = v.object({
  day: v.string(),
  /** Empty where models cannot be told apart. */
  model: v.string(),
  calls: count,
  inputTokens: count,
  outputTokens: count,
  /** Read from the prompt cache and written to it. */
  cacheTokens: count,
  /** Our estimate in US dollars; null where nothing was called, or no price is known. */
  recorded: v.nullable(amountSchema),
  /** The bill's amount; null where it has nothing. */
  billed: v.nullable(amountSchema),
  /** The bill less our estimate; null where they are in different currencies. */
  gap: v.nullable(amountSchema),
});
export type ReconciliationRow = v.InferOutput<typeof reconciliationRowSchema>;

/** Both sides of a day, all models together; what is on neither side is 0, and a call without a price is unknown. */
const reconciliationDaySchema = v.object({
  day: v.string(),
  recorded: v.nullable(amountSchema),
  billed: amountSchema,
  gap: v.nullable(amountSchema),
});
export type ReconciliationDay = v.InferOutput<typeof reconciliationDaySchema>;

/** Our record against the bill. */
export const reconciliationSchema = v.variant('state', [
  v.object({ state: v.literal('working') }),
  /** Why there is nothing to compare, or why it could not be done. */
  v.object({ state: v.literal('nothing'), sentence: v.string() }),
  v.object({
    state: v.literal('compared'),
    currency: v.string(),
    /** Newest day first. */
    rows: v.array(reconciliationRowSchema),
    /** All rows, those that are not sent included. */
    rowCount: count,
    /** Oldest first, without a hole between the first and the last. */
    days: v.array(reconciliationDaySchema),
    total: v.omit(reconciliationRowSchema, ['day', 'model']),
    /** Sentences: what the gap may come from, and what is not in the rows. */
    reasons: v.array(v.string()),
  }),
]);
export type Reconciliation = v.InferOutput<typeof reconciliationSchema>;

/** Messages of the extension host to the page of it; it replaces what was told before. */
export const toReconciliationSchema = v.object({
  type: v.literal('reconciliation'),
  reconciliation: v.nullable(reconciliationSchema),
});
export type ToReconciliation = v.InferOutput<typeof toReconciliationSchema>;

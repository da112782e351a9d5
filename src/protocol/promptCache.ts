import * as v from 'valibot';
import { surfaceSchema } from './invocation';

/** What a user can do about misses of the prompt cache; the host alone knows what each one does. */
export const cacheAdviceIdSchema = v.picklist([
  'useHourCache',
  'sortTools',
  'chooseTools',
  'openSystemPrompt',
  'openHistoryLimit',
]);
export type CacheAdviceId = v.InferOutput<typeof cacheAdviceIdSchema>;

/** A step against misses, with the words on its button. */
export const cacheAdviceSchema = v.object({ id: cacheAdviceIdSchema, label: v.string() });
export type CacheAdvice = v.InferOutput<typeof cacheAdviceSchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Sums over calls that used the prompt cache, or should have. */
export const cacheSumsSchema = v.object({
  calls: count,
  /** Calls that read all that was kept for them. */
  hits: count,
  readTokens: count,
  /** All input of these calls. */
  inputTokens: count,
  /** Tokens that were kept, came again and were not read. */
  lostTokens: count,
  /** US dollars that those cost more than reading them, where a price is known. */
  lostUsd: v.pipe(v.number(), v.finite()),
  /** Calls that lost tokens at a price that nobody knows. */
  unpricedLosses: count,
});
export type CacheSums = v.InferOutput<typeof cacheSumsSchema>;

/** A day of the user's clock. */
const cacheDaySchema = v.object({
  /** `2026-11-20`. */
  day: v.string(),
  ...cacheSumsSchema.entries,
  /** US dollars that the cache saved, below zero where it cost more; of the calls whose price is known. */
  savedUsd: v.number(),
});
export type CacheDay = v.InferOutput<typeof cacheDaySchema>;

/** A conversation of this window, since it was opened. */
const cacheConversationSchema = v.object({
  surface: surfaceSchema,
  modelLabel: v.string(),
  /** The last call, milliseconds since 1970. */
  lastMs: v.number(),
  ...cacheSumsSchema.entries,
  /** Null where no price is known. */
  savedUsd: v.nullable(v.number()),
  /** Why the last call that read less than was kept did so; empty where none did. */
  reason: v.string(),
});
export type CacheConversation = v.InferOutput<typeof cacheConversationSchema>;

/** How the prompt cache fared: this month's days over all windows, the newest first, and this window's conversations. */
export const cacheOverviewSchema = v.object({
  days: v.array(cacheDaySchema),
  conversations: v.array(cacheConversationSchema),
  /** Against what was lost most in this window's conversations. */
  advice: v.array(v.object({ ...cacheAdviceSchema.entries, reason: v.string() })),
});
export type CacheOverview = v.InferOutput<typeof cacheOverviewSchema>;

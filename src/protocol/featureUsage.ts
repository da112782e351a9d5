import * as v from 'valibot';

/** Actions of a user with cost data, as far as it is counted. */
export const costFeatureSchema = v.picklist([
  'load',
  'analysis',
  'question',
  'query',
  'chart',
  'export',
  'athena',
]);
export type CostFeature = v.InferOutput<typeof costFeatureSchema>;

/** One use of cost data, or what was thought of an answer. Nothing of what was asked is in it. */
export const featureUsageEntrySchema = v.object({
  timeUtc: v.string(),
  what: v.union([costFeatureSchema, v.picklist(['helpful', 'unhelpful'])]),
  /** The conversation; null outside of one. */
  conversation: v.nullable(v.string()),
  durationMs: v.nullable(v.number()),
  failed: v.boolean(),
});
export type FeatureUsageEntry = v.InferOutput<typeof featureUsageEntrySchema>;

const nullableNumber = v.nullable(v.number());

/** How cost data was used, over all that is on record. Null where there is nothing to divide by. */
export const featureUsageSchema = v.object({
  conversations: v.number(),
  questions: v.number(),
  questionsPerConversation: nullableNumber,
  queries: v.number(),
  queriesPerConversation: nullableNumber,
  meanQueryMs: nullableNumber,
  /** From 0 to 1. */
  queryErrorRate: nullableNumber,
  helpful: v.number(),
  unhelpful: v.number(),
  features: v.array(v.object({ feature: costFeatureSchema, count: v.number() })),
});
export type FeatureUsage = v.InferOutput<typeof featureUsageSchema>;

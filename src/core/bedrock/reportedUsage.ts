import type { Usage } from './wire/converseEvents';

/** No model takes or gives so much in one call (the largest context is 10 million tokens). */
const MAX_CALL_TOKENS = 100_000_000;

/** A count as the service says it: a whole number that can be, from zero; undefined for anything else. */
export function tokenCount(value: unknown): number | undefined {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MAX_CALL_TOKENS ? value : undefined;
}

/**
 * Converse's `usage`, where every count in it can be; undefined means that nothing is known. What is spent is
 * counted by it, so that one odd count makes all of it unknown.
 */
export function readUsage(usage: unknown): Usage | undefined {
  if (typeof usage !== 'object' || usage === null) {
    return undefined;
  }
  const counts: Readonly<Record<string, unknown>> = { ...usage };
  const inputTokens = tokenCount(counts['inputTokens']);
  const outputTokens = tokenCount(counts['outputTokens']);
  // Models without a prompt cache leave these out.
  const cacheReadInputTokens = tokenCount(counts['cacheReadInputTokens'] ?? 0);
  const cacheWriteInputTokens = tokenCount(counts['cacheWriteInputTokens'] ?? 0);
  if (
    inputTokens === undefined ||
    outputTokens === undefined ||
    cacheReadInputTokens === undefined ||
    cacheWriteInputTokens === undefined
  ) {
    return undefined;
  }
  const hour = hourTokens(counts['cacheDetails'], cacheWriteInputTokens);
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens,
    cacheWriteInputTokens,
    ...(hour === undefined ? {} : { cacheWriteHourInputTokens: hour }),
    source: 'reported',
  };
}

/**
 * Whether a usage can be that of an answer: each question has tokens, and each answer that is there. What a guardrail
 * said in a model's place used none.
 */
export function isUsageOf(
  usage: Usage,
  answer: { isThere: boolean; stopReason: string | undefined },
): boolean {
  const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens } = usage;
  const asked = inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
  const isBlocked = answer.stopReason === 'guardrail_intervened';
  return !answer.isThere || isBlocked || (asked > 0 && outputTokens > 0);
}

/** Of what was written, what lasts an hour; a part cannot be more than the whole. */
function hourTokens(details: unknown, writtenTokens: number): number | undefined {
  const entries: readonly unknown[] = Array.isArray(details) ? details : [];
  const hour: unknown = entries.find(
    (entry) => typeof entry === 'object' && entry !== null && Reflect.get(entry, 'ttl') === '1h',
  );
  const tokens = hour === undefined ? undefined : tokenCount(Reflect.get(hour as object, 'inputTokens'));
  return tokens !== undefined && tokens <= writtenTokens ? tokens : undefined;
}

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
  const cacheWrites = writesByTtl(counts['cacheDetails'], cacheWriteInputTokens);
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens,
    cacheWriteInputTokens,
    ...(cacheWrites === undefined ? {} : { cacheWrites }),
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

/**
 * Converse's `cacheDetails`: of what was written, how much lasts how long. Parts cannot be more than the whole; what
 * is of another kind is left to what was asked for.
 */
function writesByTtl(details: unknown, writtenTokens: number): Usage['cacheWrites'] {
  const entries: readonly unknown[] = Array.isArray(details) ? details : [];
  const writes = { '5m': 0, '1h': 0 };
  for (const entry of entries) {
    const { ttl, inputTokens }: Readonly<Record<string, unknown>> =
      typeof entry === 'object' && entry !== null ? { ...entry } : {};
    if (ttl === '5m' || ttl === '1h') {
      writes[ttl] += tokenCount(inputTokens) ?? Infinity;
    }
  }
  const told = writes['5m'] + writes['1h'];
  return told > 0 && told <= writtenTokens ? writes : undefined;
}

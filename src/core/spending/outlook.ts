import type { CacheTtl } from '../bedrock/content';
import { modelTraits } from '../bedrock/models/modelTraits';
import type { Pricer } from '../bedrock/pricing';
import type { Invocation } from '../../protocol/invocation';
import type { SpendingOutlook } from '../../protocol/metrics';
import type { CacheDay } from '../../protocol/promptCache';
import type { SpendingTotals } from './spendingLog';

const DAY_MS = 24 * 60 * 60_000;

/**
 * The month's spending when it goes on as it began, reckoned from the first day with a call; null before
 * there is one of known price.
 */
export function outlookOf({ month, sinceMs }: SpendingTotals, now: Date): SpendingOutlook | null {
  if (sinceMs === null || month.calls === month.unpriced) {
    return null;
  }
  const endMs = new Date(now.getFullYear(), now.getMonth() + 1).getTime();
  // The first hours of use say little of a whole day.
  const days = Math.max(1, (now.getTime() - sinceMs) / DAY_MS);
  const perDayUsd = month.usd / days;
  const leftDays = Math.max(0, endMs - Math.max(now.getTime(), sinceMs + DAY_MS)) / DAY_MS;
  return {
    monthUsd: month.usd,
    perDayUsd,
    projectedUsd: month.usd + perDayUsd * leftDays,
    savedUsd: month.savedUsd,
    unpricedCalls: month.unpriced,
  };
}

/** The days on which calls used the prompt cache, the newest first. */
export function cacheDaysOf({ days }: Pick<SpendingTotals, 'days'>): CacheDay[] {
  return [...days]
    .flatMap(([day, { cache, savedUsd: usd }]) =>
      cache === undefined ? [] : [{ day, ...cache, savedUsd: usd }],
    )
    .sort((one, other) => (one.day < other.day ? 1 : -1));
}

/**
 * US dollars that the prompt cache saved in a call: what its input would have cost without one, less what it
 * did cost. Below zero when more was written than was read; 0 where nothing is known.
 */
export function savedUsd(invocation: Invocation, price: Pricer, ttl: CacheTtl): number {
  const { cost_usd: usd, model_id: modelId, inference_profile: inferenceProfile, region } = invocation;
  const [read, written] = [invocation.cache_read_tokens ?? 0, invocation.cache_write_tokens ?? 0];
  if (usd === null || read + written === 0) {
    return 0;
  }
  const cacheTtl = modelTraits(modelId).caching?.oneHour === true ? ttl : '5m';
  const priced = (input: number, cacheRead: number, cacheWrite: number) =>
    price({
      model: { modelId, inferenceProfile },
      region,
      // Tier and latency multiply each kind of token alike, so the part that is saved is the same in all.
      serviceTier: undefined,
      latency: undefined,
      cacheTtl,
      usage: {
        inputTokens: input,
        outputTokens: invocation.output_tokens ?? 0,
        cacheReadInputTokens: cacheRead,
        cacheWriteInputTokens: cacheWrite,
        source: 'reported',
      },
    })?.usd;
  const input = invocation.input_tokens ?? 0;
  const real = priced(input, read, written);
  const plain = priced(input + read + written, 0, 0);
  if (real === undefined || plain === undefined || real === 0) {
    return 0;
  }
  return usd * (plain / real - 1);
}

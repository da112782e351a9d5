import type { CacheSums } from '../../../protocol/promptCache';
import type { CacheFinding } from './finding';

export type { CacheSums };

/** A call's part of the sums; undefined of one that had nothing to do with the prompt cache. */
export function sumsOf(found: CacheFinding): CacheSums | undefined {
  const { state, readTokens, inputTokens, lostTokens, lostUsd } = found;
  return state === 'none'
    ? undefined
    : {
        calls: 1,
        hits: state === 'hit' ? 1 : 0,
        readTokens,
        inputTokens,
        lostTokens,
        lostUsd: lostUsd ?? 0,
        unpricedLosses: lostUsd === undefined ? 1 : 0,
      };
}

/** Both together. */
export function addSums(one: CacheSums, other: CacheSums): CacheSums {
  return {
    calls: one.calls + other.calls,
    hits: one.hits + other.hits,
    readTokens: one.readTokens + other.readTokens,
    inputTokens: one.inputTokens + other.inputTokens,
    lostTokens: one.lostTokens + other.lostTokens,
    lostUsd: one.lostUsd + other.lostUsd,
    unpricedLosses: one.unpricedLosses + other.unpricedLosses,
  };
}

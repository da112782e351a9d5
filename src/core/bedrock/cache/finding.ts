import type { CacheTtl } from '../content';
import type { Difference } from './difference';

/** Why less was read from the prompt cache than was kept there. */
export type MissReason =
  | Difference
  /** It was not asked for: the setting is off, or the model refused it. */
  | { readonly reason: 'notAsked' }
  /** Another model, or another region, has a cache of its own. */
  | { readonly reason: 'otherModel' }
  /** What is kept can be read once the answer to the request that wrote it has begun. */
  | { readonly reason: 'tooEarly' }
  | { readonly reason: 'expired' }
  | { readonly reason: 'belowMinimum'; readonly minTokens: number }
  /** Nothing differs, and the time was not over. */
  | { readonly reason: 'unknown'; readonly crossRegion: boolean };

/** The id of a reason. */
export type MissReasonId = MissReason['reason'];

/**
 * How a call fared with the prompt cache. `first` wrote what nobody had asked for before, `none` had nothing kept and
 * nothing to read.
 */
export type CacheState = 'hit' | 'part' | 'miss' | 'first' | 'none';

/** How a call fared with the prompt cache, in the service's own counts. */
export interface CacheFinding {
  readonly state: CacheState;
  /** Names the conversation, also where its caller does not. */
  readonly conversation: string;
  readonly readTokens: number;
  /** All input. */
  readonly inputTokens: number;
  /** Tokens that were kept, came again and were not read. */
  readonly lostTokens: number;
  /** Whether a part of them is reckoned by the length of texts. */
  readonly isAbout: boolean;
  /** US dollars that they cost more than reading them; undefined where no price is known. */
  readonly lostUsd: number | undefined;
  /** US dollars that the cache saved in this call, below zero where it cost more; undefined where no price is known. */
  readonly savedUsd: number | undefined;
  readonly cause: MissReason | undefined;
  /** Since the last request that used what was kept. */
  readonly idleMs: number;
  /** How long that was to last. */
  readonly ttl: CacheTtl;
  /** Whether its time was over, whatever else differs. */
  readonly isExpired: boolean;
  /** Whether the model can keep it for an hour. */
  readonly hasHour: boolean;
}

/** A miss of fewer tokens is told in the log and the sums alone. */
export const MIN_TOLD_TOKENS = 2_000;

/** Whether a user wants to hear of it. */
export function isWorthTelling({ state, lostTokens }: CacheFinding): boolean {
  return (state === 'miss' || state === 'part') && lostTokens >= MIN_TOLD_TOKENS;
}

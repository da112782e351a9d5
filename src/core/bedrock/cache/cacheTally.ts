import { LRUCache } from 'lru-cache';
import type { Invocation } from '../../../protocol/invocation';
import type {
  CacheAdvice,
  CacheAdviceId,
  CacheConversation,
  CacheDay,
  CacheOverview,
} from '../../../protocol/promptCache';
import { nameFromId } from '../models/modelNames';
import { addSums, sumsOf } from './cacheSums';
import { isWorthTelling, type CacheFinding } from './finding';
import { adviceLabel, missAdvice, missSentence } from './missReasons';

/** Conversations that are remembered, those that were used last. */
const MAX_CONVERSATIONS = 50;
/** Conversations that are shown. */
const MAX_SHOWN = 10;

/** Tokens that were lost for a reason that something can be done about. */
interface Loss {
  readonly tokens: number;
  readonly found: CacheFinding;
}

/** How the conversations of this window fared with the prompt cache, in memory and without their texts. */
export class CacheTally {
  private readonly conversations = new LRUCache<
    string,
    Omit<CacheConversation, 'reason'> & { found?: CacheFinding }
  >({
    max: MAX_CONVERSATIONS,
  });
  private readonly losses = new Map<CacheAdviceId, Loss>();

  /** Takes note of a call that has ended. */
  add(invocation: Invocation, found: CacheFinding): void {
    const sums = sumsOf(found);
    if (sums === undefined) {
      return;
    }
    const before = this.conversations.get(found.conversation);
    const saved = [before?.savedUsd, found.savedUsd].filter((usd) => typeof usd === 'number');
    const missed = found.lostTokens > 0 ? found : before?.found;
    this.conversations.set(found.conversation, {
      ...(before === undefined ? sums : addSums(before, sums)),
      surface: invocation.surface,
      modelLabel: nameFromId(invocation.model_id),
      lastMs: Date.parse(invocation.timestamp),
      savedUsd: saved.length === 0 ? null : saved.reduce((sum, usd) => sum + usd, 0),
      ...(missed === undefined ? {} : { found: missed }),
    });
    const advice = isWorthTelling(found) ? missAdvice(found) : undefined;
    if (advice !== undefined) {
      const tokens = (this.losses.get(advice)?.tokens ?? 0) + found.lostTokens;
      this.losses.set(advice, { tokens, found });
    }
  }

  /** The conversations, the last one first, and the advice against what was lost, the most first. */
  overview(): Pick<CacheOverview, 'conversations' | 'advice'> {
    const conversations = [...this.conversations.values()]
      .slice(0, MAX_SHOWN)
      .map(({ found, ...sums }) => ({ ...sums, reason: found === undefined ? '' : missSentence(found) }));
    const advice = [...this.losses]
      .sort(([, one], [, other]) => other.tokens - one.tokens)
      .map(([id, { found }]) => ({ ...adviceOf(id), reason: missSentence(found) }));
    return { conversations, advice };
  }
}

/** The days of all windows with this window's conversations, as far as it asked anything; null where no call used the cache. */
export function cacheOverview(days: CacheDay[], tally: CacheTally | undefined): CacheOverview | null {
  const { conversations, advice } = tally?.overview() ?? { conversations: [], advice: [] };
  return days.length + conversations.length === 0 ? null : { days, conversations, advice };
}

function adviceOf(id: CacheAdviceId): CacheAdvice {
  return { id, label: adviceLabel(id) };
}

import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { LRUCache } from 'lru-cache';
import type { CacheTtl } from '../content';
import { parseModelId } from '../models/modelId';
import { traitsOf } from '../models/modelTraits';
import type { ConverseRequest } from '../wire/converseCall';
import type { Usage } from '../wire/converseEvents';
import { mayBeCached } from '../wire/requestParameters';
import { compare } from './difference';
import type { CacheFinding, CacheState, MissReason } from './finding';
import { prefixOf, type Prefix } from './prefix';

/** Blocks that are remembered over all conversations; those that were used least lately go first. */
const MAX_BLOCKS = 50_000;
/** Caches of one conversation that are remembered: by model and region. */
const MAX_SCOPES = 4;
/** Fewer tokens are a matter of how services count: OpenAI's models by steps of 128. */
const MIN_LOST_TOKENS = 128;
/** A smaller part of what was kept is no loss where the whole is reckoned by the length of texts. */
const TOLERANCE = 0.05;
const TTL_MS: Record<CacheTtl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** A call that was answered. */
export interface AnsweredCall {
  readonly request: ConverseRequest;
  readonly input: ConverseStreamCommandInput;
  readonly region: string;
  readonly usage: Usage;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  /** From when what it wrote can be read. */
  readonly readableMs: number;
  /** US dollars that the call comes to with another usage; undefined where no price is known. */
  readonly price: (usage: Usage) => number | undefined;
}

/** What a request left in a cache. */
interface Kept {
  readonly prefix: Prefix;
  /** Tokens that were read or written. */
  readonly tokens: number;
  readonly startedMs: number;
  readonly readableMs: number;
}

interface Conversation {
  /** By model and region; the last that was used is the last. */
  readonly scopes: ReadonlyMap<string, Kept>;
}

/**
 * Says of each call what it read from the prompt cache, and why it was less than was kept there. It remembers names of
 * blocks in memory, no text, and only so many.
 */
export class CacheWatch {
  private readonly conversations = new LRUCache<string, Conversation>({
    maxSize: MAX_BLOCKS,
    sizeCalculation: ({ scopes }) =>
      [...scopes.values()].reduce((sum, { prefix }) => sum + prefix.blocks.length, 1),
  });

  /** The clock is a test's, or the machine's. */
  constructor(readonly now: () => number = Date.now) {}

  /** Takes note of a call whose usage was reported; undefined of any other, and where anything goes wrong. */
  judge(call: AnsweredCall): CacheFinding | undefined {
    if (call.usage.source !== 'reported') {
      return undefined;
    }
    try {
      return this.found(call);
    } catch {
      // An answer is not lost because nobody can say what the cache did.
      return undefined;
    }
  }

  private found(call: AnsweredCall): CacheFinding {
    const { request, usage, region, startedMs, readableMs } = call;
    const prefix = prefixOf(call.input);
    const key = keyOf(request, prefix);
    const scope = `${region} ${request.model.id}`;
    const scopes = this.conversations.get(key)?.scopes ?? new Map<string, Kept>();
    const found = findingOf(call, prefix, scopes.get(scope), [...scopes.values()].at(-1));
    const tokens = usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
    if (tokens > 0) {
      const others = [...scopes].filter(([name]) => name !== scope).slice(1 - MAX_SCOPES);
      const covered = { ...prefix, blocks: prefix.blocks.slice(0, prefix.covered) };
      const kept = { prefix: covered, tokens, startedMs, readableMs };
      this.conversations.set(key, { scopes: new Map([...others, [scope, kept]]) });
    }
    return { ...found, conversation: key };
  }
}

/** Who names no conversation is told from others by how it begins. */
function keyOf({ conversationId, surface }: ConverseRequest, { blocks }: Prefix): string {
  const first = blocks.find(({ place }) => place.kind === 'message');
  return conversationId ?? `${surface} ${first?.shape ?? ''}`;
}

function findingOf(
  call: AnsweredCall,
  prefix: Prefix,
  own: Kept | undefined,
  latest: Kept | undefined,
): Omit<CacheFinding, 'conversation'> {
  const { request, usage, startedMs, price } = call;
  const { inputTokens: plain, cacheReadInputTokens: read, cacheWriteInputTokens: written } = usage;
  const kept = own ?? latest;
  const compared = own === undefined ? undefined : compare(own.prefix.blocks, prefix.blocks);
  const again = compared?.again ?? 1;
  const expected = (kept?.tokens ?? 0) * again;
  const lost = Math.round(Math.max(0, Math.min(expected - read, plain + written)));
  const isAbout = again < 1 || (own === undefined && latest !== undefined);
  const lostTokens = lost > Math.max(MIN_LOST_TOKENS, isAbout ? expected * TOLERANCE : 0) ? lost : 0;
  const ttl = kept?.prefix.points.at(read > 0 ? -1 : 0) ?? '5m';
  const idleMs = kept === undefined ? 0 : Math.max(0, startedMs - kept.startedMs);
  const isExpired = own !== undefined && idleMs >= TTL_MS[ttl];
  const state = stateOf(lostTokens, read, written);
  const cause = (): MissReason | undefined => {
    if (state === 'none') {
      return belowMinimum(call);
    }
    if (lostTokens === 0) {
      return undefined;
    }
    if (own === undefined) {
      return { reason: 'otherModel' };
    }
    if (own.prefix.points.length > 0 && prefix.points.length === 0) {
      return belowMinimum(call) ?? { reason: 'notAsked' };
    }
    if (own.readableMs > startedMs) {
      return { reason: 'tooEarly' };
    }
    const unknown = { reason: 'unknown', crossRegion: isCrossRegion(request) } as const;
    return compared?.difference ?? (isExpired ? { reason: 'expired' } : unknown);
  };
  const real = price(usage);
  const difference = (other: number | undefined, from: number | undefined) =>
    other === undefined || from === undefined ? undefined : from - other;
  return {
    state,
    readTokens: read,
    inputTokens: plain + read + written,
    lostTokens,
    isAbout: lostTokens > 0 && isAbout,
    lostUsd: lostTokens === 0 ? 0 : difference(price(asRead(usage, lostTokens)), real),
    savedUsd: read + written === 0 ? 0 : difference(real, price(asPlain(usage))),
    cause: cause(),
    idleMs,
    ttl,
    isExpired,
    hasHour: traitsOf(request.model).caching?.oneHour === true,
  };
}

function stateOf(lostTokens: number, read: number, written: number): CacheState {
  if (lostTokens > 0) {
    return read > 0 ? 'part' : 'miss';
  }
  return read > 0 ? 'hit' : written > 0 ? 'first' : 'none';
}

/** The reason why nothing is kept of a request that is to be: it is too short, by the service's count or by ours. */
function belowMinimum({ request, usage }: AnsweredCall): MissReason | undefined {
  const minTokens = traitsOf(request.model).caching?.minTokens;
  const isAsked = mayBeCached(request) && request.uncached !== true;
  const tokens = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  return isAsked && minTokens !== undefined && tokens < minTokens
    ? { reason: 'belowMinimum', minTokens }
    : undefined;
}

/** Bedrock chooses the region for a profile of its own. */
function isCrossRegion({ model }: ConverseRequest): boolean {
  return parseModelId(model.copyOf ?? model.id).kind === 'systemProfile';
}

/** The usage if so many tokens more had been read: of what was written first. */
function asRead(usage: Usage, tokens: number): Usage {
  const { cacheWrites: _cacheWrites, ...counts } = usage;
  const fromWritten = Math.min(tokens, usage.cacheWriteInputTokens);
  return {
    ...counts,
    inputTokens: usage.inputTokens - (tokens - fromWritten),
    cacheWriteInputTokens: usage.cacheWriteInputTokens - fromWritten,
    cacheReadInputTokens: usage.cacheReadInputTokens + tokens,
  };
}

/** The usage without a prompt cache. */
function asPlain({
  inputTokens,
  outputTokens,
  cacheReadInputTokens,
  cacheWriteInputTokens,
  source,
}: Usage): Usage {
  return {
    inputTokens: inputTokens + cacheReadInputTokens + cacheWriteInputTokens,
    outputTokens,
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
    source,
  };
}

import type {
  CachePointBlock,
  ContentBlock as WireBlock,
  ConverseStreamCommandInput,
  Message as WireMessage,
} from '@aws-sdk/client-bedrock-runtime';
import type { CacheTtl } from './content';
import type { ModelTraits } from './models/traits';
import { estimateTokens } from './tokenEstimate';

/** Bedrock takes no more in one request. */
const MAX_POINTS = 4;
/** Turns of the user whose end is kept: the last, to be read by the next question, and the one before, to be read now. */
const TURNS = 2;

/** The parts of a request that can be cached. */
export type Cacheable = Pick<ConverseStreamCommandInput, 'system' | 'toolConfig'> & {
  readonly messages: WireMessage[];
};

/** What is wanted of the prompt cache. */
interface CacheWish {
  /** How long it is to last; undefined where only the history's own points are kept. */
  readonly caching: CacheTtl | undefined;
  /** The tools that are declared, by about how many tokens they are. */
  readonly tools: { readonly tokens: number } | undefined;
}

/** A place where the prompt cache may begin to be read: after block `block` of message `message`. */
interface Place {
  readonly message: number;
  readonly block: number;
  readonly ttl: CacheTtl | undefined;
}

/**
 * Places cache points: after the tools, after the system prompt, and after the last turns of the user or,
 * where the history brings cache points of its own, at the last of those. Never more than four, none after
 * reasoning, none before the model's least number of tokens, and none where the model has no prompt caching.
 * Without `caching` only the history's own are kept. Source: the Amazon Bedrock user guide, "Prompt caching".
 */
export function placeCachePoints(
  request: Cacheable,
  { caching: traits }: ModelTraits,
  { caching, tools: declared }: CacheWish,
): Cacheable {
  const { messages, places } = takeOut(request.messages);
  const own = caching !== undefined;
  if (traits === undefined || traits === null || (!own && places.length === 0)) {
    return { ...request, messages };
  }
  const points = new Points(traits.oneHour);
  const toolTokens = declared?.tokens ?? 0;
  const systemTokens = sum(request.system, ({ text }) => estimateTokens(text ?? ''));
  const tools = own && traits.tools && toolTokens >= traits.minTokens;
  const system = own && systemTokens > 0 && toolTokens + systemTokens >= traits.minTokens;
  const left = MAX_POINTS - Number(tools) - Number(system);
  const wanted = places.length > 0 ? places : own ? lastTurns(messages) : [];
  const before = tokensBefore(messages, toolTokens + systemTokens);
  const kept = wanted
    .filter((place) => traits.tools || !holdsResults(messages[place.message]))
    .filter((place) => before(place) >= traits.minTokens)
    .slice(-left);
  return {
    ...(request.toolConfig === undefined
      ? {}
      : { toolConfig: tools ? withToolPoint(request.toolConfig, points.next(caching)) : request.toolConfig }),
    ...(request.system === undefined
      ? {}
      : { system: system ? [...request.system, { cachePoint: points.next(caching) }] : request.system }),
    messages: insertPoints(messages, kept, (place) => points.next(place.ttl ?? caching)),
  };
}

/** Makes cache points in their order: one that lasts an hour may not follow one that lasts five minutes. */
class Points {
  constructor(private oneHour: boolean) {}

  next(ttl: CacheTtl | undefined): CachePointBlock {
    this.oneHour &&= ttl === '1h';
    // Five minutes is what a point without a lifetime means.
    return this.oneHour ? { type: 'default', ttl: '1h' } : { type: 'default' };
  }
}

/** The history without its cache points, and where they were, where they may be. */
function takeOut(messages: readonly WireMessage[]): { messages: WireMessage[]; places: Place[] } {
  const places: Place[] = [];
  const without = messages.map((message, index) => {
    const content: WireBlock[] = [];
    for (const block of message.content ?? []) {
      if (block.cachePoint === undefined) {
        content.push(block);
      } else if (isPlace(content.at(-1)) && !isSame(places.at(-1), index, content.length - 1)) {
        places.push({ message: index, block: content.length - 1, ttl: block.cachePoint.ttl });
      }
    }
    return { ...message, content };
  });
  return { messages: without, places };
}

/** Bedrock refuses a point at the beginning of a message, after reasoning, and after a document that is no PDF. */
function isPlace(before: WireBlock | undefined): boolean {
  const { reasoningContent, document } = before ?? {};
  return (
    before !== undefined &&
    reasoningContent === undefined &&
    (document === undefined || document.format === 'pdf')
  );
}

function holdsResults(message: WireMessage | undefined): boolean {
  return message?.content?.some(({ toolResult }) => toolResult !== undefined) === true;
}

function isSame(place: Place | undefined, message: number, block: number): boolean {
  return place?.message === message && place.block === block;
}

function lastTurns(messages: readonly WireMessage[]): Place[] {
  return messages
    .flatMap(({ role, content = [] }, message) => {
      const block = role === 'user' ? content.findLastIndex(isPlace) : -1;
      return block < 0 ? [] : [{ message, block, ttl: undefined }];
    })
    .slice(-TURNS);
}

function insertPoints(
  messages: readonly WireMessage[],
  places: readonly Place[],
  point: (place: Place) => CachePointBlock,
): WireMessage[] {
  return messages.map((message, index) => {
    const here = places.filter((place) => place.message === index);
    if (here.length === 0) {
      return message;
    }
    const content = (message.content ?? []).flatMap((block, position): WireBlock[] => {
      const place = here.find((each) => each.block === position);
      return place === undefined ? [block] : [block, { cachePoint: point(place) }];
    });
    return { ...message, content };
  });
}

function withToolPoint(
  toolConfig: NonNullable<Cacheable['toolConfig']>,
  cachePoint: CachePointBlock,
): NonNullable<Cacheable['toolConfig']> {
  return { ...toolConfig, tools: [...(toolConfig.tools ?? []), { cachePoint }] };
}

/** About how many tokens a place has before it. */
function tokensBefore(messages: readonly WireMessage[], start: number): (place: Place) => number {
  let total = start;
  const ends = messages.map(({ content }) =>
    (content ?? []).map((block) => {
      total += blockTokens(block);
      return total;
    }),
  );
  return ({ message, block }) => ends[message]?.[block] ?? 0;
}

/* A picture is about 1,600 tokens to Claude, and a page of a document is of that size. */
const MEDIA_TOKENS = 1_600;

function blockTokens(block: WireBlock): number {
  if (block.text !== undefined) {
    return estimateTokens(block.text);
  }
  if (block.toolUse !== undefined) {
    return estimateTokens(JSON.stringify(block.toolUse.input ?? null));
  }
  if (block.toolResult !== undefined) {
    return sum(block.toolResult.content, ({ text }) =>
      text === undefined ? MEDIA_TOKENS : estimateTokens(text),
    );
  }
  return block.reasoningContent === undefined
    ? MEDIA_TOKENS
    : estimateTokens(block.reasoningContent.reasoningText?.text ?? '');
}

function sum<T>(items: readonly T[] | undefined, size: (item: T) => number): number {
  return (items ?? []).reduce((total, item) => total + size(item), 0);
}

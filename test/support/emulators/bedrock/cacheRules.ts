import { firstBroken, messagesOf, modelSays, placedBlocks, type Rule } from './rule';
import type { ConverseBody, WireBlock } from './wire';

const maxCachePoints = 4;
const afterReasoning =
  'Cache point cannot be inserted after reasoning block. Please remove the invalid cache point and try again.';
const unsupported =
  'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.';

/** Cache points: not too many, where the model takes them, after something that can be kept, the longest first. */
export const cachePoints: Rule = (body, { traits }) => {
  const points = pointsOf(body);
  if (points.length === 0) {
    return undefined;
  }
  const onTools = (body.toolConfig?.tools ?? []).some((tool) => tool.cachePoint !== undefined);
  if (!traits.caching || (onTools && !traits.caching.tools)) {
    return unsupported;
  }
  if (points.length > maxCachePoints) {
    return `${modelSays}A maximum of ${maxCachePoints} blocks with cache_control may be provided. Found ${points.length}.`;
  }
  return misplaced(body) ?? wrongOrder(points);
};

interface Point {
  readonly place: string;
  readonly ttl: string | undefined;
}

/** In the order in which the service reads them. */
function pointsOf(body: ConverseBody): readonly Point[] {
  const places = [
    ...(body.toolConfig?.tools ?? []).map((block, index) => ({ block, place: `tools.${index}` })),
    ...(body.system ?? []).map((block, index) => ({ block, place: `system.${index}` })),
    ...placedBlocks(body),
  ];
  return places.flatMap(({ block, place }) =>
    block.cachePoint === undefined ? [] : [{ place, ttl: block.cachePoint.ttl }],
  );
}

/** The sentences about what comes first and about documents are ours; that they are refused is reported. */
function misplaced(body: ConverseBody): string | undefined {
  if (body.system?.[0]?.cachePoint || body.toolConfig?.tools?.[0]?.cachePoint) {
    return 'Cache point cannot be inserted at the beginning. Please remove the invalid cache point and try again.';
  }
  return firstBroken(messagesOf(body), ({ content = [] }) =>
    firstBroken([...content.entries()], ([index, block]) =>
      block.cachePoint === undefined ? undefined : misplacedAfter(content[index - 1]),
    ),
  );
}

function misplacedAfter(before: WireBlock | undefined): string | undefined {
  if (before === undefined) {
    return 'Cache point cannot be inserted at the beginning of a message. Please remove the invalid cache point and try again.';
  }
  if (before.reasoningContent) {
    return afterReasoning;
  }
  return before.document && before.document.format !== 'pdf'
    ? 'Cache point cannot be inserted after document block. Please remove the invalid cache point and try again.'
    : undefined;
}

function wrongOrder(points: readonly Point[]): string | undefined {
  const short = points.findIndex(({ ttl }) => ttl !== '1h');
  const late = short < 0 ? undefined : points.slice(short).find(({ ttl }) => ttl === '1h');
  return late
    ? `${modelSays}${late.place}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`
    : undefined;
}

import { claudeOf, type AskedModel } from '../models';
import { constraint, firstOf, modelSays, type Asked } from '../rule';
import type { ConverseBody, WireBlock, WireCachePoint } from '../wire';

const maxPoints = 4;
const unsupported =
  'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.';

interface Point {
  readonly point: WireCachePoint;
  readonly place: string;
  readonly before: WireBlock | undefined;
}

/** Cache points in the order in which the service reads: tools, system, messages. */
function pointsOf({ toolConfig, system = [], messages = [] }: ConverseBody): readonly Point[] {
  const lists: readonly (readonly [place: string, blocks: readonly WireBlock[]])[] = [
    ['tools', toolConfig?.tools ?? []],
    ['system', system],
    ...messages.map(({ content = [] }, index) => [`messages.${index}.content`, content] as const),
  ];
  return lists.flatMap(([place, blocks]) =>
    blocks.flatMap(({ cachePoint }, index) =>
      cachePoint ? [{ point: cachePoint, place: `${place}.${index}`, before: blocks[index - 1] }] : [],
    ),
  );
}

/** From the guide: Claude from 3.5 Haiku and 3.7 Sonnet on, and Nova, which keeps no tools. */
function cachesOf(model: AskedModel): {
  readonly points: boolean;
  readonly tools: boolean;
  readonly hour: boolean;
} {
  const { generation = 0, line } = claudeOf(model) ?? {};
  const claude = generation >= 3.7 || (generation === 3.5 && line === 'haiku');
  return {
    points: claude || model.id.startsWith('amazon.nova') || !model.known,
    tools: claude || !model.known,
    hour: generation >= 4.5 || !model.known,
  };
}

/** Cache points only for models that keep prefixes. */
export function cachePointsSupported({ body, model }: Asked): string | undefined {
  const caches = cachesOf(model);
  return firstOf(pointsOf(body), ({ place }) =>
    caches.points && (caches.tools || !place.startsWith('tools')) ? undefined : unsupported,
  );
}

/** The type and the time that the API has. */
export function cachePointShape({ body }: Asked): string | undefined {
  return firstOf(pointsOf(body), ({ point, place }) => {
    if (point.type !== 'default') {
      return constraint(point.type, `${place}.cachePoint.type`, 'satisfy enum value set: [default]');
    }
    return point.ttl === undefined || ['5m', '1h'].includes(point.ttl)
      ? undefined
      : constraint(point.ttl, `${place}.cachePoint.ttl`, 'satisfy enum value set: [5m, 1h]');
  });
}

/** At most four. */
export function cachePointCount({ body }: Asked): string | undefined {
  const { length } = pointsOf(body);
  return length > maxPoints
    ? `${modelSays}A maximum of ${maxPoints} blocks with cache_control may be provided. Found ${length}.`
    : undefined;
}

/** An hour only where the model keeps for one. */
export function cacheHourSupported({ body, model }: Asked): string | undefined {
  return pointsOf(body).some(({ point }) => point.ttl === '1h') && !cachesOf(model).hour
    ? `${modelSays}cache_control.ttl: a ttl of 1h is not supported for this model.`
    : undefined;
}

/** What is kept for an hour comes before what is kept for minutes. */
export function cacheHoursFirst({ body }: Asked): string | undefined {
  const points = pointsOf(body);
  const short = points.findIndex(({ point }) => point.ttl !== '1h');
  const late = short < 0 ? undefined : points.slice(short).find(({ point }) => point.ttl === '1h');
  return late
    ? `${modelSays}${late.place}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`
    : undefined;
}

/** There is something before it that can be kept. */
export function cachePointPlaces({ body }: Asked): string | undefined {
  return firstOf(pointsOf(body), ({ before }) => {
    if (before === undefined || before.cachePoint) {
      return 'Cache point cannot be inserted at the beginning. Please remove the invalid cache point and try again.';
    }
    if (before.reasoningContent) {
      return 'Cache point cannot be inserted after reasoning block. Please remove the invalid cache point and try again.';
    }
    return before.document && before.document.format !== 'pdf'
      ? 'Cache point cannot be inserted after document block. Please remove the invalid cache point and try again.'
      : undefined;
  });
}

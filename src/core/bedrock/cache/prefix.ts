import type { ConverseStreamCommandInput, ContentBlock as WireBlock } from '@aws-sdk/client-bedrock-runtime';
import type { CacheTtl } from '../content';
import { digestOf, type Digest } from './blockDigest';

/**
 * Where a piece of a request stands, in the order in which the cache reads: tools, system prompt, messages. Between
 * the last two are the choices that have no place in it and yet make Claude read all messages anew. Sources: the
 * Amazon Bedrock user guide, "Prompt caching"; Claude's documentation, "Prompt caching", on what invalidates it.
 */
export type BlockPlace =
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'toolChoice' }
  | { readonly kind: 'reasoning' }
  | { readonly kind: 'pictures' }
  /** Counted from 1. */
  | { readonly kind: 'message'; readonly number: number };

/** A piece of a request by its names: its text is not kept. */
export interface HashedBlock extends Digest {
  readonly place: BlockPlace;
}

/** A request as the prompt cache sees it. */
export interface Prefix {
  readonly blocks: readonly HashedBlock[];
  /** So many blocks stand before the last cache point; all of them where there is no point. */
  readonly covered: number;
  /** The lifetime of each cache point, in their order. */
  readonly points: readonly CacheTtl[];
}

/** Lines of a system prompt that are told apart; the rest is one. */
const MAX_LINES = 500;

/** The blocks of a request, in the order in which the cache reads them. */
export function prefixOf(input: ConverseStreamCommandInput): Prefix {
  const { toolConfig, system = [], messages = [], additionalModelRequestFields } = input;
  const prefix = new PrefixBuilder();
  for (const { toolSpec, cachePoint, ...other } of toolConfig?.tools ?? []) {
    if (cachePoint === undefined) {
      prefix.add({ kind: 'tool', name: toolSpec?.name ?? '' }, toolSpec ?? other);
    }
    prefix.point(cachePoint);
  }
  for (const { cachePoint, text, ...other } of system) {
    if (text !== undefined) {
      linesOf(text).forEach((line) => prefix.add({ kind: 'system' }, line));
    } else if (cachePoint === undefined) {
      prefix.add({ kind: 'system' }, other);
    }
    prefix.point(cachePoint);
  }
  prefix.add({ kind: 'toolChoice' }, toolConfig?.toolChoice);
  prefix.add({ kind: 'reasoning' }, additionalModelRequestFields);
  prefix.add(
    { kind: 'pictures' },
    messages.some(({ content = [] }) => content.some(isPicture)),
  );
  messages.forEach(({ role, content = [] }, index) => {
    for (const block of content) {
      if (block.cachePoint === undefined) {
        prefix.add({ kind: 'message', number: index + 1 }, [role, block]);
      }
      prefix.point(block.cachePoint);
    }
  });
  return prefix.end();
}

class PrefixBuilder {
  private readonly blocks: HashedBlock[] = [];
  private readonly points: CacheTtl[] = [];
  private covered = 0;

  add(place: BlockPlace, value: unknown): void {
    this.blocks.push({ place, ...digestOf(value) });
  }

  point(point: WireBlock['cachePoint']): void {
    if (point !== undefined) {
      this.covered = this.blocks.length;
      this.points.push(point.ttl === '1h' ? '1h' : '5m');
    }
  }

  end(): Prefix {
    const { blocks, points } = this;
    return { blocks, points, covered: points.length === 0 ? blocks.length : this.covered };
  }
}

/** A system prompt that differs in a line has all its others again. */
function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join('')];
}

function isPicture(block: WireBlock): boolean {
  return (
    block.image !== undefined || block.toolResult?.content?.some(({ image }) => image !== undefined) === true
  );
}

import * as v from 'valibot';
import type { ContentBlock, Message } from '../bedrock/content';
import { readJsonAs } from '../util/readAs';

/** The most that is kept of one answer's tools and reasoning, in characters; of more, the words alone are kept. */
const MAX_CHARS = 256 * 1024;

const binary = v.pipe(
  v.string(),
  v.transform((data) => new Uint8Array(Buffer.from(data, 'base64'))),
);

const blockSchema = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({
    type: v.literal('reasoning'),
    text: v.string(),
    signature: v.exactOptional(v.string()),
    model: v.exactOptional(v.string()),
    ground: v.exactOptional(v.string()),
  }),
  v.object({
    type: v.literal('redactedReasoning'),
    data: binary,
    model: v.exactOptional(v.string()),
    ground: v.exactOptional(v.string()),
  }),
  v.object({ type: v.literal('toolUse'), toolUseId: v.string(), name: v.string(), input: v.unknown() }),
  v.object({
    type: v.literal('toolResult'),
    toolUseId: v.string(),
    content: v.array(v.object({ type: v.literal('text'), text: v.string() })),
    failed: v.exactOptional(v.boolean()),
  }),
]);

/** A block as it is in the JSON. */
type StoredBlock = v.InferInput<typeof blockSchema>;

const turnSchema = v.array(
  v.object({ role: v.picklist(['user', 'assistant']), content: v.array(blockSchema) }),
);

/**
 * An answer as JSON, where it is more than words: with tool calls and results, and with signed reasoning. Undefined
 * when the words say it all, or when it is too much to keep. Pictures that tools gave back are only named.
 */
export function storeTurn(messages: readonly Message[]): string | undefined {
  const kept = messages.map(({ role, content }) => ({ role, content: content.flatMap(storable) }));
  if (kept.every(({ content }) => content.every(({ type }) => type === 'text'))) {
    return undefined;
  }
  const stored = JSON.stringify(kept);
  return stored.length > MAX_CHARS ? undefined : stored;
}

/** Reads what `storeTurn` made; undefined for anything else. */
export function readTurn(stored: unknown): Message[] | undefined {
  if (typeof stored !== 'string') {
    return undefined;
  }
  return readJsonAs(turnSchema, stored);
}

function storable(block: ContentBlock): StoredBlock[] {
  switch (block.type) {
    case 'reasoning':
      // Unsigned, it may never be sent again.
      return block.signature === undefined ? [] : [block];
    case 'redactedReasoning':
      return [{ ...block, data: Buffer.from(block.data).toString('base64') }];
    case 'toolResult': {
      const content = block.content.map((part) =>
        part.type === 'text'
          ? { ...part }
          : { type: 'text' as const, text: '(a picture, which was shown once)' },
      );
      return [{ ...block, content }];
    }
    case 'text':
    case 'toolUse':
      return [block];
    case 'image':
    case 'document':
    case 'cachePoint':
      return [];
  }
}

import * as v from 'valibot';
import type { ContentBlock, Message, ToolResultContent } from '../core/bedrock/content';

/** A content block as Converse writes it in JSON, bytes as base64. */
export type WireBlock = Readonly<Record<string, unknown>>;

const bytes = v.pipe(
  v.string(),
  v.base64('Expected bytes as base64'),
  v.transform((text): Uint8Array => Buffer.from(text, 'base64')),
);
const source = v.strictObject({ bytes });
const image = v.strictObject({ format: v.picklist(['png', 'jpeg', 'gif', 'webp']), source });
const document = v.strictObject({
  format: v.picklist(['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md']),
  name: v.string(),
  source,
});
const toolUse = v.strictObject({ toolUseId: v.string(), name: v.string(), input: v.unknown() });
const reasoningText = v.strictObject({ text: v.string(), signature: v.exactOptional(v.string()) });

type BlockReader = (value: unknown) => ContentBlock;

/** How a block is read, by the one key that it has. */
const readers: ReadonlyMap<string, BlockReader> = new Map<string, BlockReader>([
  ['text', (value) => ({ type: 'text', text: parse(v.string(), value) })],
  ['image', (value) => ({ type: 'image', ...withBytes(parse(image, value)) })],
  ['document', (value) => ({ type: 'document', ...withBytes(parse(document, value)) })],
  ['toolUse', (value) => ({ type: 'toolUse', ...parse(toolUse, value) })],
  ['toolResult', readToolResult],
  ['reasoningContent', readReasoning],
  ['cachePoint', (value) => ({ type: 'cachePoint', ...readCachePoint(value) })],
]);

const toolResult = v.strictObject({
  toolUseId: v.string(),
  content: v.array(v.record(v.string(), v.unknown())),
  status: v.exactOptional(v.picklist(['success', 'error'])),
});
const reasoning = v.strictObject({
  reasoningText: v.exactOptional(reasoningText),
  redactedContent: v.exactOptional(bytes),
});
const cachePoint = v.strictObject({
  type: v.literal('default'),
  ttl: v.exactOptional(v.picklist(['5m', '1h'])),
});

const messageSchema = v.strictObject({
  role: v.picklist(['user', 'assistant']),
  content: v.array(v.record(v.string(), v.unknown())),
});

/** What in a request is wrong, and where: `messages[0].content[1].image.format`. */
export class BlockError extends Error {
  override readonly name = 'BlockError';

  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}

/** Reads messages of Converse. @throws BlockError */
export function readMessages(value: unknown, path: string): Message[] {
  const list = at(path, () => parse(v.array(v.unknown()), value));
  return list.map((entry, index) => {
    const { role, content } = at(`${path}[${index}]`, () => parse(messageSchema, entry));
    return { role, content: readBlocks(content, `${path}[${index}].content`) };
  });
}

/** The blocks of an answer as Converse writes them. */
export function toWireBlocks(blocks: readonly ContentBlock[]): WireBlock[] {
  return blocks.flatMap(toWireBlock);
}

function readBlocks(blocks: readonly WireBlock[], path: string): ContentBlock[] {
  return blocks.map((block, index) => readBlock(block, `${path}[${index}]`));
}

function readBlock(block: WireBlock, place: string): ContentBlock {
  const [key, ...more] = Object.keys(block);
  const read = key === undefined || more.length > 0 ? undefined : readers.get(key);
  if (key === undefined || read === undefined) {
    const known = [...readers.keys()].join(', ');
    throw new BlockError(
      place,
      `Expected one of ${known}, but received ${JSON.stringify(Object.keys(block))}`,
    );
  }
  return at(place === '' ? key : `${place}.${key}`, () => read(block[key]));
}

function readToolResult(value: unknown): ContentBlock {
  const { toolUseId, content, status } = parse(toolResult, value);
  return {
    type: 'toolResult',
    toolUseId,
    content: content.map((part, index) => at(`content[${index}]`, () => readResultPart(part))),
    ...(status === 'error' ? { failed: true } : {}),
  };
}

function readResultPart(part: WireBlock): ToolResultContent {
  if ('json' in part) {
    return { type: 'text', text: JSON.stringify(part['json']) };
  }
  const block = readBlock(part, '');
  if (block.type === 'text' || block.type === 'image') {
    return block;
  }
  throw new BlockError('', 'Expected text, json or image');
}

function readReasoning(value: unknown): ContentBlock {
  const { reasoningText: said, redactedContent: data } = parse(reasoning, value);
  if (said !== undefined) {
    return { type: 'reasoning', ...said };
  }
  if (data !== undefined) {
    return { type: 'redactedReasoning', data };
  }
  throw new BlockError('', 'Expected reasoningText or redactedContent');
}

function readCachePoint(value: unknown): { ttl?: '5m' | '1h' } {
  const { ttl } = parse(cachePoint, value);
  return ttl === undefined ? {} : { ttl };
}

function withBytes<T extends { readonly source: { readonly bytes: Uint8Array } }>({
  source: from,
  ...block
}: T) {
  return { ...block, bytes: from.bytes };
}

/** The place of what is wrong, as JavaScript writes it: `tools[0].name`. */
export function issuePath(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? [])
    .map(({ key }, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}

/** @throws BlockError with the path below the value */
function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new BlockError(issuePath(issue), issue.message);
  }
  return result.output;
}

/** Puts the place in front of what is wrong there. */
function at<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BlockError) {
      const below = error.path === '' || error.path.startsWith('[') ? error.path : `.${error.path}`;
      throw new BlockError(`${path}${below}`, error.problem);
    }
    throw error;
  }
}

function toWireBlock(block: ContentBlock): WireBlock[] {
  switch (block.type) {
    case 'text':
      return [{ text: block.text }];
    case 'reasoning': {
      const { text, signature } = block;
      return [
        { reasoningContent: { reasoningText: { text, ...(signature !== undefined && { signature }) } } },
      ];
    }
    case 'redactedReasoning':
      return [{ reasoningContent: { redactedContent: base64(block.data) } }];
    case 'toolUse': {
      const { toolUseId, name, input } = block;
      return [{ toolUse: { toolUseId, name, input } }];
    }
    case 'image':
      return [{ image: { format: block.format, source: { bytes: base64(block.bytes) } } }];
    case 'document': {
      const { format, name } = block;
      return [{ document: { format, name, source: { bytes: base64(block.bytes) } } }];
    }
    case 'toolResult':
    case 'cachePoint':
      // Answers have none.
      return [];
  }
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

import fc from 'fast-check';
import type { ContentBlock, Message, ToolResultContent } from '../../src/core/bedrock/content';
import type { ModelParameters } from '../../src/core/bedrock/parameters';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { sealReasoning, signReasoning } from './emulators/bedrock/reasoning';
import { sampleGif, sampleJpeg, samplePdf, samplePng, sampleWebp } from '../world/bedrock/samplePictures';

/** Texts as people and models write them, blank ones and odd characters among them. */
export const anyText = fc.oneof(
  fc.constantFrom('', ' \n', 'Hello.', 'word '.repeat(3_000)),
  fc.string({ unit: 'grapheme' }),
);

/** Ids of tool calls: few, so that they meet, and such as other models make them. */
export const anyToolUseId = fc.constantFrom(
  't1',
  't2',
  'functions.search:0',
  'call_a|fc_b',
  '',
  'x'.repeat(80),
);

const toolName = fc.oneof(fc.constantFrom('search', 'read_file', 'mcp.read/file', ''), fc.string());
/** Whose bytes are those of their format. */
const image = fc
  .constantFrom(
    { format: 'png' as const, bytes: samplePng() },
    { format: 'jpeg' as const, bytes: sampleJpeg() },
    { format: 'gif' as const, bytes: sampleGif() },
    { format: 'webp' as const, bytes: sampleWebp() },
  )
  .map((picture) => ({ type: 'image' as const, ...picture }));
const toolResultContent: fc.Arbitrary<ToolResultContent> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: anyText }),
  image,
);

/** Reasoning: signed by the emulator, or not at all because it was cut off. */
const reasoning: fc.Arbitrary<ContentBlock> = fc
  .tuple(fc.oneof(fc.constant(''), fc.string()), fc.constantFrom('signed', 'unsigned', 'blank'))
  .map(([text, how]) => ({
    type: 'reasoning',
    text,
    ...(how === 'signed' ? { signature: signReasoning(text) } : how === 'blank' ? { signature: ' ' } : {}),
  }));

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('text' as const), text: anyText }) },
  reasoning,
  fc.string().map((text) => ({ type: 'redactedReasoning' as const, data: sealReasoning(text) })),
  image,
  fc
    .tuple(
      fc.constantFrom('pdf' as const, 'csv' as const, 'md' as const),
      fc.oneof(fc.constantFrom('a.pdf', 'a.md', ''), fc.string({ unit: 'grapheme' })),
    )
    .map(([format, name]) => ({
      type: 'document' as const,
      format,
      name,
      bytes: format === 'pdf' ? samplePdf() : Buffer.from('text'),
    })),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('toolUse' as const),
      toolUseId: anyToolUseId,
      name: toolName,
      input: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        type: fc.constant('toolResult' as const),
        toolUseId: anyToolUseId,
        content: fc.array(toolResultContent, { maxLength: 3 }),
        failed: fc.boolean(),
      },
      { requiredKeys: ['type', 'toolUseId', 'content'] },
    ),
  },
  fc.record(
    { type: fc.constant('cachePoint' as const), ttl: fc.constantFrom('5m' as const, '1h' as const) },
    { requiredKeys: ['type'] },
  ),
);

/** Any history, in any order. */
export const anyHistory: fc.Arbitrary<readonly Message[]> = fc.array(
  fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const),
    content: fc.array(block, { maxLength: 6 }),
  }),
  { maxLength: 10 },
);

const schema = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      type: fc.constantFrom('object', 'string', ['object', 'null'], null),
      properties: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.constantFrom({}, null, true))),
      required: fc.constantFrom(null, ['a'], 'a'),
      anyOf: fc.constantFrom(null, [], [{ properties: { a: {} } }, { required: ['a'] }, null]),
      allOf: fc.constantFrom(null, [{ properties: { b: { items: null } }, required: ['b'] }]),
      oneOf: fc.constantFrom(null, [{}]),
    },
    { requiredKeys: [] },
  ),
);

/** Tools as extensions offer them. */
export const anyTools: fc.Arbitrary<readonly ToolSpec[]> = fc.array(
  fc.record({ name: toolName, description: anyText, inputSchema: schema }),
  { maxLength: 4 },
);

/** Whatever can be set. */
export const anyParameters: fc.Arbitrary<ModelParameters> = fc.record(
  {
    maxTokens: fc.integer({ min: 1, max: 60_000 }),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    stopSequences: fc.array(fc.string(), { maxLength: 3 }),
    reasoning: fc.oneof(
      fc.record({ type: fc.constant('budget' as const), tokens: fc.integer({ min: 1, max: 300_000 }) }),
      fc.record({
        type: fc.constant('effort' as const),
        level: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
      }),
    ),
    guardrail: fc.constant({ id: 'gr1', version: 'DRAFT', trace: true }),
    requestMetadata: fc.constantFrom<Record<string, string>[]>({}, { team: 'blue' }),
    serviceTier: fc.constantFrom('flex' as const, 'priority' as const),
    latency: fc.constantFrom('standard' as const, 'optimized' as const),
    caching: fc.constantFrom('5m' as const, '1h' as const),
  },
  { requiredKeys: [] },
);

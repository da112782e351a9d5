import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ContentBlock, Message } from '../../src/core/bedrock/content';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { toConverseInput } from '../../src/core/bedrock/wire/converseInput';
import { anyHistory, anyParameters, anyText, anyTools } from '../support/histories';
import { holds } from '../support/properties';
import {
  askedIds,
  askedModel,
  judge,
  sampleGif,
  sampleJpeg,
  samplePdf,
  samplePng,
  sampleWebp,
  signatureOf,
  Signatures,
} from './bedrock';

const pictures = { png: samplePng(), jpeg: sampleJpeg(), gif: sampleGif(), webp: sampleWebp() };
const another = 'anthropic.claude-3-7-sonnet-20250219-v1:0';

/** How many; `HISTORIES=1000000` for a long run. */
const runs = Number(process.env['HISTORIES'] ?? 10_000);

const anyRequest = fc.record({
  modelId: fc.constantFrom(...askedIds()),
  messages: anyHistory,
  /** Whether its reasoning is by the model that is asked, and whether its texts end in half of a character. */
  own: fc.boolean(),
  torn: fc.boolean(),
  systemPrompt: anyText,
  tools: anyTools,
  toolRequired: fc.boolean(),
  parameters: anyParameters,
  surface: fc.constantFrom('panel' as const, 'participant' as const, 'provider' as const),
});

describe('What goes out, whatever the history', () => {
  it('is accepted by the world server, for every model', () => {
    const property = fc.property(anyRequest, ({ modelId, messages, own, torn, ...rest }) => {
      const signatures = new Signatures();
      const author = own ? askedModel(modelId).id : another;
      const input = toConverseInput({
        ...rest,
        messages: messages.map((message) => real(message, { author, torn, signatures })),
        model: configuredModel(modelId),
        conversationId: null,
      });
      assert.deepEqual(judge(input, signatures), undefined);
    });
    holds(property, runs);
  });
});

interface World {
  /** The model whose reasoning it is. */
  readonly author: string;
  readonly torn: boolean;
  readonly signatures: Signatures;
}

/** The same message with media that are what they say, and reasoning that a model of this world signed. */
function real(message: Message, world: World): Message {
  return { ...message, content: message.content.map((block) => realBlock(block, world)) };
}

/** Only Claude signs what it thinks, where it thinks. */
function signs(modelId: string): boolean {
  const { vendor, reasons = false } = askedModel(modelId);
  return vendor === 'anthropic' && reasons;
}

function realBlock(block: ContentBlock, { author, torn, signatures }: World): ContentBlock {
  switch (block.type) {
    case 'text':
      return torn ? { ...block, text: `${block.text}\ud83d` } : block;
    case 'image':
      return { ...block, bytes: pictures[block.format] };
    case 'document':
      return { ...block, bytes: block.format === 'pdf' ? samplePdf() : Buffer.from('text') };
    case 'reasoning':
      return signs(author) && (block.signature ?? '').trim() !== ''
        ? { ...block, signature: signatureOf(author, block.text), model: author }
        : { type: 'reasoning', text: block.text, model: author };
    case 'redactedReasoning':
      if (!signs(author)) {
        return { type: 'reasoning', text: 'Hidden by no other family.', model: author };
      }
      signatures.note(author, Buffer.from(block.data).toString('base64'));
      return { ...block, model: author };
    case 'toolResult':
      return {
        ...block,
        content: block.content.map((part) =>
          part.type === 'image' ? { ...part, bytes: pictures[part.format] } : part,
        ),
      };
    case 'toolUse':
    case 'cachePoint':
      return block;
  }
}

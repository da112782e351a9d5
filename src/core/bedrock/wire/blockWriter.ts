import type { ContentBlock as WireBlock, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { DocumentType as DocumentValue } from '@smithy/types';
import { toolResultText, type ContentBlock, type ImageBlock } from '../content';
import { DocumentNames } from './documentNames';
import { imageFormatOf } from '../mediaKind';
import type { ModelTraits } from '../models/traits';
import type { ToolPairs } from './toolPairs';
import type { WireTools } from './tools';

type Block<T extends ContentBlock['type']> = Extract<ContentBlock, { type: T }>;

/** Writes blocks of one conversation in Converse's form, each as what its model takes. */
export class BlockWriter {
  private readonly names = new DocumentNames();

  /** Calls and results that are in no pair become text, as all do without tools. */
  constructor(
    private readonly traits: ModelTraits,
    private readonly tools: WireTools | undefined,
    private readonly pairs: ToolPairs | undefined,
  ) {}

  write(block: ContentBlock): WireBlock {
    switch (block.type) {
      case 'text':
        return { text: block.text };
      case 'reasoning':
        return { reasoningContent: { reasoningText: { text: block.text, signature: block.signature } } };
      case 'redactedReasoning':
        return { reasoningContent: { redactedContent: block.data } };
      case 'image':
        return this.takesImages ? image(block) : { text: '[A picture, which this model cannot be sent]' };
      case 'document':
        return this.document(block);
      case 'toolUse':
        return this.toolUse(block);
      case 'toolResult':
        return this.toolResult(block);
      case 'cachePoint':
        return { cachePoint: { type: 'default', ...(block.ttl === undefined ? {} : { ttl: block.ttl }) } };
    }
  }

  /** The result of a call that never came to one. */
  missingResult(toolUseId: string): WireBlock {
    return {
      toolResult: { toolUseId, content: [{ text: 'The call was not carried out.' }], ...this.failed() },
    };
  }

  private get takesImages(): boolean {
    return this.traits.images !== false;
  }

  private document({ format, name, bytes }: Block<'document'>): WireBlock {
    return this.traits.documents === false
      ? { text: `[The document ${name}, which this model cannot be sent]` }
      : { document: { format, name: this.names.next(name), source: { bytes } } };
  }

  private toolUse(block: Block<'toolUse'>): WireBlock {
    const toolUseId = this.pairs?.idOf(block);
    const input = objectOf(block.input);
    return toolUseId === undefined
      ? { text: `[Called the tool ${block.name} with ${JSON.stringify(input)}]` }
      : this.declaredUse(toolUseId, block.name, input);
  }

  private declaredUse(
    toolUseId: string,
    given: string,
    givenInput: Record<string, DocumentValue>,
  ): WireBlock {
    const { name, input } = this.tools?.toWire(given, givenInput) ?? { name: given, input: givenInput };
    return { toolUse: { toolUseId, name, input: objectOf(input) } };
  }

  private toolResult(block: Block<'toolResult'>): WireBlock {
    const toolUseId = this.pairs?.idOf(block);
    if (toolUseId === undefined) {
      const text = toolResultText(block.content);
      return { text: `[Result of a tool: ${text.trim() === '' ? '(nothing)' : text}]` };
    }
    const content = block.content.flatMap((part): ToolResultContentBlock[] => {
      if (part.type === 'text') {
        return part.text.trim() === '' ? [] : [{ text: part.text }];
      }
      return [this.takesImages ? image(part) : { text: '[A picture]' }];
    });
    return {
      toolResult: {
        toolUseId,
        content: content.length > 0 ? content : [{ text: '(nothing)' }],
        ...(block.failed === true ? this.failed() : {}),
      },
    };
  }

  private failed(): { status?: 'error' } {
    return this.traits.toolFailures === true ? { status: 'error' } : {};
  }
}

/** The format is by the bytes, since whoever made the message may be wrong about it. */
function image({ format, bytes }: ImageBlock): { image: NonNullable<WireBlock['image']> } {
  return { image: { format: imageFormatOf(bytes) ?? format, source: { bytes } } };
}

/** Converse takes only an object as a call's input. */
function objectOf(input: unknown): Record<string, DocumentValue> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? (input as Record<string, DocumentValue>)
    : {};
}

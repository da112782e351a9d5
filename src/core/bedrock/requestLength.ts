import type { ConverseRequest } from './wire/converseCall';
import type { ContentBlock } from './content';
import { toolTexts } from './tools/toolSpec';

/**
 * Characters of the longest request that is sent: what InvokeModel takes as a body (its API reference), and more than
 * the largest context of Bedrock's models in any script. To count, sign and send what is longer would keep the
 * extension host from everything else, and end in a refusal all the same.
 */
export const MAX_REQUEST_CHARACTERS = 25_000_000;

/**
 * Characters of a request as it is sent: texts as JSON has them, bytes as base64. Texts are looked through only where
 * it depends on what they hold whether a request is too long; elsewhere the length is that of the texts themselves.
 */
export interface RequestLength {
  readonly texts: number;
  /** Of pictures and documents. */
  readonly files: number;
}

type Measured = Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools'>;

/** JSON makes so many characters of one at most. */
const MAX_ESCAPE = 6;

/** How long a request is. */
export function requestLength(request: Measured): RequestLength {
  const bare = measured(request, ({ length }) => length);
  const isTooLong = bare.texts + bare.files > MAX_REQUEST_CHARACTERS;
  const mayBeTooLong = bare.texts * MAX_ESCAPE + bare.files > MAX_REQUEST_CHARACTERS;
  return mayBeTooLong && !isTooLong ? measured(request, jsonLength) : bare;
}

/** How long messages are. */
export function messagesLength(messages: Measured['messages']): RequestLength {
  return requestLength({ messages, systemPrompt: '', tools: [] });
}

type TextLength = (text: string) => number;

function measured({ messages, systemPrompt, tools = [] }: Measured, textLength: TextLength): RequestLength {
  let texts = [systemPrompt, ...tools.flatMap(toolTexts)].reduce((sum, text) => sum + textLength(text), 0);
  let files = 0;
  for (const block of messages.flatMap(({ content }) => content).flatMap(withinResult)) {
    const length = blockLength(block, textLength);
    if (block.type === 'image' || block.type === 'document') {
      files += length;
    } else {
      texts += length;
    }
  }
  return { texts, files };
}

function withinResult(block: ContentBlock): readonly ContentBlock[] {
  return block.type === 'toolResult' ? block.content : [block];
}

function blockLength(block: ContentBlock, textLength: TextLength): number {
  switch (block.type) {
    case 'text':
      return textLength(block.text);
    case 'reasoning':
      return textLength(block.text) + textLength(block.signature ?? '');
    case 'redactedReasoning':
      return base64Length(block.data);
    case 'image':
    case 'document':
      return base64Length(block.bytes);
    case 'toolUse':
      return JSON.stringify(block.input ?? null).length;
    case 'toolResult':
    case 'cachePoint':
      return 0;
  }
}

const TWO_CHARACTERS = new Set('"\\\b\f\n\r\t'.split('').map((character) => character.charCodeAt(0)));

/** A text's length within a string of JSON, which writes six characters for one of control or half a pair. */
function jsonLength(text: string): number {
  let { length } = text;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x5c && (code < 0xd800 || code > 0xdfff)) {
      continue;
    }
    if (TWO_CHARACTERS.has(code)) {
      length += 1;
    } else if (code < 0x20) {
      length += 5;
    } else if (code >= 0xd800) {
      const isPair = (text.codePointAt(index) ?? 0) > 0xffff;
      index += Number(isPair);
      length += isPair ? 0 : 5;
    }
  }
  return length;
}

function base64Length({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}

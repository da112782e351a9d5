import type { ConverseRequest } from './converseCall';
import type { ContentBlock, Message } from './content';

/**
 * Characters of the longest request that is sent: what InvokeModel takes as a body (its API reference), and more than
 * the largest context of Bedrock's models in any script. To count, sign and send what is longer would keep the
 * extension host from everything else, and end in a refusal all the same.
 */
export const MAX_REQUEST_CHARACTERS = 25_000_000;

/**
 * Characters of a request as JSON has them, its bytes as base64. Texts are looked through once, without a copy; files
 * are not.
 */
export interface RequestLength {
  readonly texts: number;
  /** Of pictures and documents. */
  readonly files: number;
}

/** How long a request is. */
export function requestLength({
  messages,
  systemPrompt,
  tools = [],
}: Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools'>): RequestLength {
  const { texts, files } = messagesLength(messages);
  const offered = tools.reduce((sum, tool) => sum + JSON.stringify(tool).length, 0);
  return { texts: texts + textLength(systemPrompt) + offered, files };
}

/** How long messages are. */
export function messagesLength(messages: readonly Pick<Message, 'content'>[]): RequestLength {
  let [texts, files] = [0, 0];
  for (const block of messages.flatMap(({ content }) => content).flatMap(withinResult)) {
    const length = blockLength(block);
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

function blockLength(block: ContentBlock): number {
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
function textLength(text: string): number {
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

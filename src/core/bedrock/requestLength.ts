import type { ConverseRequest } from './converseCall';
import type { ContentBlock, Message } from './content';

/**
 * Characters of the longest request that is sent: what InvokeModel takes as a body (its API reference), and more than
 * the largest context of Bedrock's models in any script. To count, sign and send what is longer would keep the
 * extension host from everything else, and end in a refusal all the same.
 */
export const MAX_REQUEST_CHARACTERS = 25_000_000;

/** Characters of a request as it is sent, its bytes as base64, at a cost that does not grow with texts and files. */
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
  return { texts: texts + systemPrompt.length + offered, files };
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
      return block.text.length;
    case 'reasoning':
      return block.text.length + (block.signature?.length ?? 0);
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

function base64Length({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}

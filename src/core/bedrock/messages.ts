import type { ContentBlock as WireBlock, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';

/** A piece of a message, in Converse's terms. */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  /** Reasoning may be sent back only as it came, with its signature. */
  | { readonly type: 'reasoning'; readonly text: string; readonly signature?: string }
  | { readonly type: 'toolUse'; readonly toolUseId: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'toolResult'; readonly toolUseId: string; readonly text: string };

/** One message of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

/** A message of plain text. */
export function textMessage(role: Message['role'], text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}

/**
 * Makes any history one that Converse accepts: no blank text, no unsigned reasoning, no tool blocks
 * (no tools are declared, so they become text), first message from the user, roles alternating.
 * Source: the Converse API's validation rules, as its ValidationExceptions state them.
 */
export function toConverseMessages(messages: readonly Message[]): WireMessage[] {
  const sent: { role: Message['role']; content: WireBlock[] }[] = [];
  for (const message of messages) {
    const content = message.content.flatMap((block) => toWireBlock(block, message.role));
    // Reasoning alone is no answer: Converse wants text beside it.
    if (!content.some((block) => block.text !== undefined)) {
      continue;
    }
    const last = sent.at(-1);
    if (last?.role === message.role) {
      last.content.push(...content);
    } else if (last !== undefined || message.role === 'user') {
      sent.push({ role: message.role, content });
    }
  }
  return sent;
}

function toWireBlock(block: ContentBlock, role: Message['role']): WireBlock[] {
  switch (block.type) {
    case 'text':
      return block.text.trim() === '' ? [] : [{ text: block.text }];
    case 'reasoning':
      return block.signature === undefined || block.signature.trim() === '' || role !== 'assistant'
        ? []
        : [{ reasoningContent: { reasoningText: { text: block.text, signature: block.signature } } }];
    case 'toolUse':
      return [{ text: `[Called the tool ${block.name} with ${JSON.stringify(block.input)}]` }];
    case 'toolResult':
      return block.text.trim() === '' ? [] : [{ text: `[Result of a tool: ${block.text}]` }];
  }
}

/** About how many tokens a text is, for limits and for calls whose usage was never reported. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** About how many tokens a message is. */
export function estimateMessageTokens(message: Message): number {
  return message.content.reduce((sum, block) => sum + estimateTokens(blockText(block)), 4);
}

function blockText(block: ContentBlock): string {
  return block.type === 'toolUse' ? JSON.stringify(block.input) : block.text;
}

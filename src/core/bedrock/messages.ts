import type { DocumentType as DocumentValue } from '@smithy/types';
import type { ContentBlock as WireBlock, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import { toolResultText, type ContentBlock, type Message } from './content';

/**
 * Makes any history one that Converse accepts: no blank text, no unsigned reasoning, first message from
 * the user, roles alternating. Tool calls and results stay what they are only where tools are declared
 * and each call has its result in the next message; elsewhere they become text.
 * Source: the Converse API's validation rules, as its ValidationExceptions state them.
 */
export function toConverseMessages(
  messages: readonly Message[],
  { withTools = false }: { readonly withTools?: boolean } = {},
): WireMessage[] {
  const merged = mergeRoles(messages);
  return merged.map((message, index) => {
    const partner = merged[message.role === 'assistant' ? index + 1 : index - 1];
    const paired = withTools ? pairedIds(message, partner) : new Set<string>();
    // The model calls, the user's side answers; anything else is a stray.
    const toolBlock = message.role === 'assistant' ? 'toolUse' : 'toolResult';
    const content = message.content.map((block) =>
      toWireBlock(block, block.type === toolBlock && paired.has(block.toolUseId)),
    );
    // Results come before anything the user says beside them.
    return {
      role: message.role,
      content: content.toSorted((a, b) => Number(isResult(b)) - Number(isResult(a))),
    };
  });
}

/** Drops what may not be sent, and joins neighbours of one role. */
function mergeRoles(messages: readonly Message[]): Message[] {
  const merged: { role: Message['role']; content: ContentBlock[] }[] = [];
  for (const message of messages) {
    const content = message.content.filter((block) => isSendable(block, message.role));
    // Reasoning alone is no answer: Converse wants something beside it.
    if (content.every(isReasoning)) {
      continue;
    }
    const last = merged.at(-1);
    if (last?.role === message.role) {
      last.content.push(...content);
    } else if (last !== undefined || message.role === 'user') {
      merged.push({ role: message.role, content });
    }
  }
  return merged;
}

function isSendable(block: ContentBlock, role: Message['role']): boolean {
  switch (block.type) {
    case 'text':
      return block.text.trim() !== '';
    case 'reasoning':
      return role === 'assistant' && (block.signature ?? '').trim() !== '';
    case 'redactedReasoning':
      return role === 'assistant';
    case 'image':
    case 'document':
      return role === 'user';
    case 'toolUse':
    case 'toolResult':
      return true;
    case 'cachePoint':
      return false;
  }
}

function isReasoning(block: ContentBlock): boolean {
  return block.type === 'reasoning' || block.type === 'redactedReasoning';
}

/** The ids of calls in one of two neighbouring messages that have their result in the other, each once. */
function pairedIds(message: Message, partner: Message | undefined): ReadonlySet<string> {
  const [calls, results] = message.role === 'assistant' ? [message, partner] : [partner, message];
  const answered = toolIds(results, 'toolResult');
  return new Set(
    toolIds(calls, 'toolUse').filter((id, _index, all) => isOnceIn(id, all) && isOnceIn(id, answered)),
  );
}

function isOnceIn(id: string, all: readonly string[]): boolean {
  return all.filter((other) => other === id).length === 1;
}

function toolIds(message: Message | undefined, type: 'toolUse' | 'toolResult'): string[] {
  return (message?.content ?? []).flatMap((block) => (block.type === type ? [block.toolUseId] : []));
}

function isResult(block: WireBlock): boolean {
  return block.toolResult !== undefined;
}

function toWireBlock(block: ContentBlock, asTool: boolean): WireBlock {
  switch (block.type) {
    case 'text':
      return { text: block.text };
    case 'redactedReasoning':
      return { reasoningContent: { redactedContent: block.data } };
    case 'image':
      return { image: { format: block.format, source: { bytes: block.bytes } } };
    case 'document':
      return { document: { format: block.format, name: block.name, source: { bytes: block.bytes } } };
    case 'cachePoint':
      return { cachePoint: { type: 'default' } };
    case 'reasoning':
      return {
        reasoningContent: { reasoningText: { text: block.text, signature: block.signature } },
      };
    case 'toolUse': {
      const { toolUseId, name } = block;
      const input = toolInput(block.input);
      return asTool
        ? { toolUse: { toolUseId, name, input } }
        : { text: `[Called the tool ${name} with ${JSON.stringify(input)}]` };
    }
    case 'toolResult': {
      const { toolUseId, content } = block;
      const text = toolResultText(content);
      const said = text.trim() === '' ? '(nothing)' : text;
      return asTool
        ? { toolResult: { toolUseId, content: [{ text: said }] } }
        : { text: `[Result of a tool: ${said}]` };
    }
  }
}

/** Converse takes only an object as a call's input. */
function toolInput(input: unknown): Record<string, DocumentValue> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? (input as Record<string, DocumentValue>)
    : {};
}

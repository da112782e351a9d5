import { LRUCache } from 'lru-cache';
import type { ContentBlock, Message } from './content';

type Reasoning = Extract<ContentBlock, { type: 'reasoning' | 'redactedReasoning' }>;

/** Tool calls whose reasoning is kept, the latest used. */
const MAX_CALLS = 500;

/**
 * Keeps the reasoning that led to each tool call. Bedrock wants it back, signed and as it came, with the
 * results of the tools, and a host that knows no reasoning does not give it back.
 */
export class ReasoningMemory {
  private readonly before = new LRUCache<string, readonly Reasoning[]>({ max: MAX_CALLS });

  /** Keeps what an answer reasoned, by the tool call that followed it. */
  keep(answer: readonly ContentBlock[]): void {
    let pending: Reasoning[] = [];
    for (const block of answer) {
      if (isReasoning(block)) {
        pending.push(block);
      } else if (block.type === 'toolUse') {
        if (pending.length > 0) {
          this.before.set(block.toolUseId, pending);
        }
        pending = [];
      }
    }
  }

  /** Puts what was kept in front of what each answer says, where the host left it out. */
  restore(messages: readonly Message[]): Message[] {
    return messages.map((message) =>
      message.role === 'assistant' ? { ...message, content: this.restored(message.content) } : message,
    );
  }

  /* Blocks before a tool call stand before the text that introduced it, as the model gives it. */
  private restored(content: readonly ContentBlock[]): readonly ContentBlock[] {
    const calls = content.flatMap((block) => (block.type === 'toolUse' ? [block.toolUseId] : []));
    if (!calls.some((id) => this.before.has(id))) {
      return content;
    }
    // What is kept is exactly what came, so it takes the place of what the host made of it.
    const said = content.filter((block) => !isReasoning(block));
    const restored: ContentBlock[] = [];
    let start = 0;
    for (const block of said) {
      if (block.type === 'toolUse') {
        restored.splice(start, 0, ...(this.before.get(block.toolUseId) ?? []));
      }
      restored.push(block);
      if (block.type === 'toolUse') {
        start = restored.length;
      }
    }
    return restored;
  }
}

function isReasoning(block: ContentBlock): block is Reasoning {
  return block.type === 'reasoning' || block.type === 'redactedReasoning';
}

import type { ContentBlock, Message } from '../content';

type ToolBlock = Extract<ContentBlock, { type: 'toolUse' | 'toolResult' }>;

/**
 * Which calls and results of a conversation belong together. Converse wants each call's result in the very
 * next message, each once, under an id that no other call has.
 */
export class ToolPairs {
  private readonly ids = new Map<ToolBlock, string>();
  private readonly unanswered = new Map<number, readonly string[]>();

  /** Reads a conversation whose roles alternate. Calls of tools that are not declared belong to nothing. */
  constructor(
    messages: readonly Message[],
    private readonly tools: { has(name: string): boolean },
  ) {
    const taken = new Set<string>();
    messages.forEach(({ role, content }, index) => {
      if (role === 'assistant') {
        const results = messages[index + 1]?.content ?? [];
        this.unanswered.set(index + 1, this.pair(content, results, taken));
      }
    });
  }

  /** The id under which a call or a result is sent; undefined for a stray one. */
  idOf(block: ToolBlock): string | undefined {
    return this.ids.get(block);
  }

  /** The calls that this message would have to hold a result of, and does not. */
  missingIn(messageIndex: number): readonly string[] {
    return this.unanswered.get(messageIndex) ?? [];
  }

  /** Gives ids to what belongs together, and returns those of the calls without a result. */
  private pair(calls: readonly ContentBlock[], results: readonly ContentBlock[], taken: Set<string>) {
    const open = new Map<string, string>();
    for (const block of calls) {
      if (block.type === 'toolUse' && this.tools.has(block.name) && !open.has(block.toolUseId)) {
        const id = freeId(block.toolUseId, taken);
        this.ids.set(block, id);
        open.set(block.toolUseId, id);
      }
    }
    for (const block of results) {
      const id = block.type === 'toolResult' ? open.get(block.toolUseId) : undefined;
      if (block.type === 'toolResult' && id !== undefined) {
        this.ids.set(block, id);
        open.delete(block.toolUseId);
      }
    }
    return [...open.values()];
  }
}

/** An id as every model takes it, which no other call of the conversation has. */
function freeId(id: string, taken: Set<string>): string {
  const wanted = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'call';
  let free = wanted;
  for (let number = 2; taken.has(free); number++) {
    free = `${wanted.slice(0, 56)}_${number}`;
  }
  taken.add(free);
  return free;
}

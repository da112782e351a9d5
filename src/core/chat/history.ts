import { estimateMessageTokens, type Message } from '../bedrock/content';

/** What of a conversation is sent. */
export interface CutHistory {
  readonly messages: readonly Message[];
  /** Whole turns left out, oldest first. */
  readonly droppedTurns: number;
}

/**
 * Cuts the oldest whole turns until at most `maxTurns` (the question included; 0 means all) and about
 * `maxTokens` are left. The last turn always stays.
 */
export function cutHistory(
  messages: readonly Message[],
  limits: { readonly maxTurns: number; readonly maxTokens: number },
): CutHistory {
  const turns = splitTurns(messages);
  const sizes = turns.map((turn) => turn.reduce((sum, message) => sum + estimateMessageTokens(message), 0));
  let first = limits.maxTurns > 0 ? Math.max(0, turns.length - limits.maxTurns) : 0;
  let total = sizes.slice(first).reduce((sum, size) => sum + size, 0);
  while (first < turns.length - 1 && total > limits.maxTokens) {
    total -= sizes[first] ?? 0;
    first++;
  }
  return { messages: turns.slice(first).flat(), droppedTurns: first };
}

/** A turn begins with what the user says and ends before the user's next word; tool results belong to theirs. */
function splitTurns(messages: readonly Message[]): Message[][] {
  const turns: Message[][] = [];
  for (const message of messages) {
    const asks = message.role === 'user' && !message.content.some((block) => block.type === 'toolResult');
    const current = turns.at(-1);
    if (current === undefined || (asks && current.some(({ role }) => role === 'assistant'))) {
      turns.push([message]);
    } else {
      current.push(message);
    }
  }
  return turns;
}

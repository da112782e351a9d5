import type { Message } from '../bedrock/content';
import { estimateMessageTokens } from '../bedrock/tokenEstimate';

/** What of a conversation is sent. */
export interface CutHistory {
  readonly messages: readonly Message[];
  /** Whole turns left out, oldest first. */
  readonly droppedTurns: number;
}

/*
 * What is cut is cut by a quarter of what may be sent, not turn by turn: as long as a conversation begins with the
 * same words, the prompt cache knows it, and each change of its beginning makes all of it be paid for anew.
 */
const STEPS = 4;

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
  const tooManyTurns = limits.maxTurns > 0 ? turns.length - limits.maxTurns : 0;
  const tooManyTokens = sizes.reduce((sum, size) => sum + size, 0) - limits.maxTokens;
  const first = Math.max(
    inSteps(tooManyTurns, Math.floor(limits.maxTurns / STEPS)),
    turnsOf(inSteps(tooManyTokens, Math.floor(limits.maxTokens / STEPS)), sizes),
  );
  const droppedTurns = Math.min(first, Math.max(0, turns.length - 1));
  return { messages: turns.slice(droppedTurns).flat(), droppedTurns };
}

/** As many whole steps as there is too much. */
function inSteps(tooMuch: number, step: number): number {
  const size = Math.max(1, step);
  return Math.max(0, Math.ceil(tooMuch / size) * size);
}

/** How many of the oldest turns hold so many tokens. */
function turnsOf(tokens: number, sizes: readonly number[]): number {
  let count = 0;
  for (let left = tokens; left > 0 && count < sizes.length; count++) {
    left -= sizes[count] ?? 0;
  }
  return count;
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

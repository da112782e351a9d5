import type { Message } from '../bedrock/content';
import { MAX_REQUEST_CHARACTERS, messagesLength } from '../bedrock/requestLength';
import { estimateMessageTokens } from '../bedrock/tokenEstimate';

/** The part of a conversation that is sent. */
export interface CutHistory {
  readonly messages: readonly Message[];
  /** Whole turns left out, oldest first. */
  readonly droppedTurns: number;
}

/*
 * The history is cut by a quarter of what may be sent, not turn by turn: as long as a conversation begins with the
 * same words, the prompt cache knows it, and each change of its beginning makes all of it be paid for anew.
 */
const STEPS = 4;

/**
 * Cuts the oldest whole turns until at most `maxTurns` (the question included; 0 means all), about `maxTokens` where
 * that is known, and no more than any request holds are left. The last turn always stays.
 */
export function cutHistory(
  messages: readonly Message[],
  limits: { readonly maxTurns: number; readonly maxTokens: number | undefined },
): CutHistory {
  const turns = splitTurns(messages);
  // Of what is too long to be sent no tokens are counted, since that takes time; nor of what stays in any case.
  const tooLong = surplusTurns(turns.map(lengthOf), MAX_REQUEST_CHARACTERS);
  const rest = turns.slice(tooLong);
  const tooManyTurns = limits.maxTurns > 0 ? turns.length - limits.maxTurns : 0;
  const first = Math.max(
    inSteps(tooManyTurns, Math.floor(limits.maxTurns / STEPS)),
    tooLong +
      (rest.length > 1 && limits.maxTokens !== undefined
        ? surplusTurns(rest.map(tokensOf), limits.maxTokens)
        : 0),
  );
  const droppedTurns = Math.min(first, Math.max(0, turns.length - 1));
  return { messages: turns.slice(droppedTurns).flat(), droppedTurns };
}

function lengthOf(turn: readonly Message[]): number {
  const { texts, files } = messagesLength(turn);
  return texts + files;
}

function tokensOf(turn: readonly Message[]): number {
  return turn.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
}

/** How many of the oldest turns, and never the last, are to go until at most so much of their sizes is left. */
function surplusTurns(sizes: readonly number[], max: number): number {
  const surplus = sizes.reduce((sum, size) => sum + size, 0) - max;
  let count = 0;
  for (let left = inSteps(surplus, Math.floor(max / STEPS)); left > 0 && count < sizes.length - 1; count++) {
    left -= sizes[count] ?? 0;
  }
  return count;
}

/** As many whole steps as there is too much. */
function inSteps(tooMuch: number, step: number): number {
  const size = Math.max(1, step);
  return Math.max(0, Math.ceil(tooMuch / size) * size);
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

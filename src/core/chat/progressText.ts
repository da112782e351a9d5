import type { ConverseResult } from '../bedrock/wire/converseCall';
import type { RetryNotice } from '../aws/retry';
import type { ChatEvent } from './question';

/** Says that a request is being tried again: "Throttled by Bedrock; trying again in 4 s (2 of 5)". */
export function retryText(notice: RetryNotice, leftMs: number = notice.delayMs): string {
  const why = notice.error.reason === 'throttled' ? 'Throttled by Bedrock' : 'Bedrock did not answer';
  const seconds = Math.ceil(leftMs / 1000);
  const when = seconds > 0 ? `trying again in ${seconds} s` : 'trying again now';
  return `${why}; ${when} (${notice.failedAttempt + 1} of ${notice.maxAttempts})`;
}

/** Says that a call waits for its turn. */
export function queuedText(running: number): string {
  const calls = running === 1 ? 'another call is' : `${running} other calls are`;
  return `Waiting for its turn: ${calls} under way to this model, which throttles when there are more`;
}

/** Says that another model answers, and why. */
export function fallbackText({ from, to, error }: Extract<ChatEvent, { type: 'fallback' }>): string {
  const why = error.reason === 'throttled' ? 'is throttled' : 'does not answer';
  return `${from.label} ${why}, so ${to.label} answers.`;
}

/** Says that the beginning of a conversation was not sent. */
export function historyCutText(droppedTurns: number): string {
  const turns = droppedTurns === 1 ? 'the oldest turn was' : `the ${droppedTurns} oldest turns were`;
  return `To fit, ${turns} left out of what the model was sent.`;
}

/** Says that a model wanted to call tools more often in a row than it may. */
export function outOfRoundsText(): string {
  return 'The model called tools as often in a row as it may (see the setting tools.maxRounds), and has not finished.';
}

/** Notices for the user of an answer's end, beyond failures. */
export function endNotices(result: ConverseResult): string[] {
  if (result.outcome === 'cancelled') {
    return ['Stopped.'];
  }
  if (result.storedAt !== undefined) {
    const minutes = Math.round((Date.now() - result.storedAt.getTime()) / 60_000);
    const when =
      minutes < 1 ? 'less than a minute ago' : minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
    return [`This is the answer given ${when} to the same question; it cost nothing.`];
  }
  switch (result.stopReason) {
    case 'max_tokens':
      return ['The answer reached its limit of tokens (see the setting maxTokens).'];
    case 'model_context_window_exceeded':
      return ['The answer filled the model’s context. Start a new chat to go on.'];
    case 'guardrail_intervened':
      return [blockText(result)];
    case 'content_filtered':
      return ['Bedrock’s content filter blocked this answer.'];
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return ['The model’s answer was malformed. Ask again, or ask another model.'];
    default:
      return [];
  }
}

function blockText({ block }: ConverseResult): string {
  return block === undefined
    ? 'A guardrail blocked this answer.'
    : `A guardrail blocked this ${block.side}: ${block.policies.join(', ')}.`;
}

import * as l10n from '@vscode/l10n';
import { isAboutQuotas } from '../aws/errors';
import type { RetryNotice } from '../aws/retry';
import type { ChatEvent } from './question';

/** Says that a request is being tried again: "Throttled by Bedrock; trying again in 4 s (2 of 5)". */
export function retryText(notice: RetryNotice, leftMs: number = notice.delayMs): string {
  const throttled = notice.error.reason === 'throttled';
  const seconds = Math.ceil(leftMs / 1000);
  const attempts = [notice.failedAttempt + 1, notice.maxAttempts];
  if (seconds > 0) {
    return throttled
      ? l10n.t('Throttled by Bedrock; trying again in {0} s ({1} of {2})', seconds, ...attempts)
      : l10n.t('Bedrock did not answer; trying again in {0} s ({1} of {2})', seconds, ...attempts);
  }
  return throttled
    ? l10n.t('Throttled by Bedrock; trying again now ({0} of {1})', ...attempts)
    : l10n.t('Bedrock did not answer; trying again now ({0} of {1})', ...attempts);
}

/** Says that a call waits for its turn. */
export function queuedText(running: number): string {
  return running === 1
    ? l10n.t(
        'Waiting for its turn: another call is under way to this model, which throttles when there are more',
      )
    : l10n.t(
        'Waiting for its turn: {0} other calls are under way to this model, which throttles when there are more',
        running,
      );
}

/** Says that another model answers, and why. */
export function fallbackText({ from, to, error }: Extract<ChatEvent, { type: 'fallback' }>): string {
  return isAboutQuotas(error.reason)
    ? l10n.t('{0} is throttled, so {1} answers.', from.label, to.label)
    : l10n.t('{0} does not answer, so {1} answers.', from.label, to.label);
}

/** Says that the beginning of a conversation was not sent. */
export function historyCutText(droppedTurns: number): string {
  return droppedTurns === 1
    ? l10n.t('To fit, the oldest turn was left out of what the model was sent.')
    : l10n.t('To fit, the {0} oldest turns were left out of what the model was sent.', droppedTurns);
}

/** Says that a model wanted to call tools more often in a row than it may. */
export function outOfRoundsText(): string {
  return l10n.t(
    'The model called tools as often in a row as it may (see the setting tools.maxRounds), and has not finished.',
  );
}

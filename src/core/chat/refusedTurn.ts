import * as l10n from '@vscode/l10n';
import { isAboutTheQuestion } from '../aws/errors';
import type { ChatOutcome } from './question';

/**
 * Whether a question was refused for what is in it, or for whom it was asked: sent along with the next one, it would be
 * refused each time. What was throttled, cut off or stopped was not; nor was what was never sent, unless no model can
 * take it.
 */
export function isRefused(outcome: ChatOutcome): boolean {
  switch (outcome.type) {
    case 'cancelled':
      return false;
    case 'notCalled':
      return outcome.error.reason === 'contextTooLong';
    case 'called': {
      const { error, outcome: end } = outcome.result;
      return end === 'blocked' || (error !== undefined && isAboutTheQuestion(error.reason));
    }
  }
}

/** Says what becomes of a question that was refused. */
export function leftOutText(): string {
  return l10n.t('This question was refused, so it is left out of what is sent with the next ones.');
}

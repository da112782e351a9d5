import * as l10n from '@vscode/l10n';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import { isAboutQuotas } from '../aws/errors';
import type { RetryNotice } from '../aws/retry';
import type { ChatEvent } from './question';
import { formatCount } from '../../shared/format';

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

/** Says that tools were not offered to the model. */
export function toolsLeftOutText(names: readonly string[]): string {
  const [name = ''] = names;
  return names.length === 1
    ? l10n.t(
        'The tool {0} was left out: its description of what it takes cannot be read, or is too long. Ask whoever offers it.',
        name,
      )
    : l10n.t(
        '{0} tools were left out: their descriptions of what they take cannot be read, or are too long ({1}). Ask whoever offers them.',
        formatCount(names.length),
        names.join(', '),
      );
}

/** Says that a part of the models is not listed, for want of a permission. */
export function unlistedText(permission: string): string {
  return permission === 'bedrock:ListInferenceProfiles'
    ? l10n.t(
        'Inference profiles could not be listed: the permission {0} is missing. Models that are asked through a profile alone are not in the list; type the id of the profile.',
        permission,
      )
    : l10n.t(
        'Models could not be listed: the permission {0} is missing. Only inference profiles are in the list; type the id of another model.',
        permission,
      );
}

/** Says what is not known of a model, why, and which setting tells it. */
export function unknownModelText(
  label: string,
  unknown: 'limits' | NonNullable<ModelChoice['hidden']>,
): string {
  switch (unknown) {
    case 'limits':
      return l10n.t(
        'How much {0} reads is not known, so the whole conversation is sent. Say it in the setting bedrockChat.modelLimits.',
        label,
      );
    case 'denied':
      return l10n.t(
        'The model behind {0} is not known, since the permission {1} is missing: its cost is not known and no budget counts it. Ask for the permission, or name the model in the setting bedrockChat.profileModels.',
        label,
        'bedrock:GetInferenceProfile',
      );
    case 'untold':
      return l10n.t(
        'The model behind {0} is not known, since its ARN does not name it: its cost is not known and no budget counts it. Name the model in the setting bedrockChat.profileModels, and prices of its own in bedrockChat.prices.',
        label,
      );
  }
}

/** Says that a model wanted to call tools more often in a row than it may. */
export function outOfRoundsText(): string {
  return l10n.t(
    'The model called tools as often in a row as it may (see the setting tools.maxRounds), and has not finished.',
  );
}

import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';

/** Ends that are made here, and what nobody knows. */
export const ownCauses = {
  overBudget: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['allowOnce', 'allowToday', 'setBudget'],
    examples: [],
  },
  invalidBudget: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['setBudget', 'openSettings'],
    examples: [],
  },
  cancelled: {
    knownBy: [{ names: ['AbortError'] }],
    retry: false,
    billed: 'maybe',
    sentence: () => l10n.t('Stopped.'),
    steps: ['continue', 'retry'],
    examples: [{ name: 'AbortError', says: 'Request aborted' }],
  },
  unknown: {
    // `boundedMessages`: whoever sits at the endpoint says the same again.
    knownBy: [{ names: ['MessageTooLong'] }],
    retry: false,
    billed: 'maybe',
    sentence: ({ words }) => l10n.t('The request failed: {0}', words),
    steps: ['retry', 'showLog'],
    examples: [
      {
        name: 'MessageTooLong',
        says: 'A message of the answer’s stream has more than 1024 KB.',
        phase: 'stream',
      },
    ],
  },
} satisfies Causes;

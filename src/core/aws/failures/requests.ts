import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { invalid } from './marks';

/** The code of what is too long for any model, and not sent; its message says what of it is how long. */
export const REQUEST_TOO_LONG = 'RequestTooLong';

/** Failures of the question itself. */
export const requestCauses = {
  contextTooLong: {
    knownBy: [
      {
        ...invalid,
        words: /input is too long|too many (input )?tokens|context (window|length|limit)|prompt is too long/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, code, words }) =>
      [
        l10n.t('The question with its history and attachments is too long for {0}.', model),
        ...(code === REQUEST_TOO_LONG ? [words] : []),
        l10n.t('Remove attachments, or start a new chat.'),
      ].join(' '),
    steps: ['newChat', 'chooseModel'],
    examples: [{ name: 'ValidationException', status: 400, says: 'Input is too long for requested model.' }],
  },
  validation: {
    knownBy: [{ names: ['Validation', 'invalid_request_error'] }],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => l10n.t('Bedrock did not accept the request: {0}', words),
    steps: ['openSettings', 'chooseModel'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'temperature and top_p cannot both be specified for this model.',
      },
    ],
  },
} satisfies Causes;

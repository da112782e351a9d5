import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { throttling } from './marks';

/** Failures of asking too much. */
export const quotaCauses = {
  quotaExceeded: {
    knownBy: [{ names: ['ServiceQuotaExceeded'] }],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'A quota of this AWS account for {0} in {1} is used up. Choose another model or region.',
        model,
        region,
      ),
    steps: ['chooseModel', 'chooseRegion', 'retry'],
    examples: [
      {
        name: 'ServiceQuotaExceededException',
        status: 400,
        says: 'Your request exceeds the service quota for your account.',
      },
    ],
  },
  throttled: {
    knownBy: [throttling],
    retry: true,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'Bedrock is throttling requests to {0}, and the retries are used up. Wait a moment, or choose another model.',
        model,
      ),
    steps: ['retry', 'chooseModel'],
    examples: [
      {
        name: 'ThrottlingException',
        status: 429,
        says: 'Too many requests, please wait before trying again.',
      },
      {
        name: 'throttlingException',
        says: 'Too many tokens, please wait before trying again.',
        phase: 'stream',
      },
      { status: 429, says: 'Slow down' },
    ],
  },
} satisfies Causes;

import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { denied } from './marks';

/** Failures that somebody who manages the account mends with a permission. */
export const permissionCauses = {
  accessDenied: {
    knownBy: [denied],
    retry: false,
    billed: 'never',
    sentence: ({ who, model, region }) =>
      l10n.t({
        message:
          'AWS refused the request: your {0} may not use {1} in {2}. Ask for the permission bedrock:InvokeModelWithResponseStream, or choose another model.',
        args: [who, model, region],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} a model’s name, {2} a region’s id.',
        ],
      }),
    steps: ['chooseModel', 'signIn', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action',
      },
    ],
  },
} satisfies Causes;

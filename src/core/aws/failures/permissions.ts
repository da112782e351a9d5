import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { denied } from './marks';

/** Failures that somebody who manages the account mends with a permission. */
export const permissionCauses = {
  listingDenied: {
    knownBy: [{ ...denied, words: /bedrock:List(FoundationModels|InferenceProfiles)/ }],
    retry: false,
    billed: 'never',
    sentence: ({ action, region }) =>
      action === 'bedrock:ListInferenceProfiles'
        ? l10n.t(
            'AWS did not list the inference profiles of this account in {0}, and newer models are asked through one. Ask for the permission {1}, or choose a model by typing the id of its profile.',
            region,
            action,
          )
        : l10n.t(
            'AWS did not list the models of this account in {0}, so that none could be chosen. Ask for the permission {1}, or choose a model by typing its id.',
            region,
            action ?? 'bedrock:ListFoundationModels',
          ),
    steps: ['chooseModel', 'signIn', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:ListFoundationModels because no identity-based policy allows the bedrock:ListFoundationModels action',
      },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:sts::111122223333:assumed-role/team/mia is not authorized to perform: bedrock:ListInferenceProfiles on resource: arn:aws:bedrock:us-east-1:111122223333:inference-profile/* because no identity-based policy allows the bedrock:ListInferenceProfiles action',
      },
    ],
  },
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

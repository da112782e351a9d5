import * as l10n from '@vscode/l10n';
import type { Causes, Told } from './cause';
import { denied } from './marks';
import type { PolicyKind } from './namedByAws';

/** Failures that somebody who manages the account mends with a permission. */
export const permissionCauses = {
  bearerTokenDenied: {
    knownBy: [{ ...denied, words: /CallWithBearerToken/ }],
    retry: false,
    billed: 'never',
    sentence: ({ action }) =>
      l10n.t({
        message:
          'AWS refused the Bedrock API key: whom it belongs to may not use API keys, for which the permission {0} is needed and must not be denied. Ask whoever manages the AWS account for it, or sign in with access keys or a profile.',
        args: [action ?? 'bedrock:CallWithBearerToken'],
        comment: ['{0} is the name of a permission.'],
      }),
    steps: ['signIn', 'openIam', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/BedrockAPIKey-abcd is not authorized to perform: bedrock:CallWithBearerToken on resource: * with an explicit deny in an identity-based policy',
      },
    ],
  },
  listingDenied: {
    knownBy: [{ ...denied, words: /\bbedrock(-mantle)?:List(FoundationModels|InferenceProfiles|Models)\b/ }],
    retry: false,
    billed: 'never',
    sentence: ({ who, region, action }) =>
      l10n.t({
        message:
          'AWS refused to list the models in {1}: your {0} may not do {2}. Ask for that permission, or type a model id, for which no list is needed.',
        args: [who, region, action ?? 'bedrock:ListFoundationModels'],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} a region’s id, {2} the name of a permission.',
        ],
      }),
    steps: ['chooseModel', 'signIn', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:ListFoundationModels because no identity-based policy allows the bedrock:ListFoundationModels action',
      },
    ],
  },
  deniedByPolicy: {
    knownBy: [
      {
        ...denied,
        words:
          /explicit(ly)? den|(service|resource) control polic|permissions? boundar|session polic|endpoint polic/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: deniedByPolicyText,
    steps: ['chooseModel', 'chooseRegion', 'signIn', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:sts::111122223333:assumed-role/dev/mia is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 with an explicit deny in a service control policy',
      },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 because no permissions boundary allows the bedrock:InvokeModel action',
      },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 with an explicit deny in a service control policy',
      },
    ],
  },
  accessDenied: {
    knownBy: [denied],
    retry: false,
    billed: 'never',
    sentence: accessDeniedText,
    steps: ['chooseModel', 'signIn', 'retry', 'openIam'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action',
      },
      { name: 'AccessDeniedException', status: 403, says: 'Access denied' },
    ],
  },
} satisfies Causes;

function accessDeniedText(told: Told): string {
  const { who, model, region, action, resourceRegion, words } = told;
  if (!told.asksModel) {
    return listDeniedText(told);
  }
  return action === undefined
    ? l10n.t({
        message:
          'AWS refused the request to {1} in {2} with your {0}, and names no permission: “{3}”. Ask whoever manages the AWS account, or choose another model.',
        args: [who, model, region, words],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} a model’s name, {2} a region’s id, {3} what AWS says.',
        ],
      })
    : l10n.t({
        message:
          'AWS refused the request: your {0} may not do {1} in {2}. Ask whoever manages the AWS account for that permission for {3}, or choose another model.',
        args: [who, action, resourceRegion ?? region, model],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} the name of a permission, {2} a region’s id, {3} a model’s name.',
        ],
      });
}

function listDeniedText({ who, region, action, resourceRegion, words }: Told): string {
  return action === undefined
    ? l10n.t({
        message:
          'AWS refused the request in {1} with your {0}, and names no permission: “{2}”. Ask whoever manages the AWS account.',
        args: [who, region, words],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} a region’s id, {2} what AWS says.',
        ],
      })
    : l10n.t({
        message:
          'AWS refused the request: your {0} may not do {1} in {2}. Ask whoever manages the AWS account for that permission.',
        args: [who, action, resourceRegion ?? region],
        comment: [
          '{0} is the kind of credentials, such as “access keys”, {1} the name of a permission, {2} a region’s id.',
        ],
      });
}

function deniedByPolicyText({
  policy,
  action,
  region,
  resourceRegion,
  isGlobalResource,
  modelId,
}: Told): string {
  const denies = policyName(policy);
  const what = action ?? l10n.t('the request');
  const where = resourceRegion ?? region;
  if (isGlobalResource) {
    return l10n.t({
      message:
        '{0} does not allow {1} in every region that a global inference profile may send a request to; {2} was asked in {3}. Choose a profile of one part of the world or a model of {3} itself, or ask whoever manages the AWS account’s policies.',
      args: [denies, what, modelId, region],
      comment: [
        '{0} is a kind of policy, {1} the name of a permission, {2} a model’s id, {3} a region’s id.',
      ],
    });
  }
  return where === region
    ? l10n.t({
        message:
          '{0} does not allow {1} in {2}. Ask whoever manages the AWS account’s policies, or choose another model or region.',
        args: [denies, what, where],
        comment: ['{0} is a kind of policy, {1} the name of a permission, {2} a region’s id.'],
      })
    : l10n.t({
        message:
          '{0} does not allow {1} in {2}. {4} was asked in {3}, but an inference profile may send a request on to another region. Choose an inference profile or a region that does without {2}, or ask whoever manages the AWS account’s policies.',
        args: [denies, what, where, region, modelId],
        comment: [
          '{0} is a kind of policy, {1} the name of a permission, {2} and {3} are ids of regions, {4} is a model’s id.',
        ],
      });
}

function policyName(policy: PolicyKind | undefined): string {
  switch (policy) {
    case 'serviceControl':
      return l10n.t('A service control policy of the organization');
    case 'resourceControl':
      return l10n.t('A resource control policy of the organization');
    case 'boundary':
      return l10n.t('A permissions boundary');
    case 'session':
      return l10n.t('A session policy');
    case 'endpoint':
      return l10n.t('The policy of the VPC endpoint');
    case 'resource':
      return l10n.t('A resource-based policy');
    case 'identity':
    case undefined:
      return l10n.t('An explicit deny in a policy of this user or role');
  }
}

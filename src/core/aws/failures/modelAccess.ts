import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { denied, refused } from './marks';

/** Models that the account does not have, or not yet. The first call of a model subscribes the account to it. */
export const modelAccessCauses = {
  paymentMissing: {
    knownBy: [{ ...refused, words: /INVALID_PAYMENT_INSTRUMENT|payment (instrument|method)/i }],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'AWS cannot subscribe this account to {0}, because the account has no valid payment method. Add one in AWS Billing and try again some minutes later, or choose a model that needs no subscription, such as Amazon Nova.',
        model,
      ),
    steps: ['openPaymentMethods', 'retry', 'chooseModel'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'Model access is denied due to INVALID_PAYMENT_INSTRUMENT: A valid payment instrument must be provided. Your AWS Marketplace subscription for this model cannot be completed at this time.',
      },
    ],
  },
  useCaseFormMissing: {
    knownBy: [
      { names: ['FTUFormNotFilled'] },
      { ...refused, words: /use[ -]case (details|form|information)|FTUFormNotFilled/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'Anthropic asks each AWS account once for its use case before {0} can be used, and the form has not been sent. Fill in the form in the Bedrock console’s model catalog, wait about 15 minutes, and try again.',
        model,
      ),
    steps: ['openUseCaseForm', 'retry', 'chooseModel'],
    examples: [
      {
        name: 'ResourceNotFoundException',
        status: 404,
        says: 'Model use case details have not been submitted for this account.',
      },
      { name: 'ValidationException', status: 400, says: 'This provider asks for a use-case form first.' },
    ],
  },
  subscriptionPending: {
    knownBy: [
      {
        ...refused,
        words:
          /(subscription|agreement|access)\b.{0,60}\b(still (being )?process|being processed|pending|in progress|being set up)/i,
      },
    ],
    // It takes far longer than what is waited between attempts.
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'AWS is still subscribing this account to {0}, which takes up to 15 minutes after the first call. Try again then, or choose another model.',
        model,
      ),
    steps: ['retry', 'chooseModel'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'Your AWS Marketplace subscription for this model is still being processed.',
      },
      { name: 'AccessDeniedException', status: 403, says: 'The agreement for this model is pending.' },
    ],
  },
  marketplaceDenied: {
    knownBy: [
      {
        ...refused,
        words: /aws-marketplace:|marketplace (actions|permissions?)|(View|Un)?Subscri(be|ptions) permission/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, who }) =>
      l10n.t({
        message:
          'The first call to {0} subscribes the account to it, and your {1} may not do that. Ask for the permissions aws-marketplace:Subscribe, aws-marketplace:Unsubscribe and aws-marketplace:ViewSubscriptions, or have somebody who has them ask the model once, and try again some minutes later.',
        args: [model, who],
        comment: ['{0} is a model’s name, {1} the kind of credentials, such as “access keys”.'],
      }),
    steps: ['chooseModel', 'openIam', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model.',
      },
    ],
  },
  modelNotOffered: {
    knownBy: [
      {
        ...refused,
        words:
          /not (available|enabled) (for|to|in) (this|your) (aws )?account|account is not authorized to invoke|operation not allowed|models? (is|are) not (allowed|available) (for|to|in) this account/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        '{0} is not offered to this AWS account in {1}. Choose another model, or ask AWS Support or the account team to open it to the account.',
        model,
        region,
      ),
    steps: ['chooseModel', 'openSupport', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'anthropic.claude-mythos-preview is not available for this account. Contact AWS Sales.',
      },
      { name: 'ValidationException', status: 400, says: 'Operation not allowed' },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'Your account is not authorized to invoke this API operation.',
      },
    ],
  },
  countryNotSupported: {
    knownBy: [
      {
        ...refused,
        words:
          /unsupported (countr|region|territor)|not (allowed|supported|available) (from|in) (your|this) country/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'The provider of {0} does not allow its use from the country of this account or of this network. Choose a model of another provider.',
        model,
      ),
    steps: ['chooseModel', 'openSupport'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'Access to Anthropic models is not allowed from unsupported countries, regions, or territories.',
      },
    ],
  },
  dataRetention: {
    knownBy: [{ ...refused, words: /data[ _-]?retention/i }],
    retry: false,
    billed: 'never',
    sentence: ({ model, words }) =>
      l10n.t(
        '{0} cannot be used with the data retention mode that is set for this AWS account: {1}. Whoever manages the account can allow a mode that the model takes; else choose another model.',
        model,
        words.replace(/\.$/, ''),
      ),
    steps: ['openDataRetention', 'chooseModel', 'retry'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: "data retention mode 'default' is not available for this model",
      },
    ],
  },
  modelAccessNotGranted: {
    knownBy: [
      { ...denied, words: /(don['’]t|do not) have access to (the|this) model|model access|marketplace/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'Bedrock refused the request: this account has not been granted {0} in {1}. Open the model there to see what is missing, such as a form of its provider or the right to subscribe, or choose another model.',
        model,
        region,
      ),
    steps: ['openModelCatalog', 'chooseModel', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: "You don't have access to the model with the specified model ID.",
      },
    ],
  },
} satisfies Causes;

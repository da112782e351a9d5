import { NOT_AUTHORIZED, awsSays, type FailureCase } from './failureCase';

/** The account, or who asks, may not. */
export const accessCases: readonly FailureCase[] = [
  {
    what: 'a use case form that was not sent',
    says: awsSays(
      404,
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model.',
    ),
    reads: [/Anthropic/, /form/, /15 minutes/],
    never: /knows no model/,
    steps: ['openUseCaseForm', 'retry'],
    requests: 1,
  },
  {
    what: 'a use case form asked for by a bad request',
    says: awsSays(400, 'ValidationException', 'Access requires a completed use-case form for this provider.'),
    reads: [/Anthropic/, /form/, /15 minutes/],
    steps: ['openUseCaseForm', 'retry'],
  },
  {
    what: 'an account without a valid payment method',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Model access is denied due to INVALID_PAYMENT_INSTRUMENT: A valid payment instrument must be provided. Your AWS Marketplace subscription for this model cannot be completed at this time.',
    ),
    reads: [/payment method/i, /Billing/],
    never: /request access/i,
    steps: ['openPaymentMethods', 'retry'],
    requests: 1,
  },
  {
    what: 'a user who may not subscribe',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model.',
    ),
    reads: [/aws-marketplace:Subscribe/, /aws-marketplace:ViewSubscriptions/],
    steps: ['chooseModel'],
  },
  {
    what: 'a user who may not subscribe, by one permission',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} aws-marketplace:Subscribe on resource: * because no identity-based policy allows the action`,
    ),
    reads: [/aws-marketplace:Subscribe/, /aws-marketplace:ViewSubscriptions/],
    steps: ['chooseModel'],
  },
  {
    what: 'a subscription under way',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Your AWS Marketplace subscription for this model is still being processed. Try again in 15 minutes.',
    ),
    reads: [/15 minutes/, /subscri/],
    steps: ['retry', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a service control policy of another region',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 with an explicit deny in a service control policy`,
    ),
    reads: [/us-east-2/, /service control policy/, /us-east-1/, /profile/],
    steps: ['chooseModel', 'chooseRegion'],
    requests: 1,
  },
  {
    what: 'a service control policy that a global profile meets',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 with an explicit deny in a service control policy`,
    ),
    reads: [/service control policy/, /global inference profile/, /us-east-1/],
    steps: ['chooseModel', 'chooseRegion'],
  },
  {
    what: 'a permissions boundary',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 because no permissions boundary allows the bedrock:InvokeModel action`,
    ),
    reads: [/permissions boundary/, /bedrock:InvokeModel\b/, /us-east-1/],
    steps: ['chooseModel'],
  },
  {
    what: 'a missing permission of another name',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} bedrock:ApplyGuardrail on resource: arn:aws:bedrock:us-east-1:111122223333:guardrail/abcd1234 because no identity-based policy allows the bedrock:ApplyGuardrail action`,
    ),
    reads: [/bedrock:ApplyGuardrail/],
    never: /InvokeModel/,
    steps: ['chooseModel', 'signIn'],
  },
  {
    what: 'an API key that may not be used',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${NOT_AUTHORIZED} bedrock:CallWithBearerToken on resource: * with an explicit deny in an identity-based policy`,
    ),
    reads: [/bedrock:CallWithBearerToken/, /API key/],
    never: /InvokeModel/,
    steps: ['signIn'],
  },
  {
    what: 'an API key that expired',
    says: awsSays(403, 'AccessDeniedException', 'Bearer Token has expired'),
    reads: [/API key/, /expired/, /AWS_BEARER_TOKEN_BEDROCK/],
    steps: ['signIn'],
  },
  {
    what: 'an API key that is none',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Authentication failed: Please make sure your API Key is valid.',
    ),
    reads: [/API key/, /not accept/, /AWS_BEARER_TOKEN_BEDROCK/],
    steps: ['signIn'],
  },
  {
    what: 'a model that is not offered to the account',
    says: awsSays(
      403,
      'AccessDeniedException',
      'anthropic.claude-3-haiku-20240307-v1:0 is not available for this account. You can explore other available models on Amazon Bedrock. For additional access options, contact AWS Sales.',
    ),
    reads: [/not offered to this AWS account/, /AWS Support/],
    never: /InvokeModel/,
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a data retention mode that the model does not take',
    says: awsSays(
      400,
      'ValidationException',
      "data retention mode 'default' is not available for this model",
    ),
    reads: [/data retention/, /account/],
    steps: ['openDataRetention', 'chooseModel'],
    requests: 1,
  },
];

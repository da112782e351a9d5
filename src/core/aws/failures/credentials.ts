import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { denied } from './marks';

/** Failures that another sign-in mends. */
export const credentialCauses = {
  credentialsExpired: {
    knownBy: [
      { names: ['TokenProviderError', 'ExpiredToken', 'Unauthorized', 'UnauthorizedSSOTokenError'] },
      { ...denied, words: /security token.*expired|(?<!bearer )token has expired/i },
      {
        names: ['CredentialsProviderError', 'CredentialsError', 'MissingAuthenticationToken'],
        words: /expired|sso session|refresh failed|aws sso login/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ who }) =>
      l10n.t({
        message: 'AWS says that your {0} expired. Sign in again.',
        args: [who],
        comment: ['{0} is the kind of credentials, such as “access keys” or “profile work”.'],
      }),
    // What was typed in here cannot be renewed by AWS's own login.
    steps: ({ origin }) =>
      origin === 'keys' || origin === 'apiKey'
        ? ['signIn', 'retry', 'diagnose']
        : ['ssoLogin', 'signIn', 'retry', 'diagnose'],
    examples: [
      {
        name: 'ExpiredTokenException',
        status: 403,
        says: 'The security token included in the request is expired',
      },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'The security token included in the request is expired',
      },
      {
        name: 'CredentialsProviderError',
        says: 'The SSO session associated with this profile has expired. To refresh it, run aws sso login.',
      },
    ],
  },
  credentialsMissing: {
    knownBy: [{ names: ['CredentialsProviderError', 'CredentialsError', 'MissingAuthenticationToken'] }],
    retry: false,
    billed: 'never',
    sentence: () => l10n.t('Sign in to Amazon Bedrock to ask questions.'),
    steps: ['signIn'],
    examples: [{ name: 'CredentialsProviderError', says: 'Could not load credentials from any providers' }],
  },
  clockSkew: {
    knownBy: [
      { names: ['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture'] },
      { ...denied, words: /signature (expired|not yet current)|request.*(has expired|too skewed)/i },
      {
        names: ['InvalidSignature', 'SignatureDoesNotMatch', 'IncompleteSignature', 'AuthFailure'],
        words: /signature (expired|not yet current)|request.*(expired|skewed)/i,
      },
    ],
    // Of a wrong clock the SDK learns from the refusal, and signs the next attempt by the service's time.
    retry: true,
    billed: 'never',
    sentence: () =>
      l10n.t(
        'AWS refused the request, because this machine’s clock is wrong by more than five minutes. Set the clock, best by the network’s time, and try again.',
      ),
    steps: ['retry', 'diagnose'],
    examples: [
      {
        name: 'InvalidSignatureException',
        status: 403,
        says: 'Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T002000Z - 5 min.)',
      },
      { name: 'RequestExpired', status: 400, says: 'Request has expired.' },
    ],
  },
  credentialsWrong: {
    knownBy: [
      {
        names: [
          'InvalidSignature',
          'SignatureDoesNotMatch',
          'UnrecognizedClient',
          'InvalidClientTokenId',
          'InvalidAccessKeyId',
          'IncompleteSignature',
          'AuthFailure',
          'authentication_error',
        ],
      },
      { ...denied, words: /security token.*invalid/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ who }) =>
      l10n.t({
        message:
          'AWS does not accept your {0}: the key id or the secret is wrong, or was revoked. Sign in again.',
        args: [who],
        comment: ['{0} is the kind of credentials, such as “access keys” or “profile work”.'],
      }),
    steps: ['signIn', 'retry', 'diagnose'],
    examples: [
      {
        name: 'UnrecognizedClientException',
        status: 403,
        says: 'The security token included in the request is invalid.',
      },
      {
        name: 'InvalidSignatureException',
        status: 403,
        says: 'The request signature we calculated does not match the signature you provided.',
      },
    ],
  },
} satisfies Causes;

import * as l10n from '@vscode/l10n';
import { isOptInRegion } from '../credentials/regionId';
import type { Causes, Told } from './cause';
import { denied } from './marks';

const apiKey = /api[ -]?key|bearer[ -]?token/i;

/** The code of a profile’s failure that a login to AWS mends; its message is a whole sentence. */
export const LOGIN_NEEDED = 'LoginNeeded';

/** Failures that another sign-in mends. */
export const credentialCauses = {
  apiKeyExpired: {
    knownBy: [
      {
        ...denied,
        words: /(api[ -]?key|bearer[ -]?token).{0,40}expired|expired.{0,40}(api[ -]?key|bearer[ -]?token)/i,
      },
      { names: ['ExpiredToken'], words: apiKey },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ origin }) => `${l10n.t('The Bedrock API key has expired.')} ${anotherKeyText(origin)}`,
    steps: ['signIn', 'retry', 'diagnose'],
    examples: [
      { name: 'AccessDeniedException', status: 403, says: 'Bearer Token has expired' },
      { name: 'UnrecognizedClientException', status: 401, says: 'The API key is expired.' },
    ],
  },
  apiKeyWrong: {
    knownBy: [
      {
        names: [
          'AccessDenied',
          'UnrecognizedClient',
          'authentication_error',
          'invalid_api_key',
          'Validation',
        ],
        statuses: [401, 403],
        words:
          /api[ -]?key is (not )?valid|(in)?valid.{0,20}(api[ -]?key|bearer[ -]?token)|(api[ -]?key|bearer[ -]?token).{0,30}(invalid|not valid|malformed|not recognized)/i,
      },
      { names: ['invalid_api_key'] },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ origin }) =>
      `${l10n.t('AWS does not accept the Bedrock API key: it is wrong, was revoked, or belongs to another region.')} ${anotherKeyText(origin)}`,
    steps: ['signIn', 'retry', 'diagnose'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'Authentication failed: Please make sure your API Key is valid.',
      },
      { status: 401, says: 'Invalid bearer token' },
    ],
  },
  credentialsExpired: {
    knownBy: [
      { names: ['TokenProviderError', 'ExpiredToken', 'Unauthorized', 'UnauthorizedSSOTokenError'] },
      { ...denied, words: /security token.*expired|token has expired/i },
      {
        names: ['CredentialsProviderError', 'CredentialsError', 'MissingAuthenticationToken'],
        words: /expired|sso session|refresh failed|aws sso login/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ who, code, words }) =>
      code === LOGIN_NEEDED
        ? words
        : l10n.t({
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
    sentence: ({ who, region }) =>
      isOptInRegion(region)
        ? l10n.t({
            message:
              'AWS does not accept your {0} in {1}: this account has not enabled that region, or the key id or the secret is wrong or was revoked. Choose another region, have it enabled, or sign in again.',
            args: [who, region],
            comment: [
              '{0} is the kind of credentials, such as “access keys” or “profile work”, {1} a region’s id.',
            ],
          })
        : l10n.t({
            message:
              'AWS does not accept your {0}: the key id or the secret is wrong, or was revoked. Sign in again.',
            args: [who],
            comment: ['{0} is the kind of credentials, such as “access keys” or “profile work”.'],
          }),
    steps: ({ region }) =>
      isOptInRegion(region)
        ? ['chooseRegion', 'signIn', 'retry', 'diagnose']
        : ['signIn', 'retry', 'diagnose'],
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

/** A key of the environment goes before every other sign-in of the AWS SDKs, so that an old one hides good credentials. */
function anotherKeyText(origin: Told['origin']): string {
  switch (origin) {
    case 'apiKey':
      return l10n.t('Create another one in the Bedrock console, and sign in with it.');
    case 'environment':
      return l10n.t(
        'It comes from the environment variable AWS_BEARER_TOKEN_BEDROCK, which goes before other credentials: put another key there, or remove the variable and start the editor anew, or sign in.',
      );
    default:
      return l10n.t(
        'Sign in again; an old key may also be in the environment variable AWS_BEARER_TOKEN_BEDROCK, which goes before other credentials.',
      );
  }
}

import * as l10n from '@vscode/l10n';
import { classifyError, type BedrockError } from '../aws/errors';
import { LOGIN_NEEDED } from '../aws/failures/credentials';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import { isUnreachable, verifyIdentity } from '../aws/credentials/identity';
import { step, type Check, type Finding } from './check';
import { sentenceOf, signInStep } from './explained';
import type { DiagnosisRun } from './diagnosisRun';

/* Fetching may mean to type an MFA code. */
const FETCH_MS = 60_000;
const IDENTITY_MS = 10_000;
const SOON_MS = 5 * 60_000;

/** Whether there are credentials, from where, and until when they are good. */
export function credentialsCheck(run: DiagnosisRun): Check {
  return {
    id: 'credentials',
    title: l10n.t('Credentials'),
    timeoutMs: FETCH_MS,
    run: async () => {
      const { source, profile } = run.subject.settings;
      const tried =
        source === 'profile' || (source === 'auto' && profile !== '')
          ? l10n.t('Looked for credentials (bedrockChat.credentials.source is {0} “{1}”).', source, profile)
          : l10n.t('Looked for credentials (bedrockChat.credentials.source is {0}).', source);
      if (source === 'profile' && profile === '') {
        const result = l10n.t('Not tried: no profile is named, see “Settings”.');
        return { tried, status: 'skipped', result };
      }
      let active: ActiveCredentials | undefined;
      try {
        active = await run.credentials();
        return { tried, ...(await lifetime(active, run.now())) };
      } catch (error) {
        const origin = active?.origin ?? (source === 'keys' ? 'keys' : 'profile');
        return { tried, status: 'failed', ...missing(classifyError(error), origin) };
      }
    },
  };
}

/* The SDK marks what its providers hand out, under keys such as these (`AwsSdkCredentialsFeatures` in @aws-sdk/types). */
const sources = (): readonly (readonly [string, string])[] => [
  ['CREDENTIALS_ENV_VARS', l10n.t('environment variables')],
  ['CREDENTIALS_STS_ASSUME_ROLE', l10n.t('an assumed role')],
  ['CREDENTIALS_SSO', 'SSO'],
  ['CREDENTIALS_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_PROCESS', l10n.t('a credential process')],
  ['CREDENTIALS_HTTP', l10n.t('the container’s role')],
  ['CREDENTIALS_IMDS', l10n.t('the instance’s role')],
  ['CREDENTIALS_PROFILE', l10n.t('the AWS config files')],
];

function sourceOf(identity: object): string | undefined {
  const marks: unknown = Reflect.get(identity, '$source');
  return typeof marks !== 'object' || marks === null
    ? undefined
    : sources().find(([mark]) => mark in marks)?.[1];
}

async function lifetime(active: ActiveCredentials, nowMs: number): Promise<Omit<Finding, 'tried'>> {
  if (active.kind === 'bearer') {
    const result = `${usingText(active.label)} ${l10n.t('An API key does not say when it ends.')}`;
    return { status: 'ok', result };
  }
  const identity = await active.provider();
  const { expiration, sessionToken } = identity;
  const using = usingText(active.label, sourceOf(identity));
  if (expiration === undefined) {
    const end = l10n.t('They are temporary; when they end is not known here.');
    return { status: 'ok', result: sessionToken === undefined ? using : `${using} ${end}` };
  }
  const left = expiration.getTime() - nowMs;
  const until = expiration.toISOString().replace('T', ' ').slice(0, 16);
  const again = { fix: l10n.t('Log in again.'), action: signInStep(active.origin) };
  if (left <= 0) {
    const ended = l10n.t('They ended at {0} UTC.', until);
    return { status: 'failed', result: `${using} ${ended}`, ...again };
  }
  const result = `${using} ${l10n.t('They end in {0}, at {1} UTC.', duration(left), until)}`;
  return left < SOON_MS ? { status: 'warning', result, ...again } : { status: 'ok', result };
}

function usingText(label: string, source?: string): string {
  return source === undefined
    ? l10n.t({
        message: 'Using {0}.',
        args: [label],
        comment: ['{0} is the kind of credentials, such as “access keys”.'],
      })
    : l10n.t({
        message: 'Using {0} ({1}).',
        args: [label, source],
        comment: ['{0} is the kind of credentials, such as “profile work”, {1} their source, such as SSO.'],
      });
}

function missing(
  error: BedrockError,
  origin: ActiveCredentials['origin'],
): Required<Pick<Finding, 'result' | 'fix' | 'action'>> {
  const { message, code } = error.detail;
  const said = `${message} (${code})`;
  switch (error.reason) {
    case 'profileNotFound':
    case 'profileUnusable':
    case 'mfaNeeded':
      return {
        result: message,
        fix: l10n.t('Correct the profile, or sign in with another one, with access keys or an API key.'),
        action: step('signIn'),
      };
    case 'credentialProcessFailed':
      return {
        result: message,
        fix: l10n.t('Run the process in a terminal until it prints credentials, or sign in in another way.'),
        action: step('signIn'),
      };
    case 'credentialsExpired':
      return {
        result: code === LOGIN_NEEDED ? message : l10n.t('The login has expired: {0}', said),
        fix: l10n.t('Log in again with “aws sso login”; the button runs it in a terminal.'),
        action: signInStep(origin),
      };
    case 'network':
    case 'dns':
    case 'proxy':
    case 'tls':
    case 'certificateTime':
    case 'certificateHost':
    case 'tlsHandshake':
      return {
        result: l10n.t(
          'The credentials could not be fetched, because their source cannot be reached: {0}',
          said,
        ),
        fix: l10n.t('Check the network, the VPN and the proxy, or use access keys, which need no fetching.'),
        action: step('signIn'),
      };
    case 'accessDenied':
      return {
        result: l10n.t('The source of the credentials refused: {0}', said),
        fix: l10n.t('Ask for the role of this profile, or choose another profile.'),
        action: step('signIn'),
      };
    default:
      return {
        result: l10n.t('There are no credentials to use: {0}', said),
        fix: l10n.t('Sign in with access keys, a Bedrock API key or a profile.'),
        action: step('signIn'),
      };
  }
}

/** Whether AWS accepts the credentials, and whose they are. */
export function identityCheck(run: DiagnosisRun): Check {
  return {
    id: 'identity',
    title: l10n.t('Identity'),
    needs: ['settings', 'credentials'],
    unlessFailed: ['region', 'proxy', 'dns', 'tls', 'clock'],
    timeoutMs: IDENTITY_MS + 10_000,
    run: async (signal) => {
      const credentials = await run.credentials();
      const { region } = await run.region();
      const { stsEndpoint: sts, controlEndpoint: control } = run.subject.settings;
      const tried =
        credentials.kind === 'bearer'
          ? l10n.t('Sent the API key to Bedrock.')
          : l10n.t('Asked AWS STS (GetCallerIdentity) whose the credentials are.');
      const endpoints = { sts, control };
      try {
        const identity = await verifyIdentity({
          credentials,
          region,
          endpoints,
          signal,
          timeoutMs: IDENTITY_MS,
        });
        if (identity.arn !== undefined) {
          return { tried, status: 'ok', result: l10n.t('AWS knows you as {0}.', identity.label) };
        }
        if (credentials.kind === 'bearer') {
          return {
            tried,
            status: 'ok',
            result: l10n.t('Bedrock accepts the API key, which does not tell its account.'),
          };
        }
        return {
          tried,
          status: 'warning',
          result: l10n.t(
            'Bedrock accepts the credentials. STS could not be reached, so whose they are is not known.',
          ),
          fix: l10n.t(
            'Questions work without STS. To see whose account it is, allow this machine to reach it.',
          ),
        };
      } catch (error) {
        return { tried, ...refusal(classifyError(error), credentials, region) };
      }
    },
  };
}

function refusal(
  error: BedrockError,
  credentials: ActiveCredentials,
  region: string,
): Omit<Finding, 'tried'> {
  const result = sentenceOf(error, { region, credentials });
  switch (error.reason) {
    case 'credentialsExpired':
      return {
        status: 'failed',
        result,
        fix:
          credentials.origin === 'keys'
            ? l10n.t('Temporary keys cannot be renewed: get new ones, and sign in with them.')
            : l10n.t('Log in again.'),
        action: signInStep(credentials.origin),
      };
    case 'credentialsWrong':
      return {
        status: 'failed',
        result,
        fix: l10n.t('Enter key id and secret anew, copied whole, or make a new key in the IAM console.'),
        action: step('signIn'),
      };
    case 'clockSkew':
      return {
        status: 'failed',
        result,
        fix: l10n.t('Set this machine’s clock by the network’s time.'),
        action: step('showLog'),
      };
    default:
      return {
        status: 'warning',
        result: isUnreachable(error.reason)
          ? l10n.t(
              'Neither STS nor Bedrock’s list of models answered, so whose the credentials are is not known. ({0})',
              error.detail.message,
            )
          : result,
        fix: l10n.t('See the lines below: they tell whether Bedrock can be used all the same.'),
      };
  }
}

/** A span of time to the minute, e.g. "3 h 12 min". */
export function duration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', `${minutes % 60} min`];
  return parts.filter((part) => part !== '').join(' ');
}

import { classifyError, type BedrockError } from '../aws/errors';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import { isUnreachable, verifyIdentity } from '../aws/credentials/identity';
import { actions, type Check, type Finding } from './check';
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
    title: 'Credentials',
    timeoutMs: FETCH_MS,
    run: async () => {
      const { source, profile } = run.subject.settings;
      const named = source === 'profile' || (source === 'auto' && profile !== '') ? ` “${profile}”` : '';
      const tried = `Looked for credentials (bedrockChat.credentials.source is ${source}${named}).`;
      if (source === 'profile' && profile === '') {
        return { tried, status: 'skipped', result: 'Not tried: no profile is named, see “Settings”.' };
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
const sources: readonly (readonly [string, string])[] = [
  ['CREDENTIALS_ENV_VARS', 'environment variables'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'an assumed role'],
  ['CREDENTIALS_SSO', 'SSO'],
  ['CREDENTIALS_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_PROCESS', 'a credential process'],
  ['CREDENTIALS_HTTP', 'the container’s role'],
  ['CREDENTIALS_IMDS', 'the instance’s role'],
  ['CREDENTIALS_PROFILE', 'the AWS config files'],
];

function sourceOf(identity: object): string {
  const marks: unknown = Reflect.get(identity, '$source');
  if (typeof marks !== 'object' || marks === null) {
    return '';
  }
  const found = sources.find(([mark]) => mark in marks)?.[1];
  return found === undefined ? '' : ` (${found})`;
}

async function lifetime(active: ActiveCredentials, nowMs: number): Promise<Omit<Finding, 'tried'>> {
  if (active.kind === 'bearer') {
    return { status: 'ok', result: `Using ${active.label}. An API key does not say when it ends.` };
  }
  const identity = await active.provider();
  const { expiration, sessionToken } = identity;
  const using = `Using ${active.label}${sourceOf(identity)}`;
  if (expiration === undefined) {
    const end = sessionToken === undefined ? '' : ' They are temporary; when they end is not known here.';
    return { status: 'ok', result: `${using}.${end}` };
  }
  const left = expiration.getTime() - nowMs;
  const until = expiration.toISOString().replace('T', ' ').slice(0, 16);
  const again = { fix: 'Log in again.', action: signInStep(active.origin) };
  if (left <= 0) {
    return { status: 'failed', result: `${using}. They ended at ${until} UTC.`, ...again };
  }
  const result = `${using}. They end in ${duration(left)}, at ${until} UTC.`;
  return left < SOON_MS ? { status: 'warning', result, ...again } : { status: 'ok', result };
}

function missing(
  error: BedrockError,
  origin: ActiveCredentials['origin'],
): Required<Pick<Finding, 'result' | 'fix' | 'action'>> {
  const said = `${error.detail.message} (${error.detail.code})`;
  switch (error.reason) {
    case 'credentialsExpired':
      return {
        result: `The login has expired: ${said}`,
        fix: 'Log in again with “aws sso login”; the button runs it in a terminal.',
        action: signInStep(origin),
      };
    case 'network':
    case 'dns':
    case 'proxy':
    case 'tls':
      return {
        result: `The credentials could not be fetched, because their source cannot be reached: ${said}`,
        fix: 'Check the network, the VPN and the proxy, or use access keys, which need no fetching.',
        action: actions.signIn,
      };
    case 'accessDenied':
      return {
        result: `The source of the credentials refused: ${said}`,
        fix: 'Ask for the role of this profile, or choose another profile.',
        action: actions.signIn,
      };
    default:
      return {
        result: `There are no credentials to use: ${said}`,
        fix: 'Sign in with access keys, a Bedrock API key or a profile.',
        action: actions.signIn,
      };
  }
}

/** Whether AWS accepts the credentials, and whose they are. */
export function identityCheck(run: DiagnosisRun): Check {
  return {
    id: 'identity',
    title: 'Identity',
    needs: ['settings', 'credentials'],
    unlessFailed: ['region', 'proxy', 'dns', 'tls', 'clock'],
    timeoutMs: IDENTITY_MS + 10_000,
    run: async (signal) => {
      const credentials = await run.credentials();
      const { region } = await run.region();
      const { stsEndpoint: sts, controlEndpoint: control } = run.subject.settings;
      const tried =
        credentials.kind === 'bearer'
          ? 'Sent the API key to Bedrock.'
          : 'Asked AWS STS (GetCallerIdentity) whose the credentials are.';
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
          return { tried, status: 'ok', result: `AWS knows you as ${identity.label}.` };
        }
        if (credentials.kind === 'bearer') {
          return {
            tried,
            status: 'ok',
            result: 'Bedrock accepts the API key, which does not tell its account.',
          };
        }
        return {
          tried,
          status: 'warning',
          result:
            'Bedrock accepts the credentials. STS could not be reached, so whose they are is not known.',
          fix: 'Questions work without STS. To see whose account it is, allow this machine to reach it.',
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
            ? 'Temporary keys cannot be renewed: get new ones, and sign in with them.'
            : 'Log in again.',
        action: signInStep(credentials.origin),
      };
    case 'credentialsWrong':
      return {
        status: 'failed',
        result,
        fix: 'Enter key id and secret anew, copied whole, or make a new key in the IAM console.',
        action: actions.signIn,
      };
    case 'clockSkew':
      return {
        status: 'failed',
        result,
        fix: 'Set this machine’s clock by the network’s time.',
        action: actions.showLog,
      };
    default:
      return {
        status: 'warning',
        result: isUnreachable(error.reason)
          ? `Neither STS nor Bedrock’s list of models answered, so whose the credentials are is not known. (${error.detail.message})`
          : result,
        fix: 'See the lines below: they tell whether Bedrock can be used all the same.',
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

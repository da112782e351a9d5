import * as l10n from '@vscode/l10n';
import type { ClientConfiguration } from '../clientConfiguration';
import { BedrockError, classifyError, isAboutNetwork, isAboutPermissions, type ErrorReason } from '../errors';
import type { ActiveCredentials } from './activeCredentials';
import { withCleanFailures } from './cleanFailures';

/** Who the credentials belong to, as far as AWS tells. */
export interface Identity {
  readonly account?: string;
  readonly arn?: string;
  readonly userId?: string;
  /** For people: the ARN and account, or what is known instead. */
  readonly label: string;
}

/** Options of {@link verifyIdentity}: whom it asks, where and how. */
export interface VerifyOptions {
  readonly credentials: ActiveCredentials;
  readonly region: string;
  /** URLs that replace AWS's own for STS and for Bedrock's control plane. */
  readonly endpoints?: { readonly sts?: string; readonly control?: string };
  readonly signal?: AbortSignal;
  /** For all questions to AWS together; 10,000 unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/* Fetching credentials may mean typing an MFA code or signing on in a browser. */
const FETCH_TIMEOUT_MS = 120_000;
/* Leaves time to ask Bedrock where STS cannot be reached. */
const STS_SHARE = 0.6;
const MAX_ATTEMPTS = 2;

/* Failures that say that the question did not arrive, rather than that the answer is no. */
const tooBusy: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'serviceUnavailable',
  'throttled',
  'outOfCapacity',
]);

/** Whether the failure leaves open if the credentials are right. */
export function isUnreachable(reason: ErrorReason): boolean {
  return isAboutNetwork(reason) || tooBusy.has(reason);
}

/**
 * Fetches the credentials and asks AWS whether they are right and whose they are, within 10 seconds: STS for
 * access keys, and where it cannot be reached, as for an API key, Bedrock's list of models, which does not
 * tell the account.
 * @throws BedrockError with what is wrong, `cancelled` when the signal ends it.
 */
export async function verifyIdentity(given: VerifyOptions): Promise<Identity> {
  const options = { ...given, credentials: await fetched(given) };
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const total = AbortSignal.timeout(timeoutMs);
  if (options.credentials.kind === 'bearer') {
    return listModels(options, total);
  }
  try {
    return await callerIdentity(options, AbortSignal.timeout(timeoutMs * STS_SHARE));
  } catch (error) {
    const failure = classifyError(error);
    if (!isUnreachable(failure.reason)) {
      throw failure;
    }
    return await listModels(options, total).catch((second: unknown) => {
      // Where neither can be reached, the first failure is told.
      throw isUnreachable(classifyError(second).reason) ? failure : second;
    });
  }
}

async function callerIdentity(options: VerifyOptions, time: AbortSignal): Promise<Identity> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  return ask(options, time, options.endpoints?.sts, async (config, abortSignal) => {
    const client = withCleanFailures(new STSClient(config), options.credentials);
    const {
      Account: account,
      Arn: arn,
      UserId: userId,
    } = await client.send(new GetCallerIdentityCommand({}), {
      abortSignal,
    });
    return {
      ...(account === undefined ? {} : { account }),
      ...(arn === undefined ? {} : { arn }),
      ...(userId === undefined ? {} : { userId }),
      label: identityLabel(arn ?? options.credentials.label, account),
    };
  });
}

async function listModels(options: VerifyOptions, time: AbortSignal): Promise<Identity> {
  const { BedrockClient, ListFoundationModelsCommand } = await import('@aws-sdk/client-bedrock');
  try {
    return await ask(options, time, options.endpoints?.control, async (config, abortSignal) => {
      const client = withCleanFailures(new BedrockClient(config), options.credentials);
      await client.send(new ListFoundationModelsCommand({}), { abortSignal });
      return { label: options.credentials.label };
    });
  } catch (error) {
    return identityFromRefusal(classifyError(error));
  }
}

/**
 * A refusal to list models comes from someone who knows the credentials: AWS names whom it refuses, as in
 * "User: arn:aws:iam::123456789012:user/me is not authorized to perform: bedrock:ListFoundationModels". Other
 * refusals are thrown; that of an API key which is wrong is an access denied, too, and only its text tells.
 */
function identityFromRefusal(failure: BedrockError): Identity {
  const { message } = failure.detail;
  if (!isAboutPermissions(failure.reason) || failure.reason === 'bearerTokenDenied') {
    throw failure;
  }
  const named = /\b(arn:aws[\w-]*:(?:iam|sts)::(\d{12}):\S+) is not authorized to perform/.exec(message);
  const [, arn, account] = named ?? [];
  if (arn === undefined || account === undefined) {
    throw failure;
  }
  return { arn, account, label: identityLabel(arn, account) };
}

function identityLabel(who: string, account: string | undefined): string {
  return account === undefined ? who : l10n.t('{0} (account {1})', who, account);
}

/** The same credentials, fetched once, so that the time that takes is not taken from the questions. */
async function fetched({ credentials, signal }: VerifyOptions): Promise<ActiveCredentials> {
  if (credentials.kind === 'bearer') {
    return credentials;
  }
  const identity = await unlessEnded(
    () => credentials.provider(),
    signal,
    AbortSignal.timeout(FETCH_TIMEOUT_MS),
    l10n.t('The credentials could not be fetched in time.'),
  );
  return { ...credentials, provider: () => Promise.resolve(identity) };
}

/** Sends one question. */
async function ask(
  options: VerifyOptions,
  time: AbortSignal,
  endpoint: string | undefined,
  send: (config: ClientConfiguration, abortSignal: AbortSignal) => Promise<Identity>,
): Promise<Identity> {
  const { clientConfiguration } = await import('../clientConfiguration');
  const { region, credentials } = options;
  const config = clientConfiguration({ region, credentials, endpoint, maxAttempts: MAX_ATTEMPTS });
  try {
    return await unlessEnded(
      (signal) => send(config, signal),
      options.signal,
      time,
      l10n.t('{0} did not answer in time.', endpoint ?? 'AWS'),
    );
  } finally {
    config.requestHandler.destroy();
  }
}

/** Does the work until it is done, the caller cancels or the time is up, whether or not the work heeds the signal. */
async function unlessEnded<T>(
  work: (signal: AbortSignal) => Promise<T>,
  cancel: AbortSignal | undefined,
  time: AbortSignal,
  lateMessage: string,
): Promise<T> {
  const signal = cancel === undefined ? time : AbortSignal.any([cancel, time]);
  try {
    return await Promise.race([work(signal), aborted(signal)]);
  } catch (error) {
    if (cancel?.aborted === true) {
      throw new BedrockError('cancelled', { code: 'AbortError', message: l10n.t('Cancelled.') }, error);
    }
    if (time.aborted) {
      throw new BedrockError('network', { code: 'ETIMEDOUT', message: lateMessage }, error);
    }
    throw classifyError(error);
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new Error('Ended before the answer came.'));
    if (signal.aborted) {
      fail();
    } else {
      signal.addEventListener('abort', fail, { once: true });
    }
  });
}

import * as l10n from '@vscode/l10n';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { BoundedHttpHandler } from '../boundedHttp';
import { redactShapes, type Redact } from '../../logging/redaction';
import {
  rememberUntilExpiry,
  type ActiveCredentials,
  type AwsCredentials,
  type BearerCredentials,
} from './activeCredentials';
import { runCredentialProcess } from './credentialProcess';
import { credentialProcess, listProfiles } from './profiles';
import { providerFailure } from './providerFailure';
import { secretsIn, type StoredCredentials } from './storedCredentials';

/** Surroundings of the providers. */
export interface ProviderHooks {
  /** Told each secret value that passes, so that the log can be kept free of it. */
  readonly onSecret?: (value: string) => void;
  /** Takes the secrets told by `onSecret`, and what looks like one, out of a text. */
  readonly redact?: Redact;
  /** Asks the user for the code of an MFA device, by the device's serial number or ARN. */
  readonly mfaCode?: (serial: string) => Promise<string>;
}

/* On a machine outside of AWS nothing answers at the metadata address; in EC2 the answer takes milliseconds. */
const METADATA_TIMEOUT_MS = 500;
/* An answer of SSO or STS has some KB, its session token included, and comes within a second or two. */
const ANSWER_BOUNDS = { maxAnswerBytes: 256 * 1024, requestTimeout: 30_000 };

/** Uses what a user typed or imported. */
export function fromStored(stored: StoredCredentials, hooks: ProviderHooks = {}): ActiveCredentials {
  secretsIn(stored).forEach((secret) => hooks.onSecret?.(secret));
  if (stored.kind === 'apiKey') {
    const { apiKey } = stored;
    return {
      kind: 'bearer',
      origin: 'apiKey',
      label: l10n.t('Bedrock API key'),
      redact: hooks.redact,
      token: () => Promise.resolve(apiKey),
    };
  }
  const { accessKeyId, secretAccessKey, sessionToken } = stored;
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return {
    kind: 'aws',
    origin: 'keys',
    label: sessionToken === undefined ? l10n.t('access keys') : l10n.t('temporary access keys'),
    redact: hooks.redact,
    provider: () => Promise.resolve(identity),
  };
}

/** Uses the API key in the environment variable AWS_BEARER_TOKEN_BEDROCK, as the SDK does. */
export function fromEnvironmentToken(token: string, hooks: ProviderHooks = {}): BearerCredentials {
  hooks.onSecret?.(token);
  return {
    kind: 'bearer',
    origin: 'environment',
    label: 'AWS_BEARER_TOKEN_BEDROCK',
    redact: hooks.redact,
    token: () => Promise.resolve(token),
  };
}

/**
 * Uses a named profile of the AWS config files, of any kind, and nothing else: where the profile fails, no
 * other source is tried. The files are read anew each time, so a new login counts at once. No region is
 * handed over: profiles name their own for SSO and for the roles they assume.
 */
export function fromProfile(profile: string, hooks: ProviderHooks = {}): AwsCredentials {
  return {
    kind: 'aws',
    origin: 'profile',
    label: l10n.t('profile {0}', profile),
    redact: hooks.redact,
    provider: guarded((...asked) => askProfile({ profile, hooks }, ...asked), hooks),
  };
}

/** Asks one profile and no other source. @throws BedrockError that names the profile and the step that failed */
async function askProfile(
  { profile, hooks }: { readonly profile: string; readonly hooks: ProviderHooks },
  properties: IdentityProperties,
  init: NestedClients,
): Promise<AwsCredentialIdentity> {
  const redact = hooks.redact ?? redactShapes;
  try {
    const command = await credentialProcess(profile);
    if (command !== undefined) {
      return await runCredentialProcess(profile, command, redact);
    }
    const { fromIni } = await import('@aws-sdk/credential-providers');
    return await fromIni({ profile, ignoreCache: true, ...init, ...mfa(hooks) })(properties);
  } catch (error) {
    throw await providerFailure(error, { redact, profile });
  }
}

/** Uses the SDK's default chain: environment, AWS_PROFILE or the default profile, web identity, container, EC2. */
export function fromDefaultChain(hooks: ProviderHooks = {}): AwsCredentials {
  return {
    kind: 'aws',
    origin: 'defaultChain',
    label: l10n.t('default credential chain'),
    redact: hooks.redact,
    provider: guarded(async (properties, clients) => {
      const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
      const metadata = { timeout: METADATA_TIMEOUT_MS, maxRetries: 0 };
      const init = { ignoreCache: true, ...metadata, ...clients, ...mfa(hooks) };
      try {
        return await fromNodeProviderChain(init)(properties);
      } catch (error) {
        // The chain goes on when a profile fails, and then says only that nothing was found.
        const named = process.env['AWS_PROFILE'] ?? '';
        const profile = named === '' ? 'default' : named;
        const known = (await listProfiles()).find(({ name }) => name === profile);
        if (named === '' && (known === undefined || known.kind === 'none')) {
          throw error;
        }
        return askProfile({ profile, hooks }, properties, { ...metadata, ...clients });
      }
    }, hooks),
  };
}

function mfa({ mfaCode }: ProviderHooks): { mfaCodeProvider?: (serial: string) => Promise<string> } {
  return mfaCode === undefined ? {} : { mfaCodeProvider: mfaCode };
}

type IdentityProperties = Parameters<AwsCredentialIdentityProvider>[0];

/** How the SDK's providers make their clients; those of a web identity in a profile heed the parent's alone. */
interface NestedClients {
  readonly clientConfig: { readonly requestHandler: BoundedHttpHandler };
  readonly parentClientConfig: { readonly requestHandler: BoundedHttpHandler };
}

/** A provider that remembers, tells its secrets and its failures, and whose clients take no answer without an end. */
function guarded(
  provider: (properties: IdentityProperties, clients: NestedClients) => Promise<AwsCredentialIdentity>,
  hooks: ProviderHooks,
): AwsCredentialIdentityProvider {
  return rememberUntilExpiry(async (properties) => {
    const { BoundedHttpHandler } = await import('../boundedHttp');
    const requestHandler = new BoundedHttpHandler(ANSWER_BOUNDS);
    try {
      const clients = { clientConfig: { requestHandler }, parentClientConfig: { requestHandler } };
      const identity = await provider(properties, clients);
      hooks.onSecret?.(identity.secretAccessKey);
      if (identity.sessionToken !== undefined) {
        hooks.onSecret?.(identity.sessionToken);
      }
      return identity;
    } catch (error) {
      throw await providerFailure(error, { redact: hooks.redact });
    } finally {
      // The SDK leaves a handler that it was given to who gave it.
      requestHandler.destroy();
    }
  });
}

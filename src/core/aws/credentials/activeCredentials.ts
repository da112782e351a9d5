import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, TokenIdentity } from '@smithy/types';
import type { Redact } from '../../logging/redaction';

/** Fields of credentials of both kinds. */
interface Redacted {
  /** Takes secrets out of what others say, these credentials above all; what looks like a secret unless given. */
  readonly redact?: Redact | undefined;
}

/** Credentials that sign requests. `label` is for people and holds no secret, as below. */
export interface AwsCredentials extends Redacted {
  readonly kind: 'aws';
  readonly origin: 'keys' | 'profile' | 'defaultChain';
  readonly label: string;
  /** @throws BedrockError when the credentials cannot be had: missing, expired, network. */
  readonly provider: AwsCredentialIdentityProvider;
}

/** A Bedrock API key, sent as it is. */
export interface BearerCredentials extends Redacted {
  readonly kind: 'bearer';
  readonly origin: 'apiKey' | 'environment';
  readonly label: string;
  readonly token: () => Promise<string>;
}

/** Credentials in use, of one of the two kinds that Bedrock accepts. */
export type ActiveCredentials = AwsCredentials | BearerCredentials;

/** The part of an SDK client's configuration that says how its requests are signed. */
export interface ClientAuth {
  readonly credentials?: AwsCredentialIdentityProvider;
  readonly token?: () => Promise<TokenIdentity>;
  readonly authSchemePreference: string[];
}

/**
 * Configuration for a Bedrock client. The scheme is always named, because a client left to itself prefers
 * the variable AWS_BEARER_TOKEN_BEDROCK to the credentials it is given (`NODE_AUTH_SCHEME_PREFERENCE_OPTIONS`
 * in @aws-sdk/core).
 */
export function clientAuth(active: ActiveCredentials): ClientAuth {
  return active.kind === 'aws'
    ? { credentials: active.provider, authSchemePreference: ['sigv4'] }
    : { token: async () => ({ token: await active.token() }), authSchemePreference: ['httpBearerAuth'] };
}

/* As long before their end as the SDK's own clients ask for new ones (`isIdentityExpired` in @smithy/core). */
const RENEW_BEFORE_END_MS = 5 * 60 * 1000;

/**
 * A provider that asks again only when the credentials it has are about to end, and once for all who ask at
 * the same time, so that several clients cause one sign-on, one process, one question for an MFA code.
 * Credentials without an end are not kept: their source is a file that other tools rewrite.
 */
export function rememberUntilExpiry(
  provider: AwsCredentialIdentityProvider,
  now: () => number = Date.now,
): AwsCredentialIdentityProvider {
  let kept: AwsCredentialIdentity | undefined;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  return async (properties) => {
    const end = kept?.expiration?.getTime();
    const lasts = end !== undefined && end - now() > RENEW_BEFORE_END_MS;
    if (kept !== undefined && lasts && properties?.['forceRefresh'] !== true) {
      return kept;
    }
    pending ??= provider(properties).finally(() => (pending = undefined));
    kept = await pending;
    return kept;
  };
}

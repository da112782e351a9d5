import type { AthenaClient } from '@aws-sdk/client-athena';
import { clientAuth, type ActiveCredentials } from '../../aws/credentials/activeCredentials';
import { withCleanFailures } from '../../aws/credentials/cleanFailures';
import { finopsError } from '../finopsError';
import type * as Sdk from './sdk';

/** Where Athena is asked, and how. Empty texts mean AWS's own. */
export interface AthenaSettings {
  readonly database: string;
  readonly table: string;
  readonly workgroup: string;
  /** `s3://bucket/folder/` for results; empty where the workgroup has one. */
  readonly outputLocation: string;
  readonly endpoint: string;
  /** A query that scans more is stopped. */
  readonly maxScannedBytes: number;
  readonly retryMaxAttempts: number;
  readonly retryBaseDelayMs: number;
}

/** Settings of a connection to Athena: sign-in and region are those of Bedrock. */
export interface AthenaAccount {
  readonly credentials: () => Promise<ActiveCredentials>;
  readonly region: () => Promise<string>;
}

/** The SDK's client for one sign-in and one region, and the SDK itself. */
export interface AthenaConnection {
  readonly client: AthenaClient;
  readonly sdk: typeof Sdk;
}

const REQUEST_MS = 60_000;
/**
 * The rows of a page of a result; the service's own limit is 1000, which may be megabytes. Those of a bill with all its
 * columns have about 1.2 MB, which the handler's own bound of 2 MB lets pass: a page is parsed in one go.
 */
export const PAGE_ROWS = 250;

/**
 * Opens a client, as `Connections` does for Bedrock: HTTP/1.1, for VS Code's proxy support, and the same retries.
 * @throws FinopsError `account` where an API key of Bedrock is all there is.
 */
export async function connectAthena(
  account: AthenaAccount,
  settings: Pick<AthenaSettings, 'endpoint' | 'retryMaxAttempts' | 'retryBaseDelayMs'>,
): Promise<AthenaConnection> {
  const [sdk, credentials, region] = await Promise.all([
    import('./sdk'),
    account.credentials(),
    account.region(),
  ]);
  if (credentials.kind === 'bearer') {
    const message =
      'A Bedrock API key opens Bedrock and nothing else. Sign in with access keys or a profile to query Athena.';
    throw finopsError('account', message);
  }
  const client = new sdk.AthenaClient({
    region,
    requestHandler: new sdk.BoundedHttpHandler({ requestTimeout: REQUEST_MS }),
    retryStrategy: new sdk.ObservedRetryStrategy({
      maxAttempts: settings.retryMaxAttempts,
      baseDelayMs: settings.retryBaseDelayMs,
    }),
    customUserAgent: 'bedrock-chat-vscode',
    ...clientAuth(credentials),
    ...(settings.endpoint === '' ? {} : { endpoint: settings.endpoint }),
  });
  return { client: withCleanFailures(client, credentials), sdk };
}

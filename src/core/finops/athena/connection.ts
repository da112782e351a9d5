import type { AthenaClient } from '@aws-sdk/client-athena';
import { assertSigning } from '../../aws/keysNeeded';
import type { ActiveCredentials } from '../../aws/credentials/activeCredentials';
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
 * Opens a client, with the retries that Bedrock's have.
 * @throws KeysNeededError where an API key of Bedrock is all there is.
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
  assertSigning(credentials, 'athena');
  const { endpoint, retryMaxAttempts, retryBaseDelayMs } = settings;
  const client = sdk.openClient(
    {
      region,
      credentials,
      endpoint,
      retry: { maxAttempts: retryMaxAttempts, baseDelayMs: retryBaseDelayMs },
      bounds: { requestTimeout: REQUEST_MS },
    },
    (configuration) => new sdk.AthenaClient(configuration),
  );
  return { client, sdk };
}

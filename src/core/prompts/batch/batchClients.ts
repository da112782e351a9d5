import type { BedrockClient } from '@aws-sdk/client-bedrock';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { assertSigning } from '../../aws/keysNeeded';
import type { Connection, Connections } from '../../bedrock/connection';
import { verifyIdentity } from '../../aws/credentials/identity';

/** Where the services are; empty means AWS's own endpoints. */
export interface BatchEndpoints {
  readonly control: string;
  readonly s3: string;
  readonly serviceQuotas: string;
  readonly sts: string;
}

/** Settings of clients; each is asked anew after a change of sign-in. */
export interface BatchClientSources {
  readonly connections: Pick<Connections, 'current'>;
  readonly endpoints: () => BatchEndpoints;
  readonly retry: () => { readonly maxAttempts: number; readonly baseDelayMs: number };
}

/** The SDK's clients of one region. */
export interface RegionClients {
  readonly control: BedrockClient;
  readonly s3: S3Client;
  readonly quotas: ServiceQuotasClient;
}

/** No connection stays silent for longer. */
const SILENCE_MS = 120_000;

/** Clients for the sign-in in use. A job stays in its region, whatever region is chosen later. */
export class BatchClients {
  private held:
    { readonly connection: Connection; readonly regions: Map<string, Promise<RegionClients>> } | undefined;

  constructor(private readonly sources: BatchClientSources) {}

  /** @throws BedrockError when nobody is signed in, KeysNeededError by a Bedrock API key */
  async in(region: string): Promise<RegionClients> {
    const connection = await this.sources.connections.current();
    // A batch job needs S3 as well.
    assertSigning(connection.credentials, 'batchJob');
    if (this.held?.connection !== connection) {
      this.dispose();
      this.held = { connection, regions: new Map() };
    }
    const { regions } = this.held;
    const known = regions.get(region) ?? this.make(connection, region);
    regions.set(region, known);
    return known;
  }

  /** The account that is signed in to; undefined where AWS does not tell. @throws BedrockError as `verifyIdentity` */
  async account(region: string): Promise<string | undefined> {
    const { credentials } = await this.sources.connections.current();
    const { sts, control } = this.sources.endpoints();
    return (await verifyIdentity({ credentials, region, endpoints: { sts, control } })).account;
  }

  dispose(): void {
    for (const making of this.held?.regions.values() ?? []) {
      making.then(
        ({ control, s3, quotas }) => [control, s3, quotas].forEach((client) => client.destroy()),
        () => undefined,
      );
    }
    this.held = undefined;
  }

  private async make({ credentials }: Connection, region: string): Promise<RegionClients> {
    const { endpoints, retry } = this.sources;
    const { control, s3, serviceQuotas } = endpoints();
    const sdk = await import('./sdk');
    const common = { region, credentials, retry: retry(), bounds: { socketTimeout: SILENCE_MS } };
    return {
      control: sdk.openClient(
        { ...common, endpoint: control },
        (configuration) => new sdk.BedrockClient(configuration),
      ),
      s3: sdk.openClient(
        { ...common, endpoint: s3 },
        (configuration) =>
          new sdk.S3Client({
            ...configuration,
            // Endpoints of the user's own seldom have a host name for each bucket.
            forcePathStyle: s3 !== '',
            requestChecksumCalculation: 'WHEN_REQUIRED',
            responseChecksumValidation: 'WHEN_REQUIRED',
          }),
      ),
      quotas: sdk.openClient(
        { ...common, endpoint: serviceQuotas },
        (configuration) => new sdk.ServiceQuotasClient(configuration),
      ),
    };
  }
}

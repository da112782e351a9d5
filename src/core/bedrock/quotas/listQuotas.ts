import * as v from 'valibot';
import { assertSigning } from '../../aws/keysNeeded';
import { allPages } from '../../aws/paging';
import type { Connection } from '../connection';
import { readQuotaName } from './quotaName';

/** A quota of the account on asking models. */
export const accountQuotaSchema = v.object({
  name: v.string(),
  /** AWS's code, such as `L-1A2B3C4D`; empty where it was not told. */
  code: v.string(),
  value: v.pipe(v.number(), v.minValue(0)),
  /** Whether it can be raised in Service Quotas; else Support is asked. */
  adjustable: v.boolean(),
});
export type AccountQuota = v.InferOutput<typeof accountQuotaSchema>;

/** Nobody waits longer for a page. */
const PATIENCE_MS = 15_000;

/** Lists the quotas of asking models in the connection's region. @throws what the SDK throws; KeysNeededError */
export async function listQuotas(
  { credentials, region }: Pick<Connection, 'credentials' | 'region'>,
  endpoint: string,
): Promise<AccountQuota[]> {
  assertSigning(credentials, 'quotas');
  const sdk = await import('./sdk');
  const client = sdk.openClient(
    { region, credentials, endpoint, maxAttempts: 2, bounds: { requestTimeout: PATIENCE_MS } },
    (configuration) => new sdk.ServiceQuotasClient(configuration),
  );
  try {
    const listed = await allPages(async (token) => {
      const command = new sdk.ListServiceQuotasCommand({
        ServiceCode: 'bedrock',
        MaxResults: 100,
        NextToken: token,
      });
      const { Quotas: entries = [], NextToken: nextToken } = await client.send(command);
      return { entries, nextToken };
    });
    return listed.flatMap(({ QuotaName: name = '', QuotaCode: code = '', Value: value, Adjustable }) =>
      value === undefined || !(value >= 0) || readQuotaName(name) === undefined
        ? []
        : [{ name, code, value, adjustable: Adjustable === true }],
    );
  } finally {
    client.destroy();
  }
}

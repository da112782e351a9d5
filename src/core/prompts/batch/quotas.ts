import type { ModelChoice } from '../../bedrock/models/modelChoice';
import { nameFromId } from '../../bedrock/models/modelNames';
import { modelWords } from '../../bedrock/quotas/quotaName';
import { pages } from '../../aws/paging';
import type { BatchClients } from './batchClients';

/** How many prompts a job of a model takes. */
export interface BatchLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/** The quotas of most models ("Amazon Bedrock endpoints and quotas", AWS General Reference). */
const usual: BatchLimits = { minimum: 100, maximum: 50_000 };

/* Nobody waits longer for what has a usual value. */
const PATIENCE_MS = 5_000;
const MINIMUM = /^Minimum number of records per batch inference job for (.+)$/i;
const MAXIMUM = /^Records per batch inference job for (.+)$/i;

/** Reads a model's quotas; the usual ones where the account may not read them or has none for the model. Never throws. */
export async function batchLimits(
  clients: Pick<BatchClients, 'in'>,
  region: string,
  model: Pick<ModelChoice, 'label' | 'modelId'>,
): Promise<BatchLimits> {
  const names = new Set([modelWords(model.label), modelWords(nameFromId(model.modelId))]);
  let { minimum, maximum } = usual;
  try {
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    const { quotas: client } = await clients.in(region);
    const { ListServiceQuotasCommand } = await import('./sdk');
    const query = { ServiceCode: 'bedrock', MaxResults: 100 };
    const ask = async (token: string | undefined) => {
      const command = new ListServiceQuotasCommand({ ...query, NextToken: token });
      const { Quotas: entries = [], NextToken: nextToken } = await client.send(command, { abortSignal });
      return { entries, nextToken };
    };
    for await (const { entries } of pages(ask)) {
      for (const { QuotaName = '', Value } of entries) {
        if (Value === undefined) {
          continue;
        }
        if (names.has(modelWords(MINIMUM.exec(QuotaName)?.[1] ?? ''))) {
          minimum = Value;
        }
        if (names.has(modelWords(MAXIMUM.exec(QuotaName)?.[1] ?? ''))) {
          maximum = Value;
        }
      }
    }
  } catch {
    // Most people may not read quotas; what is known by then holds.
  }
  return { minimum, maximum };
}

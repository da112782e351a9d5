import type { MetricsFilter, MetricsSummary } from '../../protocol/metrics';
import type { AccountQuotas, QuotaReading } from '../bedrock/quotas/accountQuotas';
import type { Connection } from '../bedrock/connection';

/** The means of looking at quotas. */
export interface QuotaMeans {
  readonly read: (connection: Connection) => Promise<QuotaReading>;
  /** This machine's calls to a model since an instant, in milliseconds since 1970. */
  readonly asked: (modelId: string, sinceMs: number) => Promise<AskedOfModel>;
}

/** Calls of some time, added up. */
export interface AskedOfModel {
  readonly requests: number;
  /** All input: plain, read from the cache and written to it. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
}

/** Quotas as AWS tells them now, and calls by the record of all windows. */
export function quotaMeans(
  quotas: Pick<AccountQuotas, 'read'>,
  summary: (filter: MetricsFilter) => Promise<MetricsSummary>,
): QuotaMeans {
  return {
    read: (connection) => quotas.read(connection, { anew: true }),
    asked: (modelId, fromMs) =>
      summary({ fromMs, toMs: null, models: [modelId], surfaces: [], outcomes: [] }),
  };
}

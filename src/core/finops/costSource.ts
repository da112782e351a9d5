import type { QueryResult } from '../../protocol/finops';

/** How far a query is, where it runs elsewhere and what it scans costs money. */
export interface SourceProgress {
  readonly state: 'queued' | 'running' | 'reading';
  readonly scannedBytes: number;
  /** An estimate from a list price. */
  readonly estimatedUsd: number;
}

/** How a query of a {@link CostSource} is bounded and watched. */
export interface SourceQueryOptions {
  readonly maxRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SourceProgress) => void) | undefined;
}

/** Cost data that answers one read-only statement at a time over `costs` and `source`; rejects with a FinopsError. */
export interface CostSource {
  query(sql: string, options?: SourceQueryOptions): Promise<QueryResult>;
}

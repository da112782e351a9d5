import type { CostScope, CostSummary, DataSet, QueryResult } from '../../../protocol/finops';

/** How a query is bounded. */
export interface SourceQueryOptions {
  readonly maxRows: number;
  readonly signal: AbortSignal;
}

/** Cost data that questions are asked of: what is known of it, and a way to query it. */
export interface AskedData {
  readonly dataSet: Pick<
    DataSet,
    | 'id'
    | 'formatTitle'
    | 'files'
    | 'rows'
    | 'columns'
    | 'costsColumns'
    | 'tagKeys'
    | 'notices'
    | 'skippedRows'
  >;
  /** The figures of the scope that is looked at. */
  readonly summary: CostSummary;
  /** The first rows. */
  readonly preview: Pick<QueryResult, 'columns' | 'rows'>;
  /** Charts, analyses and suggestions are of the cost before credits and refunds, which cancel it. */
  readonly chartsSkipCredits?: boolean;
  /** The title of the analysis that is looked at. */
  readonly analysis: string;
  /** The SQL that is understood, in words for a model. */
  readonly dialect: string;
  /** Runs one read-only statement over the views `costs`, in that scope, and `source`. Rejects with a FinopsError. */
  readonly query: (sql: string, options: SourceQueryOptions) => Promise<QueryResult>;
}

/** A scope in words. */
export function scopeWords({ leaveOut, currency, filter = {} }: CostScope, measureTitle: string): string {
  const only = Object.entries(filter).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const where =
    only.length === 0 ? '' : `; of the rows of these alone, as costs has them: ${only.join(', ')}`;
  const without = leaveOut.length === 0 ? '' : `, without ${leaveOut.join(', ')}`;
  return `${measureTitle} in ${currency}${without}${where}`;
}

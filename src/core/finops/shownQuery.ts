import { type QueryResult, UNKNOWN_CURRENCY } from '../../protocol/finops';
import type { ShownChartKind } from '../../protocol/finopsView';
import { explained, type Analysis } from './analyses/index';

/** A view of data: one of the saved analyses, or a query. */
export type Shown =
  | { readonly analysisId: string }
  | {
      readonly title: string;
      readonly description: string;
      readonly sql: string;
      readonly chart: ShownChartKind;
    };

/** The facts of an analysis that its result is shown with, and its query. */
export interface ShownQuery {
  readonly analysis: Pick<
    Analysis,
    'id' | 'title' | 'description' | 'chart' | 'ofCredits' | 'explain' | 'nothing'
  >;
  readonly sql: string;
}

/** A result with what is to be said of it. */
export function toldResult(
  result: QueryResult,
  analysis: ShownQuery['analysis'],
  currency: string,
): QueryResult {
  const known = currency === UNKNOWN_CURRENCY ? '' : currency;
  const told = explained(analysis, { result, currency: known });
  const note = [told, result.note ?? ''].filter((text) => text !== '').join(' ');
  return note === '' ? result : { ...result, note };
}

/** A query in the place of an analysis; whoever wrote it saw all charges of the scope. */
export function asAnalysis({
  title,
  description,
  sql,
  chart,
}: Extract<Shown, { readonly sql: string }>): ShownQuery {
  const analysis = { id: '', title: () => title, description: () => description, chart } as const;
  return { analysis: { ...analysis, ofCredits: true }, sql };
}

import * as l10n from '@vscode/l10n';
import type { CostFormat, DataSet, QueryResult } from '../../../protocol/finops';
import { duckdb, type Dialect } from '../dialect';
import { literal } from '../sql';

/** A saved question, as SQL over `costs` that the local engine and Athena take alike, but for what its dialect says. */
export interface Analysis {
  readonly id: string;
  /** A few words, for a list. */
  readonly title: () => string;
  /** A sentence: what its result shows. */
  readonly description: () => string;
  /** The columns of `costs` without which it cannot be made. */
  readonly needs: readonly string[] | ((format: CostFormat) => readonly string[]);
  /** It is about one tag. */
  readonly needsTagKey?: true;
  /** It compares with an amount a month that the user gives. */
  readonly needsBudget?: true;
  /** It is about credits, so they are in it where they are left out of the others. */
  readonly ofCredits?: true;
  /** Why it cannot be made of any data. */
  readonly damaged?: string;
  readonly sql: (data: AnalysisData) => string;
  /** The chart that suits its result best. */
  readonly chart: 'bar' | 'pie' | 'time' | 'table';
  /** Sentences about a result, for what its rows do not say by themselves. */
  readonly explain?: (told: ToExplain) => string;
  /** A sentence in the place of an empty result. */
  readonly nothing?: () => string;
}

/** A result, and the currency of its amounts; empty where that is not known. */
export interface ToExplain {
  readonly result: Pick<QueryResult, 'columns' | 'rows'>;
  readonly currency: string;
}

/** Sources of an analysis. */
export interface AnalysisData {
  readonly dialect: Dialect;
  /** The columns of `costs`. */
  readonly columns: ReadonlySet<string>;
  /** The keys of tags, the most frequent first. */
  readonly tagKeys: readonly string[];
  /** The tag that was chosen; else the most frequent. */
  readonly tagKey?: string | undefined;
  /** An exact amount a month. */
  readonly budget?: string | undefined;
}

/** An analysis for a data set, or why there is none. */
export type OfferedAnalysis =
  | { readonly analysis: Analysis; readonly available: true; readonly sql: string }
  | { readonly analysis: Analysis; readonly available: false; readonly reason: string };

/** Options of {@link offer}. */
export interface OfferOptions {
  readonly tagKey?: string | undefined;
  readonly budget?: string | undefined;
  /** The local engine's unless given. */
  readonly dialect?: Dialect;
}

/** Says of each analysis whether a data set has what it takes. */
export function offer(
  analyses: readonly Analysis[],
  dataSet: Pick<DataSet, 'costsColumns' | 'tagKeys' | 'format'>,
  { tagKey, budget, dialect = duckdb }: OfferOptions = {},
): OfferedAnalysis[] {
  const columns = new Set(dataSet.costsColumns.map(({ name }) => name));
  return analyses.map((analysis) => {
    if (analysis.damaged !== undefined) {
      return { analysis, available: false, reason: analysis.damaged };
    }
    const needs = typeof analysis.needs === 'function' ? analysis.needs(dataSet.format) : analysis.needs;
    const missing = needs.filter((name) => !columns.has(name));
    if (missing.length > 0) {
      const reason = l10n.t(
        '{0} needs {1}, which this data does not have. Everything else works.',
        analysis.title(),
        missing.join(', '),
      );
      return { analysis, available: false, reason };
    }
    return {
      analysis,
      available: true,
      sql: analysis.sql({ dialect, columns, tagKeys: dataSet.tagKeys, tagKey, budget }),
    };
  });
}

/** SQL of what stands for a name that is not there. */
export function noName(): string {
  return literal(l10n.t({ message: '(none)', comment: ['A service, a tag or another name that is empty'] }));
}

/** SQL of a part as a percentage of a whole; NULL where the whole is zero. */
export function percent(part: string, whole: string): string {
  // Divided as decimals, the two engines would round in different ways.
  return `round(100 * CAST(${part} AS DOUBLE) / nullif(CAST(${whole} AS DOUBLE), 0), 2)`;
}

/** The sentences of an analysis about a result; empty where there is nothing to say. */
export function explained(
  { explain, nothing }: Pick<Analysis, 'explain' | 'nothing'>,
  told: ToExplain,
): string {
  return told.result.rows.length === 0 ? (nothing?.() ?? '') : (explain?.(told) ?? '');
}

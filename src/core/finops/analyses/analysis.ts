import type { CostFormat, DataSet } from '../../../protocol/finops';

/** A saved question, as SQL over the view `costs`. */
export interface Analysis {
  readonly id: string;
  /** A few words, for a list. */
  readonly title: string;
  /** A sentence: what its result shows. */
  readonly description: string;
  /** The columns of `costs` without which it cannot be made. */
  readonly needs: readonly string[];
  /** The formats that say what it needs; all unless given. */
  readonly formats?: readonly CostFormat[];
  readonly sql: (data: AnalysisData) => string;
  /** The chart that suits its result best. */
  readonly chart: 'bar' | 'pie' | 'time' | 'table';
}

/** What an analysis may be made from. */
export interface AnalysisData {
  /** The columns of `costs`. */
  readonly columns: ReadonlySet<string>;
  /** The keys of tags, the most frequent first. */
  readonly tagKeys: readonly string[];
  /** The tag that was chosen; else the most frequent. */
  readonly tagKey?: string | undefined;
}

/** An analysis for a data set, or why there is none. */
export type OfferedAnalysis =
  | { readonly analysis: Analysis; readonly available: true; readonly sql: string }
  | { readonly analysis: Analysis; readonly available: false; readonly reason: string };

/** Says of each analysis whether a data set has what it takes. */
export function offer(
  analyses: readonly Analysis[],
  dataSet: Pick<DataSet, 'costsColumns' | 'tagKeys' | 'format' | 'formatTitle'>,
  tagKey?: string,
): OfferedAnalysis[] {
  const columns = new Set(dataSet.costsColumns.map(({ name }) => name));
  return analyses.map((analysis) => {
    const missing = analysis.needs.filter((name) => !columns.has(name));
    if (missing.length > 0) {
      const list = missing.join(', ');
      const reason = `${analysis.title} needs ${list}, which this data does not have. Everything else works.`;
      return { analysis, available: false, reason };
    }
    if (analysis.formats && !analysis.formats.includes(dataSet.format)) {
      const reason = `${analysis.title} needs what ${dataSet.formatTitle} does not say. Everything else works.`;
      return { analysis, available: false, reason };
    }
    return { analysis, available: true, sql: analysis.sql({ columns, tagKeys: dataSet.tagKeys, tagKey }) };
  });
}

/** Text as SQL. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

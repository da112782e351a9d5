import type { DataSet } from '../../../protocol/finops';
import { duckdb, type Dialect } from '../dialect';
import type { Analysis, OfferedAnalysis } from './analysis';
import { analyses, offer } from './index';

/** The analyses of the open data: which are possible, and with what they compare. */
export class AnalysisChoice {
  private data: DataSet | undefined;
  private all: readonly OfferedAnalysis[] = [];

  constructor(private readonly dialect: Dialect = duckdb) {}

  /** All of them, possible or not. */
  get list(): readonly OfferedAnalysis[] {
    return this.all;
  }

  /** The one with an id, where it is possible. */
  possible(id: string): Extract<OfferedAnalysis, { readonly available: true }> | undefined {
    const found = this.all.find(({ analysis }) => analysis.id === id);
    return found?.available === true ? found : undefined;
  }

  /** Goes over to other data. */
  open(data: DataSet, own: readonly Analysis[] = []): void {
    this.data = data;
    this.all = offer([...analyses, ...own], data, { dialect: this.dialect });
  }

  /** Compares with an exact amount a month from now on. */
  setBudget(budget: string | undefined): void {
    if (this.data !== undefined) {
      const known = this.all.map(({ analysis }) => analysis);
      this.all = offer(known, this.data, { dialect: this.dialect, budget });
    }
  }
}

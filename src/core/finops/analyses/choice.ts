import type { DataSet } from '../../../protocol/finops';
import { duckdb, type Dialect } from '../dialect';
import type { Analysis, OfferedAnalysis } from './analysis';
import { analyses, offer } from './index';

/** The analyses of the open data: which are possible, and with what they compare. */
export class AnalysisChoice {
  private data: DataSet | undefined;
  private all: readonly OfferedAnalysis[] = [];

  /** `own`: the analyses of the workspace, read anew each time. */
  constructor(
    private readonly dialect: Dialect = duckdb,
    private readonly own: () => Promise<readonly Analysis[]> = () => Promise.resolve([]),
  ) {}

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
  async open(data: DataSet): Promise<void> {
    this.data = data;
    await this.refresh();
  }

  /** Reads the workspace's own analyses again. */
  async refresh(): Promise<void> {
    const own = await this.own();
    if (this.data !== undefined) {
      this.all = offer([...analyses, ...own], this.data, { dialect: this.dialect });
    }
  }

  /** Compares with an exact amount a month from now on. */
  setBudget(budget: string | undefined): void {
    if (this.data !== undefined) {
      const known = this.all.map(({ analysis }) => analysis);
      this.all = offer(known, this.data, { dialect: this.dialect, budget });
    }
  }
}

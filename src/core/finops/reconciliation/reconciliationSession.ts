import type { DailyUse, Ledger, ToLedger } from '../../../protocol/reconciliation';
import type { AskedData } from '../conversation/askedData';
import { bedrockLines, billLines, MOST_BILL_LINES } from './bill';
import { compareLedger } from './reconciliation';

/** What a session works with. */
export interface LedgerSessionParts {
  /** The data that is open. */
  readonly data: () => AskedData | undefined;
  /** All that was ever recorded, by day. */
  readonly record: () => Promise<readonly DailyUse[]>;
  readonly post: (message: ToLedger) => void;
  readonly now?: () => Date;
}

/** Our record against the bill that is open; compared once for each data set and each scope that is looked at. */
export class LedgerSession {
  private ledger: Ledger | null = null;
  private of = '';
  private running = new AbortController();

  constructor(private readonly parts: LedgerSessionParts) {}

  /** Tells a page what there is. */
  tell(): void {
    this.parts.post({ type: 'ledger', ledger: this.ledger });
  }

  /** Compares if what is looked at has changed; what goes wrong is told and does not reject. */
  async follow(): Promise<void> {
    const data = this.parts.data();
    const of = data === undefined ? '' : JSON.stringify([data.dataSet.id, data.summary.scope]);
    if (of === this.of) return;
    this.running.abort();
    this.running = new AbortController();
    this.of = of;
    const { signal } = this.running;
    const show = (ledger: Ledger | null) => {
      if (signal.aborted) return;
      this.ledger = ledger;
      this.tell();
    };
    if (data === undefined) {
      show(null);
      return;
    }
    show({ state: 'working' });
    try {
      show(await this.compare(data, signal));
    } catch (error) {
      // The next look at the data tries again.
      if (!signal.aborted) this.of = '';
      const why = error instanceof Error ? error.message : String(error);
      show({ state: 'nothing', sentence: `Our record could not be put beside the bill: ${why}` });
    }
  }

  private async compare(data: AskedData, signal: AbortSignal): Promise<Ledger> {
    const { dataSet, summary } = data;
    if (data.dialect !== 'DuckDB') {
      const sentence =
        'Our record is put beside files alone: of a table elsewhere it would be a query that costs, which nobody asked for.';
      return { state: 'nothing', sentence };
    }
    const sql = bedrockLines(new Set(dataSet.costsColumns.map(({ name }) => name)));
    if (sql === undefined) {
      const sentence =
        'This data does not say which service a cost is of, so Bedrock’s cannot be found in it.';
      return { state: 'nothing', sentence };
    }
    const result = await data.query(sql, { maxRows: MOST_BILL_LINES, signal });
    if (result.truncated) {
      const sentence = `This bill has more than ${MOST_BILL_LINES} different lines of Bedrock, too many to compare.`;
      return { state: 'nothing', sentence };
    }
    const named = summary.days.map(({ name }) => name).filter((name) => name !== '');
    const days = [...named].sort();
    const [first, last] = [days[0], days.at(-1)];
    return compareLedger({
      lines: billLines(result),
      use: await this.parts.record(),
      currency: summary.scope.currency,
      measureTitle: summary.measureTitle,
      days: first === undefined || last === undefined ? undefined : { first, last },
      today: (this.parts.now?.() ?? new Date()).toISOString().slice(0, 10),
    });
  }
}

import * as l10n from '@vscode/l10n';
import type { DailyUsage, Reconciliation, ToReconciliation } from '../../../protocol/reconciliation';
import type { AskedData } from '../conversation/askedData';
import { bedrockLines, billLines, MAX_BILL_LINES } from './bill';
import { reconcile } from './reconciliation';
import { errorMessage } from '../../util/errorMessage';
import { formatCount } from '../../../shared/format';

/** Collaborators of a session. */
export interface ReconciliationSessionParts {
  /** The data that is open. */
  readonly data: () => AskedData | undefined;
  /** All that was ever recorded, by day. */
  readonly record: () => Promise<readonly DailyUsage[]>;
  readonly post: (message: ToReconciliation) => void;
  readonly now?: () => Date;
}

/** Our record against the bill that is open; compared once for each data set and each scope that is looked at. */
export class ReconciliationSession {
  private reconciliation: Reconciliation | null = null;
  private of = '';
  private running = new AbortController();

  constructor(private readonly parts: ReconciliationSessionParts) {}

  /** Tells a page what there is. */
  tell(): void {
    this.parts.post({ type: 'reconciliation', reconciliation: this.reconciliation });
  }

  /** Compares if what is looked at has changed; what goes wrong is told and does not reject. */
  async follow(): Promise<void> {
    const data = this.parts.data();
    const { filter, ...whole } = data?.summary.scope ?? {};
    const of = data === undefined ? '' : JSON.stringify([data.dataSet.id, whole]);
    if (of === this.of) {
      return;
    }
    this.running.abort();
    this.running = new AbortController();
    this.of = of;
    const { signal } = this.running;
    const show = (reconciliation: Reconciliation | null) => {
      if (signal.aborted) {
        return;
      }
      this.reconciliation = reconciliation;
      this.tell();
    };
    // A part of the bill is not what our record is of: that is compared once all of it is looked at again.
    if (data === undefined || filter !== undefined) {
      this.of = '';
      show(null);
      return;
    }
    show({ state: 'working' });
    try {
      show(await this.compare(data, signal));
    } catch (error) {
      // The next look at the data tries again.
      if (!signal.aborted) {
        this.of = '';
      }
      const why = errorMessage(error);
      show({ state: 'nothing', sentence: l10n.t('Our record could not be put beside the bill: {0}', why) });
    }
  }

  private async compare(data: AskedData, signal: AbortSignal): Promise<Reconciliation> {
    const { dataSet, summary } = data;
    if (data.dialect !== 'DuckDB') {
      const sentence = l10n.t(
        'Our record is put beside files alone: of a table elsewhere it would be a query that costs, which nobody asked for.',
      );
      return { state: 'nothing', sentence };
    }
    const sql = bedrockLines(new Set(dataSet.costsColumns.map(({ name }) => name)));
    if (sql === undefined) {
      const sentence = l10n.t(
        'This data does not say which service a cost is of, so Bedrock’s cannot be found in it.',
      );
      return { state: 'nothing', sentence };
    }
    const result = await data.query(sql, { maxRows: MAX_BILL_LINES, signal });
    if (result.truncated) {
      const sentence = l10n.t(
        'This bill has more than {0} different lines of Bedrock, too many to compare.',
        formatCount(MAX_BILL_LINES),
      );
      return { state: 'nothing', sentence };
    }
    const named = summary.days.map(({ name }) => name).filter((name) => name !== '');
    const days = [...named].sort();
    const [first, last] = [days[0], days.at(-1)];
    return reconcile({
      lines: billLines(result),
      usage: await this.parts.record(),
      currency: summary.scope.currency,
      measureTitle: summary.measureTitle,
      days: first === undefined || last === undefined ? undefined : { first, last },
      today: (this.parts.now?.() ?? new Date()).toISOString().slice(0, 10),
    });
  }
}

import * as l10n from '@vscode/l10n';
import type { DailyUsage } from '../../../protocol/reconciliation';
import type { BillLine } from './bill';

/** The two sides to compare. */
export interface ReconciliationParts {
  readonly lines: readonly BillLine[];
  readonly usage: readonly DailyUsage[];
  readonly currency: string;
  /** Which of the bill's costs it is, e.g. `Billed cost`. */
  readonly measureTitle: string;
  /** First and last day that the data has, of any service; undefined where it has no days. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

/** One side or both of a row, before they are beside each other. */
export interface Side {
  readonly day: string;
  readonly model: string;
  readonly usage: readonly DailyUsage[];
  readonly lines: readonly BillLine[];
}

/** An estimate in US dollars as decimal text: a double's noise beyond 12 digits behind the point is cut. */
export function estimate(usd: number): string {
  return usd.toFixed(12).replace(/\.?0+$/, '');
}

/** The name of the row of charges that name no model. */
export function unnamedModel(): string {
  return l10n.t({ message: '(no model named)', comment: ['In the place of the name of a model'] });
}

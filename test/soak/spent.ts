import type { LocalDays } from './localDays';
import type { SpendingTold } from './windows/spending';

type Period = 'day' | 'month';

/** All that is known of one call from what its window told. */
interface SpentCall {
  readonly admitted: SpendingTold;
  readonly counting?: SpendingTold;
  readonly isCounted: boolean;
}

/** The spending of windows, by what they told: the truth that budgets and spending logs are held against. */
export class Spent {
  /** Calls that the budget was asked for, let begin or not. */
  readonly asked: number;
  private readonly all: readonly SpentCall[];

  constructor(
    windows: readonly (readonly SpendingTold[])[],
    private readonly days: LocalDays,
  ) {
    this.all = windows.flatMap(callsOf);
    this.asked = this.all.length + windows.flat().filter(({ event }) => event === 'refused').length;
  }

  /** The most that the dearest of them was allowed to cost, in US dollars. */
  get dearestUsd(): number {
    return Math.max(0, ...this.all.map(({ admitted }) => admitted.usd));
  }

  /**
   * The spending that certainly belongs to each day or month, in US dollars: calls that were admitted and counted in it.
   * A call that was cut off by a kill may have cost all that it was admitted for.
   */
  by(period: Period): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { admitted, counting } of this.all) {
      const [only = '', ...others] = this.periodsOf(period, admitted, counting);
      if (others.length === 0) {
        sums.set(only, (sums.get(only) ?? 0) + (counting ?? admitted).usd);
      }
    }
    return sums;
  }

  /**
   * The range of a spending log's figure of the day or month of an instant, in US dollars: at least the calls that belong to it
   * for certain; at most those as well that a kill cut off, and those of days that are still to come.
   */
  counted(period: Period, ms: number): { readonly minCostUsd: number; readonly maxCostUsd: number } {
    const now = this.name(period, ms);
    let [minCostUsd, maxCostUsd] = [0, 0];
    for (const { admitted, counting, isCounted } of this.all) {
      const when = this.periodsOf(period, admitted, counting);
      if (when.some((name) => name >= now)) {
        maxCostUsd +=
          isCounted && counting !== undefined ? counting.usd : admitted.usd + (counting?.usd ?? 0);
      }
      if (isCounted && counting !== undefined && when.every((name) => name === now)) {
        minCostUsd += counting.usd;
      }
    }
    return { minCostUsd, maxCostUsd };
  }

  /** A call that began in one day or month and ended in another belongs to either. */
  private periodsOf(period: Period, admitted: SpendingTold, counting?: SpendingTold): string[] {
    const instants = [admitted.fromMs, admitted.toMs, counting?.toMs ?? admitted.toMs];
    return [...new Set(instants.map((ms) => this.name(period, ms)))];
  }

  private name(period: Period, ms: number): string {
    return period === 'day' ? this.days.dayOf(ms) : this.days.monthOf(ms);
  }
}

function callsOf(told: readonly SpendingTold[]): SpentCall[] {
  const find = (event: SpendingTold['event'], call: number): SpendingTold | undefined =>
    told.find((one) => one.event === event && one.call === call);
  return told
    .filter(({ event }) => event === 'admitted')
    .map((admitted) => {
      const counting = find('counting', admitted.call);
      return {
        admitted,
        isCounted: find('counted', admitted.call) !== undefined,
        ...(counting === undefined ? {} : { counting }),
      };
    });
}

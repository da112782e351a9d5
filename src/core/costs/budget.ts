import { ulid } from 'ulid';
import type { Surface } from '../../protocol/invocation';
import type { Disposable } from '../util/disposable';
import type { UsageLedger, UsageTotals } from './usageLedger';

/** What may be spent, in US dollars; null where there is no limit. */
export interface BudgetLimits {
  readonly dailyUsd: number | null;
  readonly monthlyUsd: number | null;
}

/** How a budget stands. */
export interface BudgetState {
  readonly period: 'day' | 'month';
  readonly limitUsd: number;
  /** Spent, and what calls under way may come to. */
  readonly spentUsd: number;
}

/** A call would go past a budget. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';

  constructor(
    readonly state: BudgetState,
    /** What the call may cost at most. */
    readonly callUsd: number,
  ) {
    super('The call would go past a budget.');
  }
}

/** From this part of a budget on one is warned. */
const WARNING_PART = 0.8;

/** What the budget works with. */
export interface BudgetParts {
  readonly ledger: UsageLedger;
  readonly limits: () => BudgetLimits;
  /** Most of a budget is used up; told once a day. */
  readonly onWarning: (state: BudgetState) => void;
  /** A call was not sent, on this surface. */
  readonly onRefusal: (error: OverBudgetError, surface: Surface) => void;
  /** A call's price is not known, so it cannot be counted; told once. */
  readonly onUnpriced: () => void;
  /** Something could not be counted; the call goes on. */
  readonly onTrouble: (error: unknown) => void;
  readonly now?: () => Date;
}

/** Watches over what all windows spend: asked before each call, on whatever surface. */
export class Budget {
  private allowedDay = '';
  private allowedCalls = 0;
  private readonly warned = new Set<string>();
  private unpricedTold = false;

  constructor(private readonly parts: BudgetParts) {}

  /** Lets the next call, or all until the end of the day, go past the budgets. */
  allow(scope: 'call' | 'day'): void {
    if (scope === 'day') this.allowedDay = this.day();
    else this.allowedCalls += 1;
  }

  /**
   * Lets a call begin that may cost so much; dispose of the result when it has ended. The call is noted first
   * and the budget looked at then, so that of two windows at the same moment at least one sees the other.
   * @throws OverBudgetError unless that was allowed
   */
  async admit(callUsd: number | undefined, surface: Surface): Promise<Disposable> {
    const limits = this.limits();
    // What a call of unknown price comes to cannot be said before, and not afterwards either.
    const usd = callUsd ?? 0;
    if (limits.length === 0) return { dispose: () => undefined };
    const id = ulid();
    const reservation = { dispose: () => this.try(() => this.parts.ledger.release(id)) };
    const isNoted = this.try(() => this.parts.ledger.reserve(id, usd));
    try {
      const totals = await this.parts.ledger.totals();
      // Our own reservation is among them, unless the disk did not take it.
      const states = statesOf(totals, limits, isNoted ? 0 : usd);
      const over = states.find(({ spentUsd, limitUsd }) => spentUsd > limitUsd || spentUsd - usd >= limitUsd);
      if (over !== undefined && !this.isAllowed()) {
        const refused = new OverBudgetError({ ...over, spentUsd: over.spentUsd - usd }, usd);
        this.parts.onRefusal(refused, surface);
        throw refused;
      }
      this.warn(states);
      if (callUsd === undefined) this.tellUnpriced();
      return reservation;
    } catch (error) {
      reservation.dispose();
      if (error instanceof OverBudgetError) throw error;
      this.parts.onTrouble(error);
      return { dispose: () => undefined };
    }
  }

  private isAllowed(): boolean {
    if (this.allowedDay === this.day()) return true;
    if (this.allowedCalls === 0) return false;
    this.allowedCalls -= 1;
    return true;
  }

  private limits(): readonly Pick<BudgetState, 'period' | 'limitUsd'>[] {
    const { dailyUsd, monthlyUsd } = this.parts.limits();
    return [
      ...(dailyUsd === null ? [] : [{ period: 'day' as const, limitUsd: dailyUsd }]),
      ...(monthlyUsd === null ? [] : [{ period: 'month' as const, limitUsd: monthlyUsd }]),
    ];
  }

  private warn(states: readonly BudgetState[]): void {
    for (const state of states) {
      const once = `${this.day()} ${state.period} ${state.limitUsd}`;
      if (state.spentUsd < state.limitUsd * WARNING_PART || this.warned.has(once)) continue;
      this.warned.add(once);
      this.parts.onWarning(state);
    }
  }

  private tellUnpriced(): void {
    if (this.unpricedTold) return;
    this.unpricedTold = true;
    this.parts.onUnpriced();
  }

  private try(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.parts.onTrouble(error);
      return false;
    }
  }

  private day(): string {
    return (this.parts.now?.() ?? new Date()).toDateString();
  }
}

function statesOf(
  { today, month, reservedUsd }: UsageTotals,
  limits: readonly Pick<BudgetState, 'period' | 'limitUsd'>[],
  moreUsd: number,
): BudgetState[] {
  return limits.map(({ period, limitUsd }) => {
    const { usd } = period === 'day' ? today : month;
    return { period, limitUsd, spentUsd: usd + reservedUsd + moreUsd };
  });
}

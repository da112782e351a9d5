import { ulid } from 'ulid';
import type { Surface } from '../../protocol/invocation';
import type { Disposable } from '../util/disposable';
import { InvalidCapError, OverBudgetError, type BudgetState } from './budgetErrors';
import type { MoneyCap } from './moneyCap';
import { Permissions } from './permissions';
import { dayOf, type Spending } from './spendingLines';
import type { SpendingLog, SpendingTotals } from './spendingLog';

/** The limits of spending, in US dollars; null where there is no limit. */
export interface BudgetLimits {
  readonly dailyUsd: MoneyCap;
  readonly monthlyUsd: MoneyCap;
}

/** From this part of a budget on one is warned. */
const WARNING_PART = 0.8;

/** Collaborators of the budget. */
export interface BudgetParts {
  readonly spendingLog: SpendingLog;
  readonly limits: () => BudgetLimits;
  /** Most of a budget is used up; told once a day. */
  readonly onWarning: (state: BudgetState) => void;
  /** A call was not sent, on this surface. */
  readonly onRefusal: (error: OverBudgetError | InvalidCapError, surface: Surface) => void;
  /** A call's price is not known, so it cannot be counted; told once. */
  readonly onUnpriced: () => void;
  /** So many lines of what was spent cannot be read; told again when there are more. */
  readonly onUnreadable: (lines: number) => void;
  /** Something could not be counted; the call goes on. */
  readonly onTrouble: (error: unknown) => void;
  readonly now?: () => Date;
}

/** Facts of a call besides what it may cost. */
export interface CallIdentity {
  /** The id under which it is counted when it has ended. */
  readonly id?: string;
  readonly conversationId?: string | null;
  /** For one that goes on for days: until then what it may cost counts on each of them, milliseconds since 1970. */
  readonly untilMs?: number;
}

type Limit = Pick<BudgetState, 'period' | 'limitUsd'>;

/**
 * Watches over what all windows spend: asked before each call, on whatever surface. What admitted calls of a day
 * or month may cost at most never comes to more than its limit, in all windows together, but for calls that the
 * user allowed or whose price nobody knows; what they do cost passes it only by what a call costs beyond that.
 */
export class Budget {
  private readonly permissions = new Permissions();
  private readonly warned = new Set<string>();
  private unpricedTold = false;
  private unreadableTold = 0;

  constructor(private readonly parts: BudgetParts) {}

  /**
   * Lets calls go past the budgets: the one that this surface was refused last, in its conversation, when it is
   * asked again within five minutes; or all until the end of the day.
   */
  allow(...[scope, surface]: ['call', Surface] | ['day']): void {
    if (scope === 'day') {
      this.permissions.allowDay(this.nowMs());
    } else {
      this.permissions.allowRefused(surface, this.nowMs());
    }
  }

  /**
   * Lets a call begin that may cost so much; dispose of the result when it has ended. The call is noted first
   * and the budget looked at then, so that of two windows at the same moment at least one sees the other.
   * @throws OverBudgetError unless that was allowed; InvalidCapError where a limit is no amount
   */
  async admit(
    callUsd: number | undefined,
    surface: Surface,
    { id = ulid(), conversationId = null, untilMs }: CallIdentity = {},
  ): Promise<Disposable> {
    const { spendingLog } = this.parts;
    const limits = this.limits(surface);
    const priced = callUsd !== undefined && Number.isFinite(callUsd) && callUsd >= 0;
    // What a call of unknown price comes to cannot be said before, and not afterward either.
    const usd = priced ? callUsd : 0;
    // The day and the month of the call, however late it is when their sums are known.
    const at = this.nowMs();
    const earlier = spendingLog.reservation(id);
    this.try(() => spendingLog.reserve(id, usd, at, untilMs));
    const release = () => {
      if (spendingLog.reservation(id) !== undefined) {
        this.try(() => spendingLog.release(id));
      }
    };
    try {
      // Without a limit it is noted all the same: one that is set now has to know of it.
      if (limits.length > 0) {
        this.check(await spendingLog.totals(at), limits, { usd, surface, conversationId, at });
        this.tellUnpriced(priced);
      }
      return { dispose: release };
    } catch (error) {
      release();
      if (earlier !== undefined) {
        // It is not let begin again now, and may have begun before.
        this.try(() => spendingLog.reserve(id, earlier.usd, earlier.at, earlier.until));
      }
      throw error;
    }
  }

  /** A call that was admitted in another window, or in an earlier life of this one, has come to its end. */
  release(id: string): void {
    this.try(() => this.parts.spendingLog.release(id, true));
  }

  /** Counts all that a batch job has come to so far, in place of what was counted of it before, in any window. */
  countJob(id: string, usage: Spending): void {
    this.try(() => this.parts.spendingLog.addJob(id, usage));
  }

  /** Our own reservation is among the totals. */
  private check(
    totals: SpendingTotals,
    limits: readonly Limit[],
    call: { usd: number; surface: Surface; conversationId: string | null; at: number },
  ): void {
    const { usd, surface, conversationId, at } = call;
    const states = statesOf(totals, limits);
    const over = states.find(({ spentUsd, limitUsd }) => spentUsd > limitUsd || spentUsd - usd >= limitUsd);
    if (over !== undefined && !this.permissions.use(surface, conversationId, at)) {
      this.permissions.noteRefusal(surface, conversationId);
      const refused = new OverBudgetError({ ...over, spentUsd: over.spentUsd - usd }, usd);
      this.parts.onRefusal(refused, surface);
      throw refused;
    }
    this.warn(states, at);
    if (totals.unreadable > this.unreadableTold) {
      this.unreadableTold = totals.unreadable;
      this.parts.onUnreadable(totals.unreadable);
    }
  }

  private limits(surface: Surface): readonly Limit[] {
    const { dailyUsd, monthlyUsd } = this.parts.limits();
    if (dailyUsd === 'invalid' || monthlyUsd === 'invalid') {
      const name = dailyUsd === 'invalid' ? 'budget.dailyUsd' : 'budget.monthlyUsd';
      const refused = new InvalidCapError(name);
      this.parts.onRefusal(refused, surface);
      throw refused;
    }
    return [
      ...(dailyUsd === null ? [] : [{ period: 'day' as const, limitUsd: dailyUsd }]),
      ...(monthlyUsd === null ? [] : [{ period: 'month' as const, limitUsd: monthlyUsd }]),
    ];
  }

  private warn(states: readonly BudgetState[], at: number): void {
    for (const state of states) {
      const once = `${dayOf(at)} ${state.period} ${state.limitUsd}`;
      if (state.spentUsd < state.limitUsd * WARNING_PART || this.warned.has(once)) {
        continue;
      }
      this.warned.add(once);
      this.parts.onWarning(state);
    }
  }

  private tellUnpriced(priced: boolean): void {
    if (priced || this.unpricedTold) {
      return;
    }
    this.unpricedTold = true;
    this.parts.onUnpriced();
  }

  private try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.parts.onTrouble(error);
    }
  }

  private nowMs(): number {
    return (this.parts.now?.() ?? new Date()).getTime();
  }
}

function statesOf(
  { today, month, reservedTodayUsd, reservedMonthUsd }: SpendingTotals,
  limits: readonly Limit[],
): BudgetState[] {
  return limits.map(({ period, limitUsd }) => {
    const spentUsd = period === 'day' ? today.usd + reservedTodayUsd : month.usd + reservedMonthUsd;
    return { period, limitUsd, spentUsd };
  });
}

import { InvalidCapError, OverBudgetError, type CapSetting } from '../spending/budgetErrors';
import type { MoneyCap } from '../spending/moneyCap';

/** The setting that limits what a run may cost. */
export const RUN_CAP: CapSetting = 'prompts.budgetUsd';

/**
 * Watches over what one run spends. A call begins while what was spent, and what calls under way may come to, is
 * below the limit, so that the limit is passed by one call at most, however many are asked at a time.
 */
export class RunBudget {
  private underWayUsd = 0;
  private underWay = 0;
  private begun = 0;
  private waiting: (() => void)[] = [];

  /** `spentUsd` is what the run has cost before, in US dollars. */
  constructor(
    private readonly cap: MoneyCap,
    private spentUsd: number,
  ) {}

  /**
   * Lets a call begin that may cost so much; unknown prices count as nothing. It waits for calls under way when
   * these may use up what is left. @throws OverBudgetError, InvalidCapError
   */
  async admit(maxCostUsd: number): Promise<void> {
    const { cap } = this;
    if (cap === 'invalid') {
      throw new InvalidCapError(RUN_CAP);
    }
    while (cap !== null && this.spentUsd + this.underWayUsd >= cap) {
      if (this.underWay === 0 || this.spentUsd >= cap) {
        throw new OverBudgetError({ period: 'run', limitUsd: cap, spentUsd: this.spentUsd }, maxCostUsd);
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.underWay += 1;
    this.begun += 1;
    this.underWayUsd += maxCostUsd;
  }

  /** How many calls have begun, and how many of these are under way. */
  get calls(): { readonly begun: number; readonly underWay: number } {
    const { begun, underWay } = this;
    return { begun, underWay };
  }

  /** Resolves when a call ends; at once when none is under way. */
  async callEnded(): Promise<void> {
    if (this.underWay > 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** A call that was admitted with so much has ended and cost so much. */
  settle(maxCostUsd: number, costUsd: number): void {
    this.underWay -= 1;
    // Without this, what is left of sums of fractions could keep the others waiting.
    this.underWayUsd = this.underWay === 0 ? 0 : this.underWayUsd - maxCostUsd;
    this.spentUsd += costUsd;
    for (const wake of this.waiting.splice(0)) {
      wake();
    }
  }
}

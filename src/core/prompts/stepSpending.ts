import type { RunEvent } from '../../protocol/run';
import type { QuestionBudget } from '../chat/question';
import type { RunBudget } from './runBudget';

/** The cost of the calls of one step, held against the run's budget and told to its journal before they are sent. */
export class StepSpending implements QuestionBudget {
  private reservedUsd = 0;
  private spentUsd = 0;
  /** The most that the calls since the last time may cost, by the journal. */
  private journaledUsd = 0;
  /** Calls of this step that have begun. */
  begun = 0;

  constructor(
    private readonly step: string,
    private readonly budget: RunBudget,
    private readonly append: (event: RunEvent) => Promise<void>,
  ) {}

  async admit(maxCostUsd = 0): Promise<void> {
    await this.budget.admit(maxCostUsd);
    this.begun += 1;
    this.reservedUsd = maxCostUsd;
    try {
      // What was noted for a call that came to less serves for the next one.
      const missingUsd = this.spentUsd + maxCostUsd - this.journaledUsd;
      if (missingUsd > 0) {
        const at = new Date().toISOString();
        await this.append({ type: 'callReserved', step: this.step, at, maxCostUsd: missingUsd });
        this.journaledUsd += missingUsd;
      }
    } catch (error) {
      this.settle(0);
      throw error;
    }
  }

  settle(costUsd: number | null): void {
    // What nobody knows in the end counts as what it may have come to.
    const spent = Math.max(0, costUsd ?? this.reservedUsd);
    this.budget.settle(this.reservedUsd, spent);
    this.reservedUsd = 0;
    this.spentUsd += spent;
  }

  /** The cost of the calls since the last time, in US dollars. */
  drain(): number {
    const spent = this.spentUsd;
    this.spentUsd = 0;
    this.journaledUsd = 0;
    return spent;
  }
}

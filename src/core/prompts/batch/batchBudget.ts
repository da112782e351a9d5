import * as l10n from '@vscode/l10n';
import type { BatchPlan } from '../../../protocol/batch';
import type { Budget } from '../../spending/budget';
import { InvalidCapError, isBudgetRefusal } from '../../spending/budgetErrors';
import { overBudgetText } from '../../spending/estimate';
import { formatUsd } from '../../../shared/format';
import type { MoneyCap } from '../../spending/moneyCap';
import { RUN_CAP } from '../runBudget';
import { type BatchJournal, now } from './batchJournal';
import { latestEndMs } from './jobAge';

/** Holds a batch job against the limit of its run and the budget of all windows. */
export class BatchBudget {
  /** Whether the job's output says what all of it cost. */
  private isCostKnown = true;

  /** `cap` is the most that the run may cost over all its lives. */
  constructor(
    private readonly journal: BatchJournal,
    private readonly budget: Pick<Budget, 'admit' | 'release'>,
    private readonly cap: MoneyCap,
  ) {}

  /** Why the job is not made, in a sentence, where it may cost too much; the budget of all windows says so where the price is unknown. */
  async refusal(plan: BatchPlan): Promise<string | null> {
    const { cap } = this;
    if (cap === 'invalid') {
      return overBudgetText(new InvalidCapError(RUN_CAP));
    }
    const usd = plan.maxCostUsd ?? undefined;
    const { id: conversationId, spentUsd } = this.journal.run;
    if (cap !== null && usd !== undefined && spentUsd + usd > cap) {
      const before = spentUsd > 0 ? [l10n.t('The run has cost {0}.', formatUsd(spentUsd))] : [];
      const limit = l10n.t(
        'The batch job may cost up to {0}; the limit of a run is {1}.',
        formatUsd(usd),
        formatUsd(cap),
      );
      return [...before, limit].join(' ');
    }
    try {
      const call = { id: plan.token, conversationId, untilMs: latestEndMs({ at: now() }) };
      await this.budget.admit(usd, 'prompts', call);
      return null;
    } catch (error) {
      if (isBudgetRefusal(error)) {
        return overBudgetText(error);
      }
      throw error;
    }
  }

  /**
   * The most that the job may cost stays counted until its run has ended, also while no window looks after it; and for good
   * where nobody knows what some of its answers cost.
   */
  async counted<T>({ token, steps }: BatchPlan, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      if (this.journal.run.batch === null && !this.isUnknown(steps)) {
        this.budget.release(token);
      }
    }
  }

  /** The cost of some answers is unknown: on the limit of the run the whole job then counts with the most that it may. */
  async settle(
    { steps, maxCostUsd }: BatchPlan,
    { isCostKnown, spentUsd }: { readonly isCostKnown: boolean; readonly spentUsd: number },
  ): Promise<void> {
    this.isCostKnown = isCostKnown;
    const unknownUsd = (maxCostUsd ?? 0) - spentUsd;
    const [step] = steps;
    if (!this.isUnknown(steps) || unknownUsd <= 0 || step === undefined) {
      return;
    }
    const text = l10n.t(
      'What some prompts cost is not known: {0} more count on the limit of the run.',
      formatUsd(unknownUsd),
    );
    await this.journal.note(text);
    await this.journal.append({ type: 'callReserved', step, at: now(), maxCostUsd: unknownUsd });
  }

  private isUnknown(steps: readonly string[]): boolean {
    return !this.isCostKnown || steps.some((id) => this.journal.run.step(id)?.result?.costUsd === null);
  }
}

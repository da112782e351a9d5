/** How a budget stands. */
export interface BudgetState {
  readonly period: 'day' | 'month' | 'run';
  readonly limitUsd: number;
  /** Spent, and what calls under way may come to. */
  readonly spentUsd: number;
}

/** The settings that limit what is spent. */
export type CapSetting = 'budget.dailyUsd' | 'budget.monthlyUsd' | 'prompts.budgetUsd';

/** A call would go past a budget. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';

  constructor(
    readonly state: BudgetState,
    /** The most that the call may cost. */
    readonly callUsd: number,
  ) {
    super('The call would go past a budget.');
  }
}

/** A limit is set that is no amount of money, so that nobody knows what may be spent. */
export class InvalidCapError extends Error {
  override readonly name = 'InvalidCapError';

  constructor(readonly setting: CapSetting) {
    super('A limit of what may be spent is no amount of money.');
  }
}

/** Why a call was not sent. */
export type BudgetRefusal = OverBudgetError | InvalidCapError;

/** Whether an error says that a call was not sent for the sake of a budget. */
export function isBudgetRefusal(error: unknown): error is BudgetRefusal {
  return error instanceof OverBudgetError || error instanceof InvalidCapError;
}

import type { ChargeCategory, CostScope, CostSummary } from '../../protocol/finops';
import { addAmounts, isNegative } from './amounts';

/** The categories that take cost off. */
const CREDITS: readonly ChargeCategory[] = ['Credit', 'Refund'];

/** What is left of a cost that its credits cancel: less than a hundredth of it. */
const LEFT = 100;

/** Whether credits and refunds take off all of a cost, but for less than a hundredth, so that its charts would show nothing. */
export function creditsCancel({ scope, categories }: Pick<CostSummary, 'scope' | 'categories'>): boolean {
  const counted = categories.filter(({ name }) => !scope.leaveOut.some((left) => left === name));
  const isCredit = (name: string) => CREDITS.some((credit) => credit === name);
  const before = addAmounts(counted.flatMap(({ name, cost }) => (isCredit(name) ? [] : [cost])));
  const credits = addAmounts(counted.flatMap(({ name, cost }) => (isCredit(name) ? [cost] : [])));
  const left = addAmounts([before, credits]);
  return isNegative(credits) && Number(before) > 0 && LEFT * Number(left) < Number(before);
}

/** The scope before credits and refunds. */
export function beforeCredits(scope: CostScope): CostScope {
  return { ...scope, leaveOut: [...new Set([...scope.leaveOut, ...CREDITS])] };
}

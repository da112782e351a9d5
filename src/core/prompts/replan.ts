import type { PromptRun } from './runState';
import type { EarlierResult } from './runStore';
import type { Step } from './steps';

/** The pending part of the steps that its file has now: those without a result to what they ask now. */
export function owedSteps(run: PromptRun, steps: readonly Step[]): Step[] {
  return steps.filter(({ id, key }) => {
    const known = run.step(id);
    return known === undefined || known.key !== key || known.result === null;
  });
}

/** The steps that ask something else than in that run, and that no run has answered since. */
export function changedSteps(
  run: PromptRun,
  steps: readonly Step[],
  earlier: ReadonlyMap<string, EarlierResult>,
): Step[] {
  const asked = new Set(run.steps.map(({ key }) => key));
  return steps.filter(({ key }) => !asked.has(key) && !earlier.has(key));
}

/** Of several plans of a file, say for several models, the one that is most like the run. */
export function closestPlan(run: PromptRun, plans: readonly (readonly Step[])[]): readonly Step[] {
  const alike = (plan: readonly Step[]): number =>
    plan.filter(({ id, key }) => run.step(id)?.key === key).length;
  return plans.reduce((best, plan) => (alike(plan) > alike(best) ? plan : best), plans[0] ?? []);
}

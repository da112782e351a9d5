import type { StepGroup } from '../../protocol/promptWorker';
import type { Step } from './steps';

/** Steps that are planned, in groups. */
export function groupSteps(steps: readonly Step[]): StepGroup[] {
  return joinGroups(
    steps.map(({ model, parameters: { maxTokens }, inputTokens, maxInputTokens }) => {
      return { model, maxTokens, steps: 1, inputTokens, maxInputTokens };
    }),
  );
}

/** Adds up what costs the same. */
export function joinGroups(groups: Iterable<StepGroup>): StepGroup[] {
  const joined = new Map<string, StepGroup>();
  for (const group of groups) {
    const kind = JSON.stringify([group.model, group.maxTokens]);
    const known = joined.get(kind);
    joined.set(kind, {
      model: group.model,
      maxTokens: group.maxTokens,
      steps: group.steps + (known?.steps ?? 0),
      inputTokens: group.inputTokens + (known?.inputTokens ?? 0),
      maxInputTokens: group.maxInputTokens + (known?.maxInputTokens ?? 0),
    });
  }
  return [...joined.values()];
}

import type { ListedModel } from './modelChoice';

/** A model this near to its end is none to begin with: what is set today is to last longer. */
const ENDING_MS = 60 * 24 * 60 * 60 * 1000;

/** Where a model is in its life: `legacy` is AWS's word, `ending` an active model within 60 days of its end. */
export type Lifecycle = 'active' | 'legacy' | 'ending' | 'ended';

/** Where a model is in its life at an instant. */
export function lifecycleOf(
  { legacy, endsUtc }: Pick<ListedModel, 'legacy' | 'endsUtc'>,
  nowMs: number,
): Lifecycle {
  const leftMs = endsUtc === undefined ? Infinity : Date.parse(endsUtc) - nowMs;
  if (leftMs <= 0) {
    return 'ended';
  }
  if (legacy) {
    return 'legacy';
  }
  return leftMs <= ENDING_MS ? 'ending' : 'active';
}

/** Whether a model is legacy, ends within 60 days or has ended. */
export function isEnding(model: Pick<ListedModel, 'legacy' | 'endsUtc'>, nowMs: number): boolean {
  return lifecycleOf(model, nowMs) !== 'active';
}

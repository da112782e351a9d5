import type { HashedBlock } from './prefix';

/** The first thing that is not as it was, in the order in which the cache reads. */
export type Difference =
  | { readonly reason: 'toolsReordered'; readonly tool: string }
  | {
      readonly reason: 'toolsChanged';
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly reason: 'toolRedefined'; readonly tool: string; readonly clock: boolean }
  | { readonly reason: 'systemClock' | 'systemChanged' }
  | { readonly reason: 'toolChoiceChanged' | 'reasoningChanged' | 'picturesChanged' }
  | { readonly reason: 'historyCut' }
  | { readonly reason: 'messageClock' | 'messageChanged'; readonly message: number };

/** What differs, and how much of what was there is there again. */
export interface Compared {
  readonly difference: Difference;
  /** From 0 to 1, by length; what differs in a clock alone counts as there again. */
  readonly again: number;
}

/** Holds what was to be found against what came; undefined where all of it is there, in its place. */
export function compare(before: readonly HashedBlock[], now: readonly HashedBlock[]): Compared | undefined {
  const at = before.findIndex(({ hash }, index) => now[index]?.hash !== hash);
  const [was, is] = [before[at], now[at]];
  if (was === undefined) {
    return undefined;
  }
  return { difference: differenceOf(was, is, before, now), again: shareAgain(before, now) };
}

function differenceOf(
  was: HashedBlock,
  is: HashedBlock | undefined,
  before: readonly HashedBlock[],
  now: readonly HashedBlock[],
): Difference {
  if (was.place.kind === 'tool' || is?.place.kind === 'tool') {
    return toolDifference(before, now);
  }
  const clock = is?.shape === was.shape;
  if (was.place.kind === 'system' || is?.place.kind === 'system') {
    return { reason: clock ? 'systemClock' : 'systemChanged' };
  }
  switch (was.place.kind) {
    case 'toolChoice':
      return { reason: 'toolChoiceChanged' };
    case 'reasoning':
      return { reason: 'reasoningChanged' };
    case 'pictures':
      return { reason: 'picturesChanged' };
    case 'message':
      return isCut(before, now)
        ? { reason: 'historyCut' }
        : { reason: clock ? 'messageClock' : 'messageChanged', message: was.place.number };
  }
}

/** Tools that are others, one that is told otherwise, or the same in another order. */
function toolDifference(before: readonly HashedBlock[], now: readonly HashedBlock[]): Difference {
  const [old, current] = [toolsOf(before), toolsOf(now)];
  const added = [...current.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !current.has(name));
  if (added.length + removed.length > 0) {
    return { reason: 'toolsChanged', added, removed };
  }
  for (const [name, was] of old) {
    const is = current.get(name);
    if (is?.hash !== was.hash) {
      return { reason: 'toolRedefined', tool: name, clock: is?.shape === was.shape };
    }
  }
  const [names, order] = [[...old.keys()], [...current.keys()]];
  const tool = order.find((name, index) => name !== names[index]) ?? '';
  return { reason: 'toolsReordered', tool };
}

function toolsOf(blocks: readonly HashedBlock[]): Map<string, HashedBlock> {
  return new Map(blocks.flatMap((block) => (block.place.kind === 'tool' ? [[block.place.name, block]] : [])));
}

/** Whether the conversation begins with what came later before. */
function isCut(before: readonly HashedBlock[], now: readonly HashedBlock[]): boolean {
  const said = before.filter(({ place }) => place.kind === 'message');
  const first = now.find(({ place }) => place.kind === 'message');
  return said.findIndex(({ hash }) => hash === first?.hash) > 0;
}

function shareAgain(before: readonly HashedBlock[], now: readonly HashedBlock[]): number {
  const there = new Map<string, number>();
  for (const { hash } of now) {
    there.set(hash, (there.get(hash) ?? 0) + 1);
  }
  let [all, again] = [0, 0];
  before.forEach(({ hash, shape, size }, index) => {
    all += size;
    const left = there.get(hash) ?? 0;
    if (left > 0) {
      there.set(hash, left - 1);
      again += size;
    } else if (now[index]?.shape === shape) {
      again += size;
    }
  });
  return all === 0 ? 0 : again / all;
}

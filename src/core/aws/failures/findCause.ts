import type { Clue } from './cause';
import type { SeenFailure } from './seenFailure';
import { failureCauses, type ErrorReason } from './table';

/*
 * Words tell most: one exception of AWS has many causes. Then come AWS's name for it, the system's code, and the
 * status, which a gateway may have made.
 */
const BY_WORDS = 4;
const BY_NAME = 3;
const BY_CODE = 2;
const BY_STATUS = 1;
const BY_PHASE = 0;

interface PlacedClue {
  readonly reason: ErrorReason;
  readonly clue: Clue;
  readonly names: ReadonlySet<string>;
}

const clues: readonly PlacedClue[] = Object.entries(failureCauses).flatMap(([id, { knownBy }]) =>
  knownBy.map((clue) => ({
    reason: id as ErrorReason,
    clue,
    names: new Set(clue.names?.map(plainName)),
  })),
);

/** The cause that a failure is known by; `unknown` where no row of the table fits. */
export function findCause(seen: SeenFailure): ErrorReason {
  let best: ErrorReason = 'unknown';
  let bestRank = -1;
  for (const placed of clues) {
    const rank = rankOf(placed, seen);
    if (rank !== undefined && rank > bestRank) {
      best = placed.reason;
      bestRank = rank;
    }
  }
  return best;
}

/** Whether a row knows this code of Node or the system. */
export function isKnownCode(code: string): boolean {
  return clues.some(({ clue }) => hasCode(clue, [code]));
}

function rankOf(placed: PlacedClue, { detail, codes, phase }: SeenFailure): number | undefined {
  const { clue } = placed;
  const rank = markRank(placed, detail, codes);
  if (rank === undefined || (clue.phase !== undefined && clue.phase !== phase)) {
    return undefined;
  }
  if (clue.words === undefined) {
    return rank;
  }
  return clue.words.test(detail.message) ? BY_WORDS : undefined;
}

function markRank(
  { clue, names }: PlacedClue,
  { code, httpStatus = 0 }: SeenFailure['detail'],
  codes: readonly string[],
): number | undefined {
  if (names.has(plainName(code))) {
    return BY_NAME;
  }
  if (hasCode(clue, codes)) {
    return BY_CODE;
  }
  if (clue.statuses?.includes(httpStatus) === true) {
    return BY_STATUS;
  }
  const isMarked = names.size > 0 || clue.codes !== undefined || clue.statuses !== undefined;
  return isMarked ? undefined : BY_PHASE;
}

function hasCode({ codes = [] }: Clue, given: readonly string[]): boolean {
  return codes.some((known) =>
    given.some((code) => (typeof known === 'string' ? known === code : known.test(code))),
  );
}

/** Inside a stream an exception comes as `throttlingException`, elsewhere as `ThrottlingException` or `Throttling`. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/exception$/, '');
}

import type { FinopsFailure, FinopsProblem } from '../../protocol/finops';

/** Why cost data could not be loaded or asked: words for the person, a reason for the code, a place in the files. */
export class FinopsError extends Error {
  constructor(
    readonly problem: FinopsProblem,
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.name = 'FinopsError';
  }

  /** What kind of failure it is. */
  get reason(): FinopsFailure {
    return this.problem.reason;
  }
}

/** A {@link FinopsError} in one line. */
export function finopsError(
  reason: FinopsFailure,
  message: string,
  place: Omit<FinopsProblem, 'reason' | 'message'> = {},
  options?: ErrorOptions,
): FinopsError {
  return new FinopsError({ reason, message, ...place }, options);
}

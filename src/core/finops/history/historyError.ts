/** The reason that keeps questions from being stored or read, besides what AWS and the network say themselves. */
export type HistoryFailure = 'tableMissing' | 'tableNotReady' | 'tableMisfit' | 'otherAccount' | 'needsKeys';

/** The history's table cannot be used as it is. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';

  constructor(
    readonly reason: HistoryFailure,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

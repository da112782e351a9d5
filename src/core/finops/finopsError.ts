import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { redactShapes } from '../logging/redaction';
import { cleanError } from '../logging/secrets/cleanError';
import type { FinopsFailure, FinopsProblem } from '../../protocol/finops';

/**
 * Why cost data could not be loaded or asked: words for the user, a reason for the code, a place in the files. Whatever
 * looks like a secret is taken out of the words and of the cause.
 */
export class FinopsError extends Error {
  readonly problem: FinopsProblem;

  constructor(said: FinopsProblem, options: ErrorOptions = {}) {
    const message = redactShapes(said.message);
    super(message, { cause: cleanError(options.cause, redactShapes) });
    this.problem = { ...said, message };
    this.name = 'FinopsError';
  }

  /** The kind of failure. */
  get reason(): FinopsFailure {
    return this.problem.reason;
  }
}

/** A place in a file in words; empty where there is none. */
export function placeText({ file, line, column }: Omit<FinopsProblem, 'reason' | 'message'>): string {
  if (file === undefined) {
    return '';
  }
  const name = basename(file);
  if (line === undefined) {
    return name;
  }
  return column === undefined
    ? l10n.t('{0}, line {1}', name, line)
    : l10n.t('{0}, line {1}, column {2}', name, line, column);
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

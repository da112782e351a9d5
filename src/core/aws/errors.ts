import { redactShapes } from '../logging/redaction';
import { cleanError } from '../logging/secrets/cleanError';
import type { ErrorPhase } from './failures/cause';
import { findCause, isKnownCode } from './failures/findCause';
import { cleanDetail, seenFailure, type ErrorDetail } from './failures/seenFailure';
import { failureCauses, type ErrorReason } from './failures/table';

export {
  isAboutCredentials,
  isAboutModel,
  isAboutModelAccess,
  isAboutNetwork,
  isAboutPermissions,
  isAboutQuotas,
  isAboutTheQuestion,
  isAboutTls,
  type ErrorReason,
} from './failures/table';
export type { ErrorDetail } from './failures/seenFailure';

/**
 * A failed call to AWS, classified once. `cause` holds the original error. Whatever looks like a secret is taken out of
 * both; the secrets in use are by then, by `withCleanFailures`.
 */
export class BedrockError extends Error {
  override readonly name = 'BedrockError';
  readonly reason: ErrorReason;
  readonly detail: ErrorDetail;

  constructor(reason: ErrorReason, said: ErrorDetail, cause?: unknown) {
    const detail = cleanDetail(said);
    super(detail.message, { cause: cleanError(cause, redactShapes) });
    this.reason = reason;
    this.detail = detail;
  }
}

/** Classifies whatever the SDK threw. Idempotent: a BedrockError is returned as it is. */
export function classifyError(error: unknown, phase: ErrorPhase = 'request'): BedrockError {
  if (error instanceof BedrockError) {
    return error;
  }
  const seen = seenFailure(error, phase, isKnownCode);
  return new BedrockError(findCause(seen), seen.detail, error);
}

/** Whether waiting and sending the same request again may help. */
export function isWorthRetrying(reason: ErrorReason): boolean {
  return failureCauses[reason].retry;
}

/** Whether a model may have worked on a request that failed so, as far as it was sent. */
export function mayBeBilled(reason: ErrorReason): boolean {
  return failureCauses[reason].billed === 'maybe';
}

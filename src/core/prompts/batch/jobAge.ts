import type { BatchPlan } from '../../../protocol/batch';

/**
 * AWS ends a job after 168 hours at the latest (`timeoutDurationInHours` of CreateModelInvocationJob); and a day,
 * for clocks that differ.
 */
const MAX_JOB_MS = 8 * 24 * 60 * 60_000;

/** The list of jobs may lag behind what was asked for by so much, generously. */
const LIST_LAG_MS = 15 * 60_000;

/** The instant by which a job of this plan has ended, whatever has become of it; in milliseconds since 1970. */
export function latestEndMs({ at }: Pick<BatchPlan, 'at'>): number {
  return Date.parse(at) + MAX_JOB_MS;
}

/** Whether a job of this plan can be at work, going by its age alone. */
export function mayStillWork(plan: Pick<BatchPlan, 'at'>): boolean {
  return Date.now() < latestEndMs(plan);
}

/**
 * When a job of this plan ended, as far as that can be: not before it was planned, and not after it was seen to have
 * ended, which is when it did where AWS names no instant.
 */
export function endOf({ at }: Pick<BatchPlan, 'at'>, said: Date | undefined, seenAt: Date): Date {
  const saidMs = said?.getTime() ?? NaN;
  const endMs = Number.isNaN(saidMs) ? seenAt.getTime() : Math.min(saidMs, seenAt.getTime());
  return new Date(Math.max(Date.parse(at), endMs));
}

/** Whether a list of jobs that lacks one says that a request at this instant made none. */
export function isListed(requestedAtMs: number): boolean {
  return Date.now() - requestedAtMs > LIST_LAG_MS;
}

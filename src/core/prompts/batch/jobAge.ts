import type { BatchPlan } from '../../../protocol/batch';

/**
 * AWS ends a job after 168 hours at the latest (`timeoutDurationInHours` of CreateModelInvocationJob); and a day,
 * for clocks that differ.
 */
const LONGEST_JOB_MS = 8 * 24 * 60 * 60_000;

/** Whether a job of this plan can be at work, going by its age alone. */
export function mayStillWork({ at }: Pick<BatchPlan, 'at'>, nowMs = Date.now()): boolean {
  return nowMs - Date.parse(at) < LONGEST_JOB_MS;
}

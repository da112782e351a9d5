import type { RetryNotice } from '../bedrock/retry';

/** Says that a request is being tried again: "Throttled by Bedrock; trying again in 4 s (2 of 5)". */
export function retryText(notice: RetryNotice, leftMs: number = notice.delayMs): string {
  const why = notice.error.reason === 'throttled' ? 'Throttled by Bedrock' : 'Bedrock did not answer';
  const seconds = Math.ceil(leftMs / 1000);
  const when = seconds > 0 ? `trying again in ${seconds} s` : 'trying again now';
  return `${why}; ${when} (${notice.failedAttempt + 1} of ${notice.maxAttempts})`;
}

import type { BatchStatus } from '../../../protocol/batch';
import { entryOf } from '../../util/entryOf';

/**
 * The meaning of each status of a job, from the documentation of GetModelInvocationJob; `ended` where nothing more
 * will come.
 */
const statuses: Readonly<Record<string, { readonly text: string; readonly ended?: true }>> = {
  Submitted: { text: 'The batch job is submitted and waits to be checked.' },
  Validating: { text: 'Bedrock checks the batch job’s prompts and the access of its role.' },
  Scheduled: { text: 'The batch job is checked and waits for its turn.' },
  InProgress: { text: 'Bedrock works on the batch job.' },
  Completed: { text: 'The batch job is completed.', ended: true },
  PartiallyCompleted: {
    text: 'The batch job ran out of time: a part of its prompts is answered.',
    ended: true,
  },
  Failed: { text: 'The batch job failed.', ended: true },
  Stopping: { text: 'The batch job is being stopped.' },
  Stopped: { text: 'The batch job was stopped.', ended: true },
  Expired: { text: 'The batch job expired: it did not get its turn in time.', ended: true },
};

/** A status as a sentence, with how far the job is and what AWS says of it. */
export function batchStatusText({
  status,
  message,
  processed,
  total,
}: Omit<BatchStatus, 'at' | 'type'>): string {
  const known = entryOf(statuses, status)?.text ?? `The batch job is ${status}.`;
  const far = processed === null || total === null || total === 0 ? '' : ` ${processed} of ${total} prompts.`;
  return `${known}${far}${message === null || message === '' ? '' : ` AWS says: ${message}`}`;
}

/** Whether a job of this status is over; one of a status that is not known here is not. */
export function isBatchOver(status: string): boolean {
  return entryOf(statuses, status)?.ended === true;
}

import * as l10n from '@vscode/l10n';
import type { BatchStatus } from '../../../protocol/batch';

/** The meaning of each status of a job, from the documentation of GetModelInvocationJob. */
function meaning(status: string): string {
  switch (status) {
    case 'Submitted':
      return l10n.t('The batch job is submitted and waits to be checked.');
    case 'Validating':
      return l10n.t('Bedrock checks the batch job’s prompts and the access of its role.');
    case 'Scheduled':
      return l10n.t('The batch job is checked and waits for its turn.');
    case 'InProgress':
      return l10n.t('Bedrock works on the batch job.');
    case 'Completed':
      return l10n.t('The batch job is completed.');
    case 'PartiallyCompleted':
      return l10n.t('The batch job ran out of time: a part of its prompts is answered.');
    case 'Failed':
      return l10n.t('The batch job failed.');
    case 'Stopping':
      return l10n.t('The batch job is being stopped.');
    case 'Stopped':
      return l10n.t('The batch job was stopped.');
    case 'Expired':
      return l10n.t('The batch job expired: it did not get its turn in time.');
    default:
      return l10n.t('The batch job is {0}.', status);
  }
}

/** The statuses after which nothing more will come. */
const over = new Set(['Completed', 'PartiallyCompleted', 'Failed', 'Stopped', 'Expired']);

/** A status as a sentence, with how far the job is and what AWS says of it. */
export function batchStatusText({
  status,
  message,
  processed,
  total,
}: Omit<BatchStatus, 'at' | 'type'>): string {
  const sentences = [meaning(status)];
  if (processed !== null && total !== null && total !== 0) {
    sentences.push(l10n.t('{0} of {1} prompts.', processed, total));
  }
  if (message !== null && message !== '') {
    sentences.push(l10n.t('AWS says: {0}', message));
  }
  return sentences.join(' ');
}

/** Whether a job of this status is over; one of a status that is not known here is not. */
export function isBatchOver(status: string): boolean {
  return over.has(status);
}

import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { BatchPlan } from '../../../protocol/batch';
import type { RunEvent } from '../../../protocol/run';
import { BedrockError, isWorthRetrying, type ErrorReason } from '../../aws/errors';
import type { PromptRun } from '../runState';
import type { BatchService, JobState } from './batchService';
import { isBatchOver } from './statusText';

/** Collaborators of following a job. */
export interface FollowParts {
  readonly plan: BatchPlan;
  readonly run: PromptRun;
  readonly append: (event: RunEvent) => Promise<void>;
  readonly service: Pick<BatchService, 'look' | 'stop'>;
  /** The wait after so many looks at a job, in milliseconds; default 5 s, growing to 5 minutes. */
  readonly pauseMs?: ((looks: number) => number) | undefined;
  /** The user wants no more of it: the job is stopped. */
  readonly signal: AbortSignal;
  /** Keeps that for whoever takes the run up again. */
  readonly noteStop: () => Promise<void>;
  /** The window closes: the job goes on. */
  readonly closing: AbortSignal;
}

/**
 * Looks at a job until it is over; undefined when the window closes before.
 * @throws BedrockError for what does not mend itself, such as expired credentials
 */
export async function followJob(jobArn: string, parts: FollowParts): Promise<JobState | undefined> {
  const { pauseMs = growingPauseMs, signal, closing } = parts;
  let stopping = false;
  let looks = 0;
  while (!closing.aborted) {
    if (signal.aborted && !stopping) {
      await parts.noteStop();
      stopping = await stop(jobArn, parts);
      looks = 0;
    }
    const job = await look(jobArn, parts);
    if (job !== undefined) {
      await tell(job, parts);
      if (isBatchOver(job.status)) {
        return job;
      }
    }
    const wake = signal.aborted ? closing : AbortSignal.any([signal, closing]);
    await sleep(pauseMs(looks++), undefined, { signal: wake }).catch(() => undefined);
  }
  return undefined;
}

/** Five seconds, growing to five minutes. */
export function growingPauseMs(looks: number): number {
  return Math.min(5_000 * 1.5 ** looks, 300_000);
}

/** Whether a call may succeed later without anybody's doing: the network comes back. */
export function comesBack(reason: ErrorReason): boolean {
  return isWorthRetrying(reason) || ['dns', 'proxy', 'gatewayRefused'].includes(reason);
}

/** Undefined when it could not be seen this time. */
async function look(jobArn: string, { service, plan, closing }: FollowParts): Promise<JobState | undefined> {
  try {
    return await service.look(plan, jobArn, closing);
  } catch (error) {
    if (closing.aborted) {
      return undefined;
    }
    if (error instanceof BedrockError && comesBack(error.reason)) {
      return undefined;
    }
    throw error;
  }
}

/** Whether the job knows; one that has just ended cannot be stopped. */
async function stop(jobArn: string, { service, plan, append }: FollowParts): Promise<boolean> {
  try {
    await service.stop(plan, jobArn);
    return true;
  } catch (error) {
    if (!(error instanceof BedrockError)) {
      throw error;
    }
    if (comesBack(error.reason)) {
      return false;
    }
    const text = l10n.t('The batch job could not be stopped: {0}', error.message);
    await append({ type: 'batchNote', at: new Date().toISOString(), text });
    return true;
  }
}

async function tell(job: JobState, { run, append }: FollowParts): Promise<void> {
  const { status, message, processed, total } = job;
  const before = run.batch?.status;
  if (before?.status === status && before.processed === processed && before.message === message) {
    return;
  }
  await append({ type: 'batchStatus', at: new Date().toISOString(), status, message, processed, total });
}

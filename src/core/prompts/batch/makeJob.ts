import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { BatchPlan } from '../../../protocol/batch';
import { BedrockError, isAboutCredentials, isWorthRetrying } from '../../aws/errors';
import type { BatchService, JobSearch } from './batchService';
import { comesBack, growingPauseMs } from './followJob';
import { isListed, mayStillWork } from './jobAge';
import { roleAccount } from './location';

/** The outcome of making a job. */
export type Making =
  | { readonly type: 'made'; readonly jobArn: string }
  /** There is none and will be none; for this reason, or because the user wants none. */
  | { readonly type: 'none'; readonly error: BedrockError | null }
  /** There is none and will be none, because it could cost too much now; a sentence says so. */
  | { readonly type: 'overBudget'; readonly reason: string };

/** Collaborators of making a job. */
export interface MakeParts {
  readonly service: Pick<BatchService, 'account' | 'create' | 'find' | 'isUploaded' | 'upload'>;
  /** The prompts. */
  readonly readBody: () => Promise<Buffer>;
  /** Set where a window before this one planned the job. */
  readonly takenUp?: {
    /** When it may last have asked AWS for it; null where it did not. */
    readonly requestedAt: string | null;
    /** Why the job may not be made now, in a sentence; null where it may, and its cost is then counted. */
    readonly refusal: () => Promise<string | null>;
  };
  /** Keeps that AWS is about to be asked. */
  readonly noteRequest: () => Promise<void>;
  /** The user wants no more of it. */
  readonly signal: AbortSignal;
  /** The window closes. */
  readonly closing: AbortSignal;
  /** Keeps the user's wish for whoever takes the run up again. */
  readonly noteStop: () => Promise<void>;
  /** The wait after so many tries, in milliseconds; default 5 s, growing to 5 minutes. */
  readonly pauseMs?: ((tries: number) => number) | undefined;
}

const TRIES = 9;
const OTHER_ACCOUNT = 'OtherAccount';

/** Nobody can say now whether there is a job. */
export class UnknownJobError extends BedrockError {}

/**
 * Makes the job, at most once. A request without an answer may have made one: then the same is asked again, with
 * the same token, until AWS answers, also when the user wants no more of it, as only a job that is known can be
 * stopped.
 * @throws BedrockError when it may do better later; UnknownJobError when nobody can say now whether there is a job
 */
export async function makeJob(plan: BatchPlan, parts: MakeParts): Promise<Making> {
  const { service, readBody, takenUp, signal, closing, pauseMs = growingPauseMs } = parts;
  let mayBeMade = false;
  /** When the last request was sent whose answer is not known. */
  let unansweredMs = 0;
  if (takenUp !== undefined && takenUp.requestedAt !== null) {
    const at = takenUp.requestedAt;
    unansweredMs = Date.parse(at);
    const found = await search(plan, parts);
    if (found.type === 'found') {
      return { type: 'made', jobArn: found.jobArn };
    }
    mayBeMade = found.type === 'unknown' ? mayStillWork({ at }) : !isListed(unansweredMs);
  } else if (takenUp !== undefined && !signal.aborted) {
    const { elsewhere } = await lookAround(plan, service);
    if (elsewhere !== undefined) {
      const message = `${l10n.t('A batch job is planned, and not asked for yet.')} ${elsewhere}`;
      throw new BedrockError('credentialsWrong', { code: OTHER_ACCOUNT, message });
    }
  }
  // A job that is to be stopped is asked for only to learn its name: it was counted when it was planned.
  const reason = takenUp === undefined || signal.aborted ? null : await takenUp.refusal();
  if (reason !== null) {
    if (mayBeMade) {
      const lost = l10n.t(
        'A batch job may be working, and cost money: AWS was asked to make it, and its answer was lost, and it is not asked again.',
      );
      throw unknownJob(plan, `${lost} ${reason}`);
    }
    return { type: 'overBudget', reason };
  }
  const body = await readBody();
  let isUploaded = takenUp !== undefined && (await service.isUploaded(plan, body.length));
  for (let tries = 1; ; tries++) {
    if (signal.aborted) {
      if (!mayBeMade) {
        return { type: 'none', error: null };
      }
      await parts.noteStop();
    }
    let failure: BedrockError;
    try {
      if (!isUploaded) {
        await service.upload(plan, body, mayBeMade ? closing : AbortSignal.any([signal, closing]));
        isUploaded = true;
      }
      await parts.noteRequest();
      const request = await service.create(plan);
      if (request.type === 'made') {
        return request;
      }
      failure = request.error;
      if (request.mayBeMade) {
        mayBeMade = true;
        unansweredMs = Date.now();
      }
    } catch (error) {
      if (!(error instanceof BedrockError)) {
        throw error;
      }
      failure = error;
    }
    closing.throwIfAborted();
    if (mayBeMade) {
      const found = await search(plan, parts);
      if (found.type === 'found') {
        return { type: 'made', jobArn: found.jobArn };
      }
      // Of a request that is still on its way, or was so a moment ago, the list does not know yet.
      mayBeMade = found.type === 'unknown' || !isListed(unansweredMs);
    }
    const mayHelp = mayBeMade ? comesBack(failure.reason) : isWorthRetrying(failure.reason);
    if (tries < TRIES && mayHelp) {
      const wake = signal.aborted ? closing : AbortSignal.any([signal, closing]);
      await sleep(pauseMs(tries), undefined, { signal: wake }).catch(() => undefined);
      closing.throwIfAborted();
    } else if (mayBeMade) {
      if (signal.aborted) {
        await parts.noteStop();
      }
      const lost = l10n.t(
        'A batch job may be working, and cost money: AWS was asked to make it, and its answer was lost ({0}).',
        failure.message,
      );
      throw unknownJob(plan, lost, failure);
    } else if (signal.aborted) {
      return { type: 'none', error: null };
    } else if (maybeLater(failure)) {
      throw failure;
    } else {
      return { type: 'none', error: failure };
    }
  }
}

/**
 * Looks for a job that may have been made. That an account has none says nothing of another account's jobs.
 * @throws UnknownJobError where another account is signed in to than the job's
 */
async function search(plan: BatchPlan, { service, signal, noteStop }: MakeParts): Promise<JobSearch> {
  const { elsewhere, isHere } = await lookAround(plan, service);
  if (elsewhere !== undefined) {
    if (signal.aborted) {
      await noteStop();
    }
    const failure = new BedrockError('credentialsWrong', { code: OTHER_ACCOUNT, message: elsewhere });
    const lost = l10n.t(
      'A batch job may be working, and cost money: AWS was asked to make it, and its answer was lost.',
    );
    throw unknownJob(plan, `${lost} ${elsewhere}`, failure);
  }
  const found = await service.find(plan);
  return found.type === 'none' && !isHere ? { type: 'unknown' } : found;
}

/**
 * Whether the account that is signed in to is the job's, which is that of its role: a role can be passed to services
 * of its own account only (IAM User Guide, "Grant a user permissions to pass a role to an AWS service"). Where it is
 * another one, sentences say so; where it cannot be learned, it is neither.
 */
async function lookAround(
  plan: BatchPlan,
  service: MakeParts['service'],
): Promise<{ readonly isHere: boolean; readonly elsewhere?: string }> {
  const own = roleAccount(plan.roleArn);
  const account = await service.account(plan);
  if (own === undefined || account === undefined || own === account) {
    return { isHere: own !== undefined && own === account };
  }
  const elsewhere = l10n.t(
    'It is one of the AWS account {0}, and you are signed in to {1}. Sign in to {0}, and resume the run.',
    own,
    account,
  );
  return { isHere: false, elsewhere };
}

/** Whether a job can be made once somebody has done something. */
function maybeLater({ reason }: BedrockError): boolean {
  return comesBack(reason) || isAboutCredentials(reason) || reason === 'unknown';
}

/** `lost` says what happened, in sentences. */
function unknownJob({ jobName, region }: BatchPlan, lost: string, failure?: BedrockError): UnknownJobError {
  const step = l10n.t(
    'Look for {0} in the Amazon Bedrock console, region {1}, under Batch inference, and stop it there if you do not want it. When the run is resumed, it finds out, and makes no second job.',
    jobName,
    region,
  );
  const detail = { code: 'overBudget', ...failure?.detail, message: `${lost} ${step}` };
  return new UnknownJobError(failure?.reason ?? 'overBudget', detail, failure);
}

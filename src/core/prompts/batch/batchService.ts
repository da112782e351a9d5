import type { Readable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { BatchPlan, BatchStatus } from '../../../protocol/batch';
import { classifyError, type BedrockError } from '../../aws/errors';
import { allPages, pages } from '../../aws/paging';
import { observeRetries } from '../../aws/retry';
import { SentWatch } from '../../aws/sentWatch';
import { redactShapes } from '../../logging/redaction';
import { byteLines } from '../../util/byteLines';
import type { BatchClients } from './batchClients';
import { MAX_LINE_MB } from './jobRecord';
import { s3Object } from './location';

/** A job as AWS describes it. */
export type JobState = Omit<BatchStatus, 'type' | 'at'> & {
  /** When it ended; undefined while it has not, or where AWS does not say. */
  readonly endedAt: Date | undefined;
};

/** The outcome of a request for a job. */
export type JobRequest =
  | { readonly type: 'made'; readonly jobArn: string }
  /** Nobody said that there is one; where the request may have reached AWS, it may have made one all the same. */
  | { readonly type: 'failed'; readonly error: BedrockError; readonly mayBeMade: boolean };

/** Whether there is a job; unknown where nobody may look, or AWS does not answer. */
export type JobSearch =
  | { readonly type: 'found'; readonly jobArn: string }
  | { readonly type: 'none' }
  | { readonly type: 'unknown' };

/** A page of a list of S3 has a thousand entries. */
const OUTPUT_BOUNDS = { maxEntries: 100_000 } as const;

/** The calls that batch jobs take, to Bedrock and S3. Each throws BedrockError for what AWS or the network did. */
export class BatchService {
  constructor(private readonly clients: Pick<BatchClients, 'in' | 'account'>) {}

  /** Puts the prompts where the job will read them. */
  async upload({ region, inputUri }: BatchPlan, body: Buffer, signal: AbortSignal): Promise<void> {
    const { bucket, key } = s3Object(inputUri);
    await classified(async () => {
      const { s3 } = await this.clients.in(region);
      const { PutObjectCommand } = await import('./sdk');
      const put = { Bucket: bucket, Key: key, Body: body, ContentType: 'application/jsonl' };
      await s3.send(new PutObjectCommand(put), { abortSignal: signal });
    });
  }

  /** Whether the prompts are there already, all of them. */
  async isUploaded({ region, inputUri }: BatchPlan, bytes: number): Promise<boolean> {
    const { bucket, key } = s3Object(inputUri);
    try {
      const { s3 } = await this.clients.in(region);
      const { HeadObjectCommand } = await import('./sdk');
      const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return ContentLength === bytes;
    } catch {
      // Who may not ask uploads again, which changes nothing.
      return false;
    }
  }

  /** Removes the prompts. */
  async removeInput({ region, inputUri }: BatchPlan): Promise<void> {
    const { bucket, key } = s3Object(inputUri);
    await classified(async () => {
      const { s3 } = await this.clients.in(region);
      const { DeleteObjectCommand } = await import('./sdk');
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    });
  }

  /** Makes the job, or finds that it is made already. Never throws for what AWS or the network did. */
  async create(plan: BatchPlan): Promise<JobRequest> {
    const sent = new SentWatch();
    let failure: BedrockError;
    try {
      const { control } = await this.clients.in(plan.region);
      const { CreateModelInvocationJobCommand } = await import('./sdk');
      const command = new CreateModelInvocationJobCommand({
        jobName: plan.jobName,
        clientRequestToken: plan.token,
        roleArn: plan.roleArn,
        modelId: plan.model.id,
        // The records are what a live call would send.
        modelInvocationType: 'Converse',
        inputDataConfig: { s3InputDataConfig: { s3InputFormat: 'JSONL', s3Uri: plan.inputUri } },
        outputDataConfig: { s3OutputDataConfig: { s3Uri: plan.outputUri } },
      });
      sent.watch(command.middlewareStack);
      const context = {
        onRetry: ({ error }: { error: BedrockError }) =>
          sent.attemptEnded({ refused: isRefusedUnmade(error) }),
        beforeRetry: () => Promise.resolve(),
      };
      const { jobArn } = await observeRetries(context, () => control.send(command));
      if (jobArn !== undefined) {
        return { type: 'made', jobArn };
      }
      throw new Error(l10n.t('AWS made a batch job and did not say which.'));
    } catch (error) {
      failure = classifyError(error);
    } finally {
      sent.dispose();
    }
    sent.attemptEnded({ refused: isRefusedUnmade(failure) });
    return { type: 'failed', error: failure, mayBeMade: sent.unansweredAttempts > 0 };
  }

  /** The account that is signed in to; undefined where it cannot be learned. Never throws. */
  async account({ region }: BatchPlan): Promise<string | undefined> {
    return this.clients.account(region).catch(() => undefined);
  }

  /** Looks for a planned job that was made although nobody here knows. Never throws. */
  async find({ region, jobName }: BatchPlan): Promise<JobSearch> {
    try {
      const { control } = await this.clients.in(region);
      const { ListModelInvocationJobsCommand } = await import('./sdk');
      const ask = async (token: string | undefined) => {
        const command = new ListModelInvocationJobsCommand({ nameContains: jobName, nextToken: token });
        const { invocationJobSummaries: entries = [], nextToken } = await control.send(command);
        return { entries, nextToken };
      };
      for await (const { entries } of pages(ask)) {
        const jobArn = entries.find((job) => job.jobName === jobName)?.jobArn;
        if (jobArn !== undefined) {
          return { type: 'found', jobArn };
        }
      }
      return { type: 'none' };
    } catch {
      return { type: 'unknown' };
    }
  }

  /** How the job stands. */
  async look({ region }: BatchPlan, jobArn: string, signal: AbortSignal): Promise<JobState> {
    return classified(async () => {
      const { control } = await this.clients.in(region);
      const { GetModelInvocationJobCommand } = await import('./sdk');
      const command = new GetModelInvocationJobCommand({ jobIdentifier: jobArn });
      const job = await control.send(command, { abortSignal: signal });
      return {
        status: job.status ?? 'Submitted',
        // What AWS says of a failure; the run's journal keeps it.
        message: job.message === undefined ? null : redactShapes(job.message),
        processed: job.processedRecordCount ?? null,
        total: job.totalRecordCount ?? null,
        endedAt: job.endTime,
      };
    });
  }

  /** Asks for the job to be stopped. */
  async stop({ region }: BatchPlan, jobArn: string): Promise<void> {
    await classified(async () => {
      const { control } = await this.clients.in(region);
      const { StopModelInvocationJobCommand } = await import('./sdk');
      await control.send(new StopModelInvocationJobCommand({ jobIdentifier: jobArn }));
    });
  }

  /** The URIs of what the job has written. @throws BedrockError also where the list of them does not end */
  async outputs({ region, outputUri }: BatchPlan, jobArn: string): Promise<string[]> {
    const { bucket, key } = s3Object(`${outputUri}${jobArn.slice(jobArn.lastIndexOf('/') + 1)}/`);
    return classified(async () => {
      const { s3 } = await this.clients.in(region);
      const { ListObjectsV2Command } = await import('./sdk');
      const found = await allPages(async (ContinuationToken) => {
        const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken });
        const { Contents: entries = [], NextContinuationToken: nextToken } = await s3.send(command);
        return { entries, nextToken };
      }, OUTPUT_BOUNDS);
      return found.flatMap(({ Key }) => (Key === undefined ? [] : [`s3://${bucket}/${Key}`]));
    });
  }

  /** An object's lines as they arrive, undefined for one that is too long; it is never in memory as a whole. */
  async *lines({ region }: BatchPlan, uri: string): AsyncGenerator<string | undefined> {
    const { bucket, key } = s3Object(uri);
    const body = await classified(async () => {
      const { s3 } = await this.clients.in(region);
      const { GetObjectCommand } = await import('./sdk');
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body as Readable;
    });
    try {
      yield* byteLines(body, MAX_LINE_MB * 1024 * 1024);
    } catch (error) {
      throw classifyError(error, 'stream');
    }
  }
}

async function classified<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw classifyError(error);
  }
}

/** Whether AWS said no. After a failure of its own, or of something between, there may be a job all the same. */
function isRefusedUnmade({ detail: { httpStatus } }: BedrockError): boolean {
  return httpStatus !== undefined && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408;
}

import { planAnswer } from './bedrock/answer';
import { accountId, resolveModel } from './bedrock/catalog';
import { brokenRule } from './bedrock/converseRules';
import { AwsError } from './bedrock/errors';
import type { JobCall, JobCalls, Operation } from './bedrock';
import { lastPrompt, parseConverseBody } from './bedrock/wire';
import type { S3Emulator } from './s3';

/** The script of a job; whatever is left out goes well. */
export interface JobScript {
  /** The statuses at each look; the last one stays. */
  readonly statuses?: readonly string[];
  readonly message?: string;
  /** How many records are answered; default all. */
  readonly answered?: number;
  /** The error that a prompt's record gets, by its text. */
  readonly fault?: (prompt: string) => { errorCode: number; errorMessage: string } | undefined;
  /** The lines of the output, as they are written; default backward. */
  readonly spoil?: (lines: readonly string[]) => readonly string[];
}

/** The request of a job. */
interface JobRequest {
  readonly jobName: string;
  readonly clientRequestToken: string;
  readonly roleArn: string;
  readonly modelId: string;
  readonly modelInvocationType?: string;
  readonly inputDataConfig: { readonly s3InputDataConfig: { readonly s3Uri: string } };
  readonly outputDataConfig: { readonly s3OutputDataConfig: { readonly s3Uri: string } };
}

interface Job {
  readonly arn: string;
  readonly request: JobRequest;
  readonly script: JobScript;
  readonly region: string;
  readonly submitTime: string;
  looks: number;
  stopping: boolean;
  endTime?: string;
  written?: { total: number; success: number; error: number };
}

const going = ['Submitted', 'Validating', 'Scheduled', 'InProgress'];
const writing = new Set(['Completed', 'PartiallyCompleted', 'Stopped', 'Expired']);
const over = new Set([...writing, 'Failed']);

/** Bedrock's batch jobs, which read from an emulated S3 and write to it. */
export class BatchJobs implements JobCalls {
  /** Every job that was made, in order. */
  readonly jobs: Job[] = [];
  /** The actions of the jobs' role in S3: `s3:GetObject arn:…`. */
  readonly deeds: string[] = [];
  /** A job with fewer records fails. */
  minimum = 1;
  private readonly scripts: JobScript[] = [];
  private throttled = 0;
  private lost = 0;
  private refused = 0;

  constructor(private readonly s3: S3Emulator) {}

  /** Says what happens with the next jobs. */
  script(...scripts: JobScript[]): void {
    this.scripts.push(...scripts);
  }

  /** The next requests for a job are throttled. */
  throttleCreation(times: number): void {
    this.throttled = times;
  }

  /** The next requests for a job make one, and its maker is told of a failure. */
  loseAnswers(times: number): void {
    this.lost = times;
  }

  /** The next requests for a job, after those whose answers are lost, are said to be invalid, whatever their token. */
  refuseCreation(times: number): void {
    this.refused = times;
  }

  /** Forgets everything. */
  reset(): void {
    this.jobs.length = 0;
    this.deeds.length = 0;
    this.scripts.length = 0;
    this.throttled = 0;
    this.lost = 0;
    this.refused = 0;
    this.minimum = 1;
  }

  answer(operation: Operation, call: JobCall): Record<string, unknown> {
    switch (operation) {
      case 'CreateModelInvocationJob':
        return this.create(call);
      case 'GetModelInvocationJob':
        return this.look(this.job(call));
      case 'StopModelInvocationJob':
        return this.stop(this.job(call));
      default: {
        const wanted = call.query.get('nameContains') ?? '';
        const found = this.jobs.filter(({ request }) => request.jobName.includes(wanted));
        const invocationJobSummaries = found.map((job) => ({
          jobArn: job.arn,
          jobName: job.request.jobName,
        }));
        return { invocationJobSummaries };
      }
    }
  }

  private create({ body, region }: JobCall): Record<string, unknown> {
    if (this.throttled > 0) {
      this.throttled--;
      throw new AwsError('ThrottlingException');
    }
    if (this.lost === 0 && this.refused > 0) {
      this.refused--;
      throw new AwsError('ValidationException', 'The role may not be used.');
    }
    const request = body as JobRequest;
    const made = this.jobs.find((job) => job.request.clientRequestToken === request.clientRequestToken);
    if (made !== undefined) {
      // The same token asks for the same job, and for nothing else.
      if (JSON.stringify(made.request) === JSON.stringify(request)) {
        return { jobArn: made.arn };
      }
      throw new AwsError('ConflictException');
    }
    this.check(request, region);
    const id = `job${String(this.jobs.length + 1).padStart(9, '0')}`;
    const arn = `arn:aws:bedrock:${region}:${accountId}:model-invocation-job/${id}`;
    const script = this.scripts.shift() ?? {};
    const submitTime = new Date().toISOString();
    this.jobs.push({ arn, request, script, region, submitTime, looks: 0, stopping: false });
    if (this.lost > 0) {
      this.lost--;
      throw new AwsError('InternalServerException');
    }
    return { jobArn: arn };
  }

  private check(request: JobRequest, region: string): void {
    resolveModel(request.modelId, region);
    const invalid = (what: string) => new AwsError('ValidationException', `The provided ${what} is invalid.`);
    if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(request.roleArn)) {
      throw invalid('role');
    }
    if (!/^[a-zA-Z0-9]{1,63}(-*[a-zA-Z0-9+\-.]){0,63}$/.test(request.jobName)) {
      throw invalid('job name');
    }
    if (!/^[a-zA-Z0-9]{1,256}$/.test(request.clientRequestToken)) {
      throw invalid('token');
    }
    if (request.modelInvocationType !== 'Converse') {
      throw invalid('model invocation type');
    }
    const { s3Uri } = request.outputDataConfig.s3OutputDataConfig;
    if (!/^s3:\/\/[a-z0-9.-]{3,63}\/.*$/.test(s3Uri)) {
      throw invalid('output location');
    }
  }

  private look(job: Job): Record<string, unknown> {
    const { request, script } = job;
    let status = this.statusOf(job);
    job.looks++;
    if (writing.has(status) && job.written === undefined) {
      job.endTime = new Date().toISOString();
      job.written = this.write(job, status);
      if (job.written.total < this.minimum) {
        job.written = { ...job.written, total: -1 };
      }
    }
    if (job.written?.total === -1) {
      status = 'Failed';
    }
    const { total = null, success = 0, error = 0 } = job.written ?? {};
    return {
      ...request,
      jobArn: job.arn,
      status,
      submitTime: job.submitTime,
      ...(job.endTime !== undefined && { endTime: job.endTime }),
      ...(script.message !== undefined && over.has(status) && { message: script.message }),
      ...(total !== null && { totalRecordCount: total, processedRecordCount: success + error }),
    };
  }

  private statusOf({ script, looks, stopping }: Job): string {
    if (stopping) {
      return looks === 0 ? 'Stopping' : 'Stopped';
    }
    const statuses = script.statuses ?? [...going, 'Completed'];
    return statuses[Math.min(looks, statuses.length - 1)] ?? 'Completed';
  }

  private stop(job: Job): Record<string, unknown> {
    if (over.has(this.statusOf(job))) {
      throw new AwsError('ConflictException', 'The job has ended.');
    }
    job.stopping = true;
    job.looks = 0;
    return {};
  }

  /** Answers the records, as Converse would. */
  private write(job: Job, status: string): { total: number; success: number; error: number } {
    const { request, script, region, arn } = job;
    const source = request.inputDataConfig.s3InputDataConfig.s3Uri.slice('s3://'.length);
    this.deeds.push(`s3:ListBucket arn:aws:s3:::${source.split('/')[0] ?? ''}`);
    this.deeds.push(`s3:GetObject arn:aws:s3:::${source}`);
    const input = this.s3.objects.get(source);
    const records = (input ?? Buffer.from(''))
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    const none = status === 'Expired' || status === 'Stopped' ? 0 : records.length;
    const answered = records.slice(0, script.answered ?? none).map((line) => answerLine(line, job, region));
    const error = answered.filter((line) => 'error' in line).length;
    const lines = answered.map((line) => JSON.stringify(line));
    const spoil = script.spoil ?? ((all: readonly string[]) => [...all].reverse());
    const folder = `${request.outputDataConfig.s3OutputDataConfig.s3Uri}${arn.slice(arn.lastIndexOf('/') + 1)}/`;
    const name = request.inputDataConfig.s3InputDataConfig.s3Uri.split('/').at(-1) ?? '';
    const counts = { total: records.length, success: answered.length - error, error };
    if (answered.length === 0) {
      return counts;
    }
    const written = spoil(lines);
    this.put(`${folder}${name}.out`, `${written.join('\n')}\n`);
    const manifest = {
      totalRecordCount: counts.total,
      processedRecordCount: answered.length,
      successRecordCount: counts.success,
      errorRecordCount: error,
    };
    this.put(`${folder}manifest.json.out`, JSON.stringify(manifest));
    return counts;
  }

  private put(uri: string, text: string): void {
    this.deeds.push(`s3:PutObject arn:aws:s3:::${uri.slice('s3://'.length)}`);
    this.s3.objects.set(uri.slice('s3://'.length), Buffer.from(text));
  }

  private job({ identifier }: JobCall): Job {
    const found = this.jobs.find(({ arn }) => arn === identifier);
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', 'No such job.');
    }
    return found;
  }
}

function answerLine(line: string, { request, script }: Job, region: string): Record<string, unknown> {
  const { recordId, modelInput } = JSON.parse(line) as { recordId: string; modelInput: unknown };
  const body = parseConverseBody(modelInput);
  const model = resolveModel(request.modelId, region);
  const broken = brokenRule(body, { traits: { ...model.traits, prefill: true }, streaming: false });
  const error =
    broken === undefined ? script.fault?.(lastPrompt(body)) : { errorCode: 400, errorMessage: broken };
  if (error !== undefined) {
    return { recordId, modelInput, error };
  }
  const { words, stopReason, usage } = planAnswer(body, model, {});
  const message = { role: 'assistant', content: [{ text: words.join('') }] };
  return {
    recordId,
    modelInput,
    modelOutput: { output: { message }, stopReason, usage, metrics: { latencyMs: 321 } },
  };
}

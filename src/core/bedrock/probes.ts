import type { Invocation } from '../../protocol/invocation';
import type { Connection } from './connection';
import type { Usage } from './wire/converseEvents';
import { classifyError, type BedrockError } from '../aws/errors';
import { callRecord, newInvocationId, outcomeOf, startedRecord } from './invocationRecord';
import type { ModelChoice } from './models/modelChoice';
import { report, type BedrockObserver } from './observer';
import type { Pricer } from './pricing';
import { isUsageOf, readUsage } from './reportedUsage';
import { nothingUsed } from './unreportedUsage';

/** How many models this account lists; throws BedrockError, `accessDenied` when it may not list them. */
export async function countFoundationModels(
  connection: Connection,
  abortSignal: AbortSignal,
): Promise<number> {
  const { ListFoundationModelsCommand } = await import('./sdk');
  try {
    const command = new ListFoundationModelsCommand({ byOutputModality: 'TEXT' });
    const { modelSummaries } = await connection.control.send(command, { abortSignal });
    return modelSummaries?.length ?? 0;
  } catch (error) {
    throw classifyError(error);
  }
}

/** How many inference profiles AWS offers this account; throws as {@link countFoundationModels} does. */
export async function countInferenceProfiles(
  connection: Connection,
  abortSignal: AbortSignal,
): Promise<number> {
  const { ListInferenceProfilesCommand } = await import('@aws-sdk/client-bedrock');
  try {
    const command = new ListInferenceProfilesCommand({ typeEquals: 'SYSTEM_DEFINED', maxResults: 1000 });
    const { inferenceProfileSummaries } = await connection.control.send(command, { abortSignal });
    return inferenceProfileSummaries?.length ?? 0;
  } catch (error) {
    throw classifyError(error);
  }
}

/** Collaborators of a trial call. */
export interface TrialOptions {
  readonly model: ModelChoice;
  readonly signal: AbortSignal;
  /** Every call to a model is on record, these too. */
  readonly observer: BedrockObserver;
  readonly price: Pricer;
}

/** How a trial call ended. */
export interface Trial {
  readonly error?: BedrockError;
  readonly latencyMs: number;
}

/** Asks the model for one token by Converse, which needs the permission `bedrock:InvokeModel`. Never throws. */
export async function tryConverse(connection: Connection, options: TrialOptions): Promise<Trial> {
  return recorded(connection, options, 'Converse', async () => {
    const { ConverseCommand } = await import('@aws-sdk/client-bedrock-runtime');
    const command = new ConverseCommand({
      modelId: options.model.id,
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      inferenceConfig: { maxTokens: 1 },
    });
    const { usage, stopReason } = await connection.runtime.send(command, { abortSignal: options.signal });
    return { usage, stopReason };
  });
}

/** How a trial stream arrived. */
export interface StreamTrial extends Trial {
  /** Pieces of text that arrived. */
  readonly pieces: number;
  /** From the first of them to the last, milliseconds. */
  readonly spreadMs: number;
  /** How long the service says that it worked on the answer, milliseconds. */
  readonly serverMs: number;
}

/**
 * Asks the model to count, by ConverseStream, which needs the permission `bedrock:InvokeModelWithResponseStream`,
 * and measures how the pieces of the answer arrive. Never throws.
 */
export async function tryStream(connection: Connection, options: TrialOptions): Promise<StreamTrial> {
  const times: number[] = [];
  let serverMs = 0;
  const trial = await recorded(connection, options, 'ConverseStream', async () => {
    const { ConverseStreamCommand } = await import('./sdk');
    const command = new ConverseStreamCommand({
      modelId: options.model.id,
      messages: [{ role: 'user', content: [{ text: 'Count from 1 to 30, separated by commas.' }] }],
      inferenceConfig: { maxTokens: 100 },
    });
    const { stream } = await connection.runtime.send(command, { abortSignal: options.signal });
    let usage: unknown;
    let stopReason: string | undefined;
    for await (const { contentBlockDelta, messageStop, metadata } of stream ?? []) {
      if (contentBlockDelta !== undefined) {
        times.push(performance.now());
      }
      stopReason = messageStop?.stopReason ?? stopReason;
      usage = metadata?.usage ?? usage;
      serverMs = metadata?.metrics?.latencyMs ?? serverMs;
    }
    return { usage, stopReason };
  });
  return { ...trial, pieces: times.length, spreadMs: (times.at(-1) ?? 0) - (times[0] ?? 0), serverMs };
}

/** Makes a call and puts it on record, whatever its end. */
async function recorded(
  connection: Connection,
  { model, signal, observer, price }: TrialOptions,
  operation: string,
  send: () => Promise<{ usage: unknown; stopReason: string | undefined }>,
): Promise<Trial> {
  const id = newInvocationId();
  const startedAt = new Date();
  const start = performance.now();
  const question = { surface: 'doctor', conversationId: null, model } as const;
  const { region } = connection;
  report(observer, { type: 'started', call: startedRecord(question, { id, startedAt, operation, region }) });
  let error: BedrockError | undefined;
  let stopReason: string | undefined;
  let usage: Usage | undefined;
  try {
    const { usage: said, ...rest } = await send();
    ({ stopReason } = rest);
    const reported = readUsage(said);
    const isThere = stopReason !== undefined;
    usage = reported && isUsageOf(reported, { isThere, stopReason }) ? reported : undefined;
  } catch (thrown) {
    error = classifyError(thrown);
  }
  const latencyMs = Math.round(performance.now() - start);
  const call = { model, region, serviceTier: undefined, latency: undefined, cacheTtl: '5m' } as const;
  const cost = usage && price({ ...call, usage });
  const outcome = signal.aborted ? 'cancelled' : outcomeOf(error, stopReason);
  const record = callRecord(
    question,
    {
      invocationId: id,
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(stopReason === undefined ? {} : { stopReason }),
      text: '',
      content: [],
      usage: usage ?? nothingUsed,
      ...(cost === undefined ? {} : { cost }),
      latencyMs,
      timeToFirstTokenMs: null,
      attempts: 1,
    },
    region,
    startedAt,
  );
  const invocation: Invocation = { ...record, operation };
  report(observer, { type: 'ended', invocation, ...(error === undefined ? {} : { error }) });
  return { latencyMs, ...(error === undefined ? {} : { error }) };
}

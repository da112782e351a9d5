import type { Invocation } from '../../protocol/invocation';
import type { Connection } from './connection';
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { textMessage } from './content';
import { modelApi } from './models/modelApi';
import { traitsOf } from './models/modelTraits';
import { operationName } from './wire/apiOf';
import type { ConverseRequest } from './wire/converseCall';
import type { Usage } from './wire/converseEvents';
import { toConverseInput } from './wire/converseInput';
import { preparedCall } from './wire/preparedCall';
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

/**
 * Asks the model for one token by Converse, which needs the permission `bedrock:InvokeModel`; one of another API for the
 * few that it takes. Never throws.
 */
export async function tryConverse(connection: Connection, options: TrialOptions): Promise<Trial> {
  if (modelApi(options.model).name !== 'converse') {
    const operation = operationName({ model: options.model, parameters: {} }, connection);
    const request = trialRequest(options.model, 'Hi', LEAST_TOKENS);
    return recorded(connection, options, operation, () => readTrial(connection, request, options.signal));
  }
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
 * Asks the model to count, as questions ask it: by ConverseStream, which needs the permission
 * `bedrock:InvokeModelWithResponseStream`, or by the API that the model has, and measures how the pieces of the answer arrive. Never throws.
 */
export async function tryStream(connection: Connection, options: TrialOptions): Promise<StreamTrial> {
  const times: number[] = [];
  let serverMs = 0;
  const trial = await recorded(
    connection,
    options,
    operationName({ model: options.model, parameters: {} }, connection),
    () => {
      const request = trialRequest(options.model, 'Count from 1 to 30, separated by commas.', 100);
      return readTrial(connection, request, options.signal, ({ contentBlockDelta, metadata }) => {
        if (contentBlockDelta !== undefined) {
          times.push(performance.now());
        }
        serverMs = metadata?.metrics?.latencyMs ?? serverMs;
      });
    },
  );
  return { ...trial, pieces: times.length, spreadMs: (times.at(-1) ?? 0) - (times[0] ?? 0), serverMs };
}

/** Responses takes no smaller limit. */
const LEAST_TOKENS = 16;

function trialRequest(model: ModelChoice, prompt: string, maxTokens: number): ConverseRequest {
  return {
    surface: 'doctor',
    conversationId: null,
    model,
    messages: [textMessage('user', prompt)],
    systemPrompt: '',
    parameters: { maxTokens },
  };
}

async function readTrial(
  connection: Connection,
  request: ConverseRequest,
  signal: AbortSignal,
  onEvent: (event: ConverseStreamOutput) => void = () => undefined,
): Promise<{ usage: unknown; stopReason: string | undefined }> {
  const parts = { request, input: toConverseInput(request), traits: traitsOf(request.model) };
  const { stream } = await preparedCall(connection, parts, [])(signal);
  let usage: unknown;
  let stopReason: string | undefined;
  for await (const event of stream ?? []) {
    onEvent(event);
    stopReason = event.messageStop?.stopReason ?? stopReason;
    usage = event.metadata?.usage ?? usage;
  }
  return { usage, stopReason };
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

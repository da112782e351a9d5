import { BedrockClient } from '@aws-sdk/client-bedrock';
import {
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  BedrockRuntimeClient,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConfiguredRetryStrategy } from '@smithy/util-retry';

/** Credentials and other client settings that a test varies. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly apiKey?: string;
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly systemClockOffset?: number;
}

/** A model that can be called by this id in every region of the emulator's us- geography. */
export const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** Real SDK clients for an endpoint, over HTTP/1.1; retries are quick and off unless asked for. */
export function clientsFor({
  apiKey,
  credentials,
  region = 'us-east-1',
  maxAttempts = 1,
  ...rest
}: ClientSettings): {
  runtime: BedrockRuntimeClient;
  bedrock: BedrockClient;
  sts: STSClient;
} {
  const shared = {
    region,
    retryStrategy: new ConfiguredRetryStrategy(maxAttempts, () => 1),
    requestHandler: new NodeHttpHandler(),
    ...(credentials ? { credentials } : {}),
    ...rest,
  };
  const bearer =
    apiKey === undefined ? {} : { token: { token: apiKey }, authSchemePreference: ['httpBearerAuth'] };
  return {
    runtime: new BedrockRuntimeClient({ ...shared, ...bearer }),
    bedrock: new BedrockClient({ ...shared, ...bearer }),
    sts: new STSClient(shared),
  };
}

/** Input of a one-question conversation. */
export function question(
  text: string,
  rest: Partial<ConverseStreamCommandInput> = {},
): ConverseStreamCommandInput {
  return { modelId: sonnet, messages: [{ role: 'user', content: [{ text }] }], ...rest };
}

/** The outcome of a streamed answer: its events, and the error that ended it early. */
export interface Streamed {
  readonly events: readonly ConverseStreamOutput[];
  readonly kinds: readonly string[];
  readonly text: string;
  readonly stopReason: string | undefined;
  readonly error: Error | undefined;
}

/** Reads a stream to its end or its error; an error before the stream is thrown. */
export async function converse(
  client: BedrockRuntimeClient,
  input: ConverseStreamCommandInput,
  options: { abortSignal?: AbortSignal } = {},
): Promise<Streamed> {
  const { stream } = await client.send(new ConverseStreamCommand(input), options);
  const events: ConverseStreamOutput[] = [];
  let error: Error | undefined;
  try {
    for await (const event of stream ?? []) {
      events.push(event);
    }
  } catch (caught) {
    error = caught as Error;
  }
  return {
    events,
    kinds: events.flatMap((event) => Object.keys(event)),
    text: events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join(''),
    stopReason: events.find((event) => event.messageStop)?.messageStop?.stopReason,
    error,
  };
}

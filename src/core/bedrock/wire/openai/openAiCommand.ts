import {
  $Command,
  type BedrockRuntimeClientResolvedConfig,
  type ConverseStreamOutput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-bedrock-runtime';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { HttpRequest, HttpResponse } from '@smithy/core/transport';
import type { DeserializeHandler, HandlerExecutionContext, Pluggable, SerializeHandler } from '@smithy/types';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { OpenAiApi } from '../../models/modelApi';
import { ChatEvents } from './chatEvents';
import { failureOf } from './failures';
import { ResponsesEvents } from './responsesEvents';
import { serverEvents, type ServerEvent } from './serverEvents';
import type { Said } from './said';

/** A request to a model by its API, or for the list of models, which has no body. */
export interface OpenAiInput {
  /** The model, where the SDK's inputs have it; empty for the list. */
  readonly modelId: string;
  readonly api: Pick<OpenAiApi, 'prefix'> & { readonly name: OpenAiApi['name'] | 'models' };
  readonly body?: Said;
}

/** An answer as the events of Converse's stream; of the list of models, what was said. */
export interface OpenAiOutput {
  readonly $metadata: object;
  readonly stream?: AsyncIterable<ConverseStreamOutput>;
  readonly said?: unknown;
}

/* As every command of the client has them (`commonParams` in client-bedrock-runtime). */
const endpointParameters = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const;

/**
 * A command of the AWS SDK's client for an OpenAI-compatible API: the client signs it, sends it again, goes by VS Code's
 * proxy and keeps secrets out of failures, as it does for Converse.
 */
export class OpenAiCommand extends $Command
  .classBuilder<
    OpenAiInput,
    OpenAiOutput,
    BedrockRuntimeClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep(endpointParameters)
  .m((command: CommandClass, _stack, config: BedrockRuntimeClientResolvedConfig) => [
    getEndpointPlugin(config, command.getEndpointParameterInstructions()),
    openAiForm,
  ])
  .s('AmazonBedrockFrontendService', 'OpenAi', {})
  .n('BedrockRuntimeClient', 'OpenAiCommand')
  .build() {}

interface CommandClass {
  getEndpointParameterInstructions(): typeof endpointParameters;
}

/** The APIs' own form of requests and answers, in the place of the SDK's. */
const openAiForm: Pluggable<OpenAiInput, OpenAiOutput> = {
  applyToStack: (stack) => {
    // In the place of the SDK's own, beside which the rest of its middleware stands.
    stack.add(written, { step: 'serialize', name: 'serializerMiddleware', override: true });
    stack.add(read, { step: 'deserialize', name: 'deserializerMiddleware', override: true });
  },
};

function written(
  next: SerializeHandler<OpenAiInput, OpenAiOutput>,
  context: HandlerExecutionContext,
): SerializeHandler<OpenAiInput, OpenAiOutput> {
  return (args) => {
    const { api, body } = args.input;
    // Known by the time of the call.
    const { endpointV2 } = context;
    if (endpointV2 === undefined) {
      throw new TypeError('No endpoint');
    }
    const { url } = endpointV2;
    const request = new HttpRequest({
      method: body === undefined ? 'GET' : 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: `${url.pathname.replace(/\/$/, '')}${api.prefix}/${paths[api.name]}`,
      ...(body === undefined ? { headers: { accept: 'application/json' } } : withBody(body)),
    });
    return next({ ...args, request });
  };
}

const paths = { responses: 'responses', chat: 'chat/completions', models: 'models' } as const;

function withBody(body: Said): Pick<HttpRequest, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
  };
}

function read(
  next: DeserializeHandler<OpenAiInput, OpenAiOutput>,
): DeserializeHandler<OpenAiInput, OpenAiOutput> {
  return async (args) => {
    const { response } = await next(args);
    if (!HttpResponse.isInstance(response)) {
      throw new TypeError('No HTTP answer');
    }
    const { statusCode: status, headers } = response;
    const body = response.body as Readable;
    if (status >= 300) {
      throw failureOf({ status, headers, body: await text(body) });
    }
    const requestId = headers['x-amzn-requestid'] ?? headers['x-request-id'];
    const $metadata = { httpStatusCode: status, requestId };
    const { name } = args.input.api;
    if (name === 'models') {
      return { response, output: { $metadata, said: JSON.parse(await text(body)) as unknown } };
    }
    const events = name === 'responses' ? new ResponsesEvents() : new ChatEvents();
    return { response, output: { $metadata, stream: streamOf(body, events) } };
  };
}

async function* streamOf(
  body: Readable,
  events: { read(event: ServerEvent): readonly ConverseStreamOutput[] },
): AsyncGenerator<ConverseStreamOutput> {
  for await (const event of serverEvents(body)) {
    yield* events.read(event);
  }
}

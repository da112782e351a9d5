import type { ConverseStreamCommandInput, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { MiddlewareStack } from '@smithy/types';
import type { Connection } from '../connection';
import type { ModelTraits } from '../models/traits';
import type { ConverseRequest } from './converseCall';
import { apiOf } from './apiOf';
import { chatBody } from './openai/chatBody';
import { responsesBody } from './openai/responsesBody';

/** A request as Converse would get it, with what decides how it is really sent. */
interface PreparedParts {
  readonly request: ConverseRequest;
  readonly input: ConverseStreamCommandInput;
  readonly traits: ModelTraits;
}

/** An answer that streams. */
interface Streams {
  readonly stream?: AsyncIterable<ConverseStreamOutput> | undefined;
}

/** Whoever watches what becomes of a command. */
interface CommandWatch {
  watch<Input extends object, Output extends Streams>(stack: MiddlewareStack<Input, Output>): void;
}

/** Makes the command of a call, by the API that its model has; what is returned sends it. @throws BedrockError as `apiOf` */
export function preparedCall(
  connection: Connection,
  { request, input, traits }: PreparedParts,
  watches: readonly CommandWatch[],
): (abortSignal: AbortSignal) => Promise<Streams> {
  const { sdk, runtime } = connection;
  const api = apiOf(request);
  if (api.name === 'converse') {
    const command = new sdk.ConverseStreamCommand(input);
    watches.forEach((each) => each.watch(command.middlewareStack));
    return (abortSignal) => runtime.send(command, { abortSignal });
  }
  const { model } = api;
  const { toolRequired = false } = request;
  const reasons = traits.reasoning !== undefined && traits.reasoning !== 'none';
  const body =
    api.name === 'responses'
      ? responsesBody(input, {
          model,
          toolRequired,
          reasons,
          summarizes: traits.reasoning === 'nestedEffort',
        })
      : chatBody(input, { model, toolRequired });
  const command = new sdk.OpenAiCommand({ modelId: model, api, body });
  watches.forEach((each) => each.watch(command.middlewareStack));
  const client = api.endpoint === 'mantle' ? connection.mantle : runtime;
  return (abortSignal) => client.send(command, { abortSignal });
}

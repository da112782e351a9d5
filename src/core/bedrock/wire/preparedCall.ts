import type { ConverseStreamCommandInput, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { MiddlewareStack } from '@smithy/types';
import { classifyError } from '../../aws/errors';
import { callBeingRetried } from '../../aws/retry';
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

/** Sends a call. */
type Send = (abortSignal: AbortSignal) => Promise<Streams>;

/** Makes the command of a call, by the API that its model has; what is returned sends it. @throws BedrockError as `apiOf` */
export function preparedCall(
  connection: Connection,
  { request, input, traits }: PreparedParts,
  watches: readonly CommandWatch[],
): Send {
  const { sdk, runtime } = connection;
  const byConverse: Send = (abortSignal) => {
    const command = new sdk.ConverseStreamCommand(input);
    watches.forEach((each) => each.watch(command.middlewareStack));
    return runtime.send(command, { abortSignal });
  };
  const api = apiOf(request, connection);
  if (api.name === 'converse') {
    return byConverse;
  }
  const { model } = api;
  const { toolRequired = false } = request;
  const reasons = traits.reasoning !== undefined && traits.reasoning !== 'none';
  const summarizes = traits.reasoning === 'nestedEffort';
  const body =
    api.name === 'responses'
      ? responsesBody(input, { model, toolRequired, reasons, summarizes })
      : chatBody(input, { model, toolRequired });
  const command = new sdk.OpenAiCommand({ modelId: model, api, body });
  watches.forEach((each) => each.watch(command.middlewareStack));
  if (api.endpoint === 'mantle') {
    return (abortSignal) => connection.mantle.send(command, { abortSignal });
  }
  return async (abortSignal) => {
    try {
      return await runtime.send(command, { abortSignal });
    } catch (error) {
      if (!lacksApi(error)) {
        throw error;
      }
      // Refused before anything was done: asked again at once, by what every model of the runtime has.
      callBeingRetried()?.onRenewal?.();
      const answer = await byConverse(abortSignal);
      connection.hasConverseAlone = true;
      return answer;
    }
  };
}

/** Whether a host says that it has no such path, or that a model is not asked by it; not that there is no such model. */
function lacksApi(error: unknown): boolean {
  const { httpStatus, message } = classifyError(error).detail;
  const isRoute = /isn.t supported on this route|does not support the .{0,60}API/i.test(message);
  const isPath = httpStatus === 405 || (httpStatus === 404 && !/model/i.test(message));
  return isPath || (httpStatus === 400 && isRoute);
}

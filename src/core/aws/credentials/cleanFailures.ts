import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { redactShapes, type Redact } from '../../logging/redaction';
import { cleanError } from '../../logging/secrets/cleanError';
import type { ActiveCredentials } from './activeCredentials';

/** A client of the SDK, as far as middleware is concerned. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'addRelativeTo'>;
}

/**
 * Makes a client take the secrets out of each failure before anybody sees it: services, proxies and gateways may tell a
 * caller the very token that it sent. It does so at each attempt, so that retries are told of as cleanly.
 */
export function withCleanFailures<T, Input extends object, Output extends object>(
  client: T & Client<Input, Output>,
  { redact = redactShapes }: ActiveCredentials,
): T {
  const middleware: FinalizeRequestMiddleware<Input, Output> = (next) => async (request) => {
    try {
      const answer = await next(request);
      return { ...answer, output: withCleanStream(answer.output, redact) };
    } catch (error) {
      throw cleanError(error, redact);
    }
  };
  client.middlewareStack.addRelativeTo(middleware, {
    name: 'cleanFailures',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  return client;
}

/** An answer may also fail while it arrives. */
function withCleanStream<Output extends object>(output: Output, redact: Redact): Output {
  const stream: unknown = Reflect.get(output, 'stream');
  return isIterable(stream) ? Object.assign(output, { stream: clean(stream, redact) }) : output;
}

async function* clean(stream: AsyncIterable<unknown>, redact: Redact): AsyncIterable<unknown> {
  try {
    yield* stream;
  } catch (error) {
    throw cleanError(error, redact);
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

import { objectIn, textIn, type Said } from './said';

/** What is known of a failure beside its body: its status, and headers by their names in lower case. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** AWS's own names for what the OpenAI-compatible APIs tell by a status. */
const names: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'AccessDeniedException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
  529: 'ServiceUnavailableException',
};

/** Names of what is told within a stream, where there is no status. */
const namesByCode: Readonly<Record<string, string>> = {
  rate_limit_exceeded: 'ThrottlingException',
  server_error: 'InternalServerException',
  overloaded_error: 'ServiceUnavailableException',
  invalid_prompt: 'ValidationException',
};

/**
 * The error of an answer that refuses, under AWS's name for it, so that the table of causes knows it. Bodies are OpenAI's
 * (`{"error": {"message", "type", "code"}}`, or a bare text), AWS's own (`{"message"}`), or no JSON at all.
 */
export function failureOf({ status, headers, body }: FailedAnswer): Error {
  const said = parsed(body);
  const told = headers['x-amzn-errortype']?.split(':')[0];
  const message = saidMessage(said) ?? body.slice(0, MAX_WORDS).trim();
  return Object.assign(new Error(message), {
    name: told ?? names[status] ?? (status >= 500 ? 'InternalServerException' : 'ValidationException'),
    $metadata: {
      httpStatusCode: status,
      requestId: headers['x-amzn-requestid'] ?? headers['x-request-id'],
    },
  });
}

/** The error that a stream tells, by its code. */
export function streamFailure(error: Said): Error {
  const code = textIn(error, 'code') ?? textIn(error, 'type') ?? '';
  return Object.assign(new Error(saidMessage(error) ?? code), {
    name: namesByCode[code] ?? (code === '' ? 'ModelStreamErrorException' : code),
  });
}

const MAX_WORDS = 2_000;
/** JSON within JSON, as gateways pass it on. */
const MAX_DEPTH = 3;

function saidMessage(said: unknown, depth = 0): string | undefined {
  if (typeof said === 'string') {
    const inner = depth < MAX_DEPTH && said.trimStart().startsWith('{') ? parsed(said) : undefined;
    return saidMessage(inner, depth + 1) ?? said;
  }
  if (typeof said !== 'object' || said === null || depth > MAX_DEPTH) {
    return undefined;
  }
  const { error, message, Message } = said as Said;
  return [error, message, Message]
    .map((words) => saidMessage(words, depth + 1))
    .find((words) => words !== undefined);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The error of a response that failed. */
export function failedResponse(response: Said): Error {
  return streamFailure(objectIn(response, 'error'));
}

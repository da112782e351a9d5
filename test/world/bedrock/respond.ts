import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answerEvents, converseAnswer, completed, type AnswerEvent } from './answerEvents';
import { eventFrame, exceptionFrame } from './frames';
import type { Answer, Reply } from './replies';

/** How an answer is given: to which operation, by which model, as which of the server's. */
export interface Occasion {
  readonly operation: string;
  readonly modelId: string;
  readonly serial: number;
}

/** Sends a JSON body as AWS's services do. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

/** Sends an error as AWS's services do: its name in a header, its text in the body. */
export function sendError(
  response: ServerResponse,
  { status, name, message, headers }: Omit<Extract<Reply, { kind: 'refusal' }>, 'kind'>,
): void {
  sendJson(
    response,
    status,
    { message },
    { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`, ...headers },
  );
}

/** Does what a reply says. */
export async function respond(response: ServerResponse, reply: Reply, occasion: Occasion): Promise<void> {
  switch (reply.kind) {
    case 'answer':
      return send(response, reply, occasion);
    case 'stream':
      beginStream(response, {});
      await write(
        response,
        reply.events.map(({ type, payload }) => eventFrame(type, payload)),
      );
      response.end();
      return;
    case 'refusal':
      return sendError(response, reply);
    case 'gateway':
      response.writeHead(reply.status, { 'content-type': reply.contentType, ...reply.headers });
      response.end(reply.body);
      return;
    case 'break':
      if (occasion.operation !== 'ConverseStream') {
        return sendError(response, {
          status: breakStatus(reply.name),
          name: reply.name,
          message: reply.message,
        });
      }
      beginStream(response, reply.answer);
      await write(response, framesOf(reply.answer, occasion).slice(0, reply.after));
      response.end(exceptionFrame(reply.name, reply.message));
      return;
    case 'close':
      return close(response, reply, occasion);
    case 'silence':
      if (reply.after === 'request' || occasion.operation !== 'ConverseStream') {
        await pause(reply.ms);
        return send(response, reply.answer, occasion);
      }
      beginStream(response, reply.answer);
      await write(response, framesOf(reply.answer, occasion).slice(0, reply.after));
      await pause(reply.ms);
      await write(response, framesOf(reply.answer, occasion).slice(reply.after));
      response.end();
  }
}

async function send(response: ServerResponse, answer: Answer, occasion: Occasion): Promise<void> {
  const whole = completed(answer, occasion.modelId, occasion.serial);
  if (occasion.operation !== 'ConverseStream') {
    return sendJson(response, 200, converseAnswer(whole), answer.headers);
  }
  beginStream(response, answer);
  await write(response, framesOf(answer, occasion));
  response.end();
}

async function close(
  response: ServerResponse,
  { after, midFrame, answer }: Extract<Reply, { kind: 'close' }>,
  occasion: Occasion,
): Promise<void> {
  if (after !== 'request') {
    beginStream(response, answer);
    response.flushHeaders();
    const frames = framesOf(answer, occasion);
    const whole = after === 'headers' ? 0 : after;
    await write(response, frames.slice(0, whole));
    const next = frames[whole];
    if (midFrame && next !== undefined) {
      await write(response, [next.subarray(0, next.length >> 1)]);
    }
    // What was written arrives before the connection goes.
    await pause(5);
  }
  response.destroy();
}

function beginStream(response: ServerResponse, { headers }: Pick<Answer, 'headers'>): void {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
}

function framesOf(answer: Answer, { modelId, serial }: Occasion): readonly Buffer[] {
  return answerEvents(completed(answer, modelId, serial)).map(({ type, payload }: AnswerEvent) =>
    eventFrame(type, payload),
  );
}

async function write(response: ServerResponse, frames: readonly Buffer[]): Promise<void> {
  for (const frame of frames) {
    await new Promise<void>((resolve) => {
      response.write(frame, () => resolve());
    });
  }
}

/** What the exceptions of a stream are outside of one. */
function breakStatus(name: string): number {
  const statuses: Readonly<Record<string, number>> = {
    throttlingException: 429,
    internalServerException: 500,
    serviceUnavailableException: 503,
    modelStreamErrorException: 424,
  };
  return statuses[name.charAt(0).toLowerCase() + name.slice(1)] ?? 400;
}

import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { says, type Answer, type Reply } from '../bedrock/replies';
import { signedBy, type WorldKeys } from '../bedrock/signed';
import { chatChunks, responseEvents, responseOf, type StreamEvent } from './answers';
import type { OpenAiBody } from './body';
import { brokenChat } from './chatRules';
import { openAiModels } from './modelRows';
import { brokenResponses } from './responsesRules';

/** A request as it was received. */
export interface OpenAiRequest {
  readonly path: string;
  /** Of the signature; undefined with an API key. */
  readonly service: string | undefined;
  readonly body: OpenAiBody;
  readonly refusal?: string;
}

/** A host with OpenAI-compatible APIs, written from the documents alone: it refuses what they refuse. */
export interface WorldOpenAi {
  readonly url: string;
  readonly keys: WorldKeys;
  readonly requests: readonly OpenAiRequest[];
  /** Queues what the next accepted requests get; a short text without. */
  reply(...replies: readonly Reply[]): void;
  reset(): void;
  close(): Promise<void>;
}

/** Starts one of the two hosts on a free port of this machine. */
export async function startWorldOpenAi(host: 'runtime' | 'mantle'): Promise<WorldOpenAi> {
  const world = new World(host);
  await world.listen();
  return world;
}

class World implements WorldOpenAi {
  readonly keys = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  requests: OpenAiRequest[] = [];
  private queue: Reply[] = [];
  private readonly sealed = new Map<string, string>();
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      if (!response.destroyed) {
        refuse(response, { status: 500, message: String(error) });
      }
    });
  });

  constructor(private readonly host: 'runtime' | 'mantle') {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  reply(...replies: readonly Reply[]): void {
    this.queue.push(...replies);
  }

  reset(): void {
    this.requests = [];
    this.queue = [];
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as OpenAiBody;
    const { pathname: path } = new URL(request.url ?? '/', this.url);
    const signed = signedBy(request.headers);
    const note = (refusal?: string) => {
      this.requests.push({
        path,
        service: signed?.service,
        body,
        ...(refusal === undefined ? {} : { refusal }),
      });
    };
    const expected = this.host === 'runtime' ? 'bedrock' : 'bedrock-mantle';
    if (signed === undefined || (signed.service !== undefined && signed.service !== expected)) {
      note('signature');
      return refuse(response, { status: 403, message: `Signed for ${signed?.service}, not ${expected}.` });
    }
    const broken = this.broken(path, body);
    note(broken);
    if (broken !== undefined) {
      return refuse(response, { status: 400, message: broken });
    }
    const model = body.model ?? '';
    const giving = {
      model,
      seal: (encrypted: string) => void this.sealed.set(encrypted, model),
      encrypts: JSON.stringify(body['include'] ?? []).includes('reasoning.encrypted_content'),
    };
    const isChat = path.endsWith('/chat/completions');
    const events = (answer: Answer): readonly StreamEvent[] =>
      isChat ? chatChunks(answer, model) : responseEvents(responseOf(answer, giving));
    const reply = this.queue.shift() ?? says('Here is a short answer.');
    if (body.stream !== true) {
      return sendJson(response, 200, isChat ? {} : responseOf(reply as Answer, giving));
    }
    return respond(response, reply, { events, isChat });
  }

  private broken(path: string, body: OpenAiBody): string | undefined {
    const asked = body.model ?? '';
    const model = openAiModels.find(
      ({ runtime = [], mantle }) => mantle === asked || runtime.includes(asked),
    );
    const api = path.endsWith('/responses')
      ? 'responses'
      : path.endsWith('/chat/completions')
        ? 'chat'
        : undefined;
    if (model === undefined || api === undefined) {
      return `The model '${asked}' does not exist or you do not have access to it.`;
    }
    const isHere = this.host === 'runtime' ? model.runtime?.includes(asked) === true : model.mantle === asked;
    if (!isHere) {
      return `Invocation of model ID ${asked} with on-demand throughput isn't supported on this host.`;
    }
    if (!path.startsWith(`${model.prefix}/`)) {
      return `The model '${asked}' isn't supported on this route.`;
    }
    if (!model.apis.includes(api)) {
      return `The model '${asked}' does not support the '${path}' API.`;
    }
    return api === 'chat'
      ? brokenChat({ body, model })
      : brokenResponses({ body, model, sealed: this.sealed });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': randomUUID() });
  response.end(JSON.stringify(body));
}

function refuse(
  response: ServerResponse,
  { status, message, code = null }: { status: number; message: string; code?: string | null },
): void {
  sendJson(response, status, { error: { message, type: 'invalid_request_error', param: null, code } });
}

interface Occasion {
  readonly events: (answer: Answer) => readonly StreamEvent[];
  readonly isChat: boolean;
}

async function respond(response: ServerResponse, reply: Reply, { events, isChat }: Occasion): Promise<void> {
  switch (reply.kind) {
    case 'answer':
      begin(response);
      await write(response, events(reply));
      return end(response, isChat);
    case 'stream':
      begin(response);
      await write(
        response,
        reply.events.map(({ type, payload }) => ({ type, ...payload })),
      );
      return end(response, isChat);
    case 'refusal':
      return refuse(response, { status: reply.status, message: reply.message, code: reply.name });
    case 'gateway':
      response.writeHead(reply.status, { 'content-type': reply.contentType, ...reply.headers });
      response.end(reply.body);
      return;
    case 'break':
      begin(response);
      await write(response, events(reply.answer).slice(0, reply.after));
      await write(response, [
        isChat
          ? { error: { message: reply.message, code: reply.name } }
          : { type: 'error', code: reply.name, message: reply.message, param: null },
      ]);
      response.end();
      return;
    case 'close':
      if (reply.after !== 'request') {
        begin(response);
        await write(response, events(reply.answer).slice(0, reply.after === 'headers' ? 0 : reply.after));
        await pause(5);
      }
      response.destroy();
      return;
    case 'silence': {
      begin(response);
      const all = events(reply.answer);
      const before = reply.after === 'request' ? 0 : reply.after;
      await write(response, all.slice(0, before));
      await pause(reply.ms);
      await write(response, all.slice(before));
      return end(response, isChat);
    }
  }
}

function begin(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'x-request-id': randomUUID(),
  });
  response.flushHeaders();
}

async function write(response: ServerResponse, events: readonly StreamEvent[]): Promise<void> {
  for (const event of events) {
    const name = typeof event['type'] === 'string' ? `event: ${event['type']}\n` : '';
    await new Promise<void>((resolve) => {
      response.write(`${name}data: ${JSON.stringify(event)}\n\n`, () => resolve());
    });
  }
}

function end(response: ServerResponse, isChat: boolean): void {
  response.end(isChat ? 'data: [DONE]\n\n' : undefined);
}

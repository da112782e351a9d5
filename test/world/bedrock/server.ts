import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { usualControl, type ControlHandler, type ControlReply } from './control';
import { askedModel } from './models';
import { operationOf, type Operation } from './operations';
import { refuses, says, type Answer, type Reply } from './replies';
import { respond, sendError, sendJson } from './respond';
import { brokenRule } from './rules';
import { Signatures } from './signatures';
import { signedBy, type Signed, type WorldKeys } from './signed';
import type { ConverseBody } from './wire';

/** A request as it was received. */
export interface WorldRequest {
  readonly operation: string;
  /** Of the signature; undefined with an API key. */
  readonly region: string | undefined;
  /** What the path names: the model, or a control operation's resource. */
  readonly modelId: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: ConverseBody;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The rule that it broke, in AWS's words. */
  readonly refusal?: string;
}

/** A Bedrock written from AWS's documents alone: it knows nothing of the product and refuses what Bedrock refuses. */
export interface WorldBedrock {
  /** The endpoint of runtime and control plane. */
  readonly url: string;
  readonly keys: WorldKeys;
  readonly requests: readonly WorldRequest[];
  /** The rules that were broken so far. */
  readonly refusals: readonly string[];
  /** Queues what the next accepted requests for an answer get; a short text without. */
  reply(...replies: readonly Reply[]): void;
  /** Says what an operation other than a request for an answer does from now on. */
  control(operation: string, reply: ControlHandler | ControlReply): void;
  /** Says which model an application profile's ARN leads to, so that the model's rules hold for it. */
  profileLeadsTo(arn: string, modelId: string): void;
  /** Hands out new keys; the old ones have expired. */
  renewKeys(): WorldKeys;
  /** As new, with the same keys and address. */
  reset(): void;
  close(): Promise<void>;
}

const answerOperations = ['Converse', 'ConverseStream'];

/** Starts the server on a free port of this machine. */
export async function startWorldBedrock(): Promise<WorldBedrock> {
  const world = new World();
  await world.listen();
  return world;
}

class World implements WorldBedrock {
  keys = newKeys();
  requests: WorldRequest[] = [];
  refusals: string[] = [];
  private queue: Reply[] = [];
  private controls = new Map<string, ControlHandler>();
  private profiles = new Map<string, string>();
  private signatures = new Signatures();
  private answered = 0;
  private closed: Promise<void> | undefined;
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      // A client that went away is no fault of the server's.
      if (!response.destroyed) {
        sendError(response, { status: 500, name: 'InternalServerException', message: String(error) });
      }
    });
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  reply(...replies: readonly Reply[]): void {
    this.queue.push(...replies);
  }

  control(operation: string, reply: ControlHandler | ControlReply): void {
    this.controls.set(operation, typeof reply === 'function' ? reply : () => reply);
  }

  profileLeadsTo(arn: string, modelId: string): void {
    this.profiles.set(arn, modelId);
  }

  renewKeys(): WorldKeys {
    this.keys = newKeys();
    return this.keys;
  }

  reset(): void {
    this.requests = [];
    this.refusals = [];
    this.queue = [];
    this.controls.clear();
    this.profiles.clear();
    this.signatures = new Signatures();
  }

  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    return this.closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const target = request.headers['x-amz-target'];
    const operation = operationOf(request.method ?? '', pathname, target?.toString(), text);
    const signed = signedBy(request.headers);
    const received: WorldRequest = {
      operation: operation?.name ?? `${request.method} ${pathname}`,
      region: signed?.region,
      modelId: operation?.resource,
      headers: request.headers,
      body: parsed(text) as ConverseBody,
      at: Date.now(),
    };
    const denied = this.denied(signed);
    if (denied) {
      this.requests.push({ ...received, refusal: denied.message });
      return sendError(response, denied);
    }
    if (operation === undefined) {
      this.requests.push(received);
      return sendError(response, {
        status: 404,
        name: 'UnknownOperationException',
        message: 'The requested operation is not recognized by the service.',
      });
    }
    if (answerOperations.includes(operation.name)) {
      return this.answer(response, received, operation);
    }
    this.requests.push(received);
    const reply = this.controlReply(received, Object.fromEntries(searchParams));
    return reply.kind === 'given'
      ? sendJson(response, 200, reply.data)
      : respond(response, reply, { operation: operation.name, modelId: '', serial: 0 });
  }

  private denied(signed: Signed | undefined): Omit<Extract<Reply, { kind: 'refusal' }>, 'kind'> | undefined {
    if (signed === undefined) {
      const message = 'Authorization header requires Signature Version 4 or a bearer.';
      this.refusals.push(`signature: ${message}`);
      return { status: 403, name: 'IncompleteSignatureException', message };
    }
    return signed.accessKeyId === undefined || signed.accessKeyId === this.keys.accessKeyId
      ? undefined
      : {
          status: 403,
          name: 'ExpiredTokenException',
          message: 'The security token included in the request is expired',
        };
  }

  private async answer(
    response: ServerResponse,
    received: WorldRequest,
    { name, resource = '' }: Operation,
  ): Promise<void> {
    const model = askedModel(resource, this.profiles);
    const broken = brokenRule({
      operation: name as 'Converse' | 'ConverseStream',
      region: received.region,
      model,
      body: received.body,
      signatures: this.signatures,
    });
    this.requests.push({ ...received, refusal: broken?.message });
    if (broken) {
      this.refusals.push(`${broken.rule}: ${broken.message}`);
      return sendError(response, { status: 400, name: 'ValidationException', message: broken.message });
    }
    this.answered += 1;
    const reply = this.queue.shift() ?? says('Here is a short answer.');
    this.noteSignatures(reply, model.id);
    return respond(response, reply, { operation: name, modelId: model.id, serial: this.answered });
  }

  private noteSignatures(reply: Reply, modelId: string): void {
    const answer: Answer | undefined =
      reply.kind === 'answer' ? reply : 'answer' in reply ? reply.answer : undefined;
    for (const block of answer?.blocks ?? []) {
      const sealed =
        block.type === 'reasoning' ? block.signature : block.type === 'redacted' ? block.data : undefined;
      if (sealed !== undefined) {
        this.signatures.note(modelId, sealed);
      }
    }
  }

  private controlReply(received: WorldRequest, query: Readonly<Record<string, string>>): ControlReply {
    const { operation, region, modelId: resource, body } = received;
    const asked = { operation, region, resource, query, body };
    return (
      this.controls.get(operation)?.(asked) ??
      usualControl(asked) ??
      refuses({ status: 404, name: 'UnknownOperationException', message: 'Nobody described this operation.' })
    );
  }
}

function newKeys(): WorldKeys {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return {};
  }
}

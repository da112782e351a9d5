import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AwsError } from './bedrock/errors';
import { authenticate, type KeyPair, type SignedService } from './bedrock/signature';

/** A request whose signature was right. */
export interface Received {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How a service of AWS's answers, and how it words its refusals. */
export interface Service {
  readonly name: SignedService;
  answer(request: Received, response: ServerResponse): void | Promise<void>;
  refuse(error: AwsError, response: ServerResponse): void;
}

/** One service of AWS's on loopback; every request has to be signed by the key pair. */
export class SignedServer {
  private readonly server: Server;

  private constructor(
    private readonly service: Service,
    private readonly keys: KeyPair,
  ) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Starts listening on any free port. */
  static async start(service: Service, keys: KeyPair): Promise<SignedServer> {
    const started = new SignedServer(service, keys);
    started.server.listen(0, '127.0.0.1');
    await once(started.server, 'listening');
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [path = '/', query = ''] = (request.url ?? '/').split('?');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
      );
      const signed = {
        method: request.method ?? 'GET',
        path,
        headers,
        query: new URLSearchParams(query),
        body: await buffer(request),
      };
      const known = { keyPairs: [this.keys], apiKeys: [], expired: new Set<string>() };
      await authenticate(signed, this.service.name, known, new Date());
      await this.service.answer({ ...signed, path: decodeURIComponent(path) }, response);
    } catch (error) {
      const refusal =
        error instanceof AwsError ? error : new AwsError('InternalServerException', String(error));
      this.service.refuse(refusal, response);
    }
  }
}

/** An emulator of a service that speaks AWS's JSON protocol. */
export abstract class JsonEmulator implements Service {
  abstract readonly name: SignedService;
  requests = 0;
  /** Whether the caller may do nothing. */
  denied = false;
  private server: SignedServer | undefined;

  /** Answers one call; `operation` is its `x-amz-target`. */
  protected abstract reply(operation: string, input: unknown): unknown;

  /** Starts listening; every request has to be signed by the key pair. */
  async listen(keys: KeyPair): Promise<this> {
    this.server = await SignedServer.start(this, keys);
    return this;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  answer({ headers, body }: Received, response: ServerResponse): void {
    this.requests++;
    const operation = headers['x-amz-target'] ?? '';
    if (this.denied) {
      throw new AwsError('AccessDeniedException', `Not authorized: ${operation}`);
    }
    send(response, 200, this.reply(operation, JSON.parse(body.toString())));
  }

  refuse(error: AwsError, response: ServerResponse): void {
    send(response, error.status, { __type: error.name, message: error.message });
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
}

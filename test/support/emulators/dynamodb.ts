import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { AwsError } from './bedrock/errors';
import { defaultKeys } from './bedrock/server';
import { authenticate } from './bedrock/signature';

/** Faults on the way to DynamoDB: it refuses, or the connection is cut before or after it has done its work. */
export type DynamoFault = 'throttle' | 'fail' | 'refuse' | 'cut' | 'cutAfter';

/** A call that arrived, and how it was answered; a connection that was cut has no status. */
export interface DynamoRequest {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  status?: number;
  errorName?: string;
}

/** The key pair of the Bedrock emulator: one sign-in opens both. */
const keys = defaultKeys.credentials;
const responses = {
  throttle: [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
  fail: [500, 'com.amazon.coral.service#InternalServerError'],
  refuse: [400, 'com.amazon.coral.validate#ValidationException'],
} as const;

/**
 * DynamoDB as dynalite has it, behind a proxy that checks signatures, keeps what was asked, and makes faults. Of
 * point-in-time recovery dynalite knows nothing; the proxy answers for it where that is wanted.
 */
export class DynamoEmulator {
  readonly credentials = keys;
  readonly region = 'us-east-1';
  readonly requests: DynamoRequest[] = [];
  /** Asked for each call; undefined lets it through. */
  fault: (call: DynamoRequest) => DynamoFault | undefined = () => undefined;
  /** Told of each call before it is answered, which it can delay. */
  hold: (call: DynamoRequest) => Promise<void> = () => Promise.resolve();
  /** The same once DynamoDB has done its work. */
  afterwards: (call: DynamoRequest) => Promise<void> = () => Promise.resolve();
  knowsRecovery = false;
  private readonly database = dynalite({ createTableMs: 20 });
  private readonly front = createServer((incoming, outgoing) => void this.answer(incoming, outgoing));
  private port = 0;

  /** Listens on loopback. */
  static async start(): Promise<DynamoEmulator> {
    const emulator = new DynamoEmulator();
    await once(emulator.database.listen(0, '127.0.0.1'), 'listening');
    await emulator.goOnline();
    return emulator;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The names of the operations that were asked for. */
  get operations(): Set<string> {
    return new Set(this.requests.map(({ operation }) => operation));
  }

  /** Refuses connections until {@link goOnline}. */
  async goOffline(): Promise<void> {
    this.front.closeAllConnections();
    this.front.close();
    await once(this.front, 'close');
  }

  /** Listens, at the same address as before. */
  async goOnline(): Promise<void> {
    await once(this.front.listen(this.port, '127.0.0.1'), 'listening');
    this.port = portOf(this.front);
  }

  /** Makes a table as somebody else would: with one key and nothing more. */
  async createTable({ name, key }: { readonly name: string; readonly key: string }): Promise<void> {
    const client = new DynamoDBClient({ region: this.region, endpoint: this.url, credentials: keys });
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: name });
    client.destroy();
  }

  async close(): Promise<void> {
    this.front.closeAllConnections();
    this.front.close();
    this.database.closeAllConnections();
    this.database.close();
    await once(this.database, 'close');
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
    const parsed = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const call: DynamoRequest = { operation, body: parsed };
    this.requests.push(call);
    const reply = (status: number, text: string): void => {
      call.status = status;
      const type = /"__type":"[^"]*#(\w+)"/.exec(text)?.[1];
      if (type !== undefined) {
        call.errorName = type;
      }
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
    };
    try {
      await this.checkSignature(incoming, body);
    } catch (error) {
      const name = error instanceof AwsError ? error.name : 'InternalServerError';
      return reply(
        400,
        JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message: String(error) }),
      );
    }
    await this.hold(call);
    const fault = this.fault(call);
    if (fault === 'cut') {
      return void incoming.socket.destroy();
    }
    if (fault !== undefined && fault !== 'cutAfter') {
      const [status, type] = responses[fault];
      return reply(status, JSON.stringify({ __type: type, message: 'As the test asked.' }));
    }
    if (operation === 'UpdateContinuousBackups' && this.knowsRecovery) {
      return reply(
        200,
        JSON.stringify({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } }),
      );
    }
    const { status, text } = await this.ask(incoming, body);
    await this.afterwards(call);
    if (fault === 'cutAfter') {
      return void incoming.socket.destroy();
    }
    reply(status, text);
  }

  private async checkSignature({ method, url, headers }: IncomingMessage, body: Buffer): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(url ?? '/', this.url);
    const known = { keyPairs: [keys], apiKeys: [], expired: new Set<string>() };
    const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const signed = { method: method ?? '', path, query, headers: texts, body };
    await authenticate(signed, 'dynamodb', known, new Date());
  }

  private async ask(
    { method, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; text: string }> {
    const sent = request({ host: '127.0.0.1', port: portOf(this.database), method, headers });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 500, text: (await buffer(response)).toString('utf8') };
  }
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

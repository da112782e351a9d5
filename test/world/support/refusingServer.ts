import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';

/** One answer to whatever is asked. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A server that answers everything in one way, and counts. */
export interface RefusingServer {
  readonly url: string;
  readonly requests: number;
  close(): Promise<void>;
}

/** A refusal as AWS's JSON services write it. */
export function awsSays(status: number, name: string, message: string): Refusal {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
      'x-amzn-requestid': '1f2e3d4c-0000-4000-8000-123456789abc',
    },
    body: JSON.stringify({ message }),
  };
}

/** A page of a proxy, a gateway or a filter. */
export function page(status: number, html: string, type = 'text/html; charset=utf-8'): Refusal {
  return { status, headers: { 'content-type': type }, body: html };
}

/** A stream that begins as one does and ends with an exception. */
export function streamSays(exception: string, message: string): Refusal {
  const codec = new EventStreamCodec(toUtf8, fromUtf8);
  const text = (value: string) => ({ type: 'string', value }) as const;
  const encode = (headers: Record<string, ReturnType<typeof text>>, body: object) =>
    codec.encode({ headers: headers as never, body: fromUtf8(JSON.stringify(body)) });
  const start = encode(
    {
      ':message-type': text('event'),
      ':event-type': text('messageStart'),
      ':content-type': text('application/json'),
    },
    { role: 'assistant' },
  );
  const end = encode(
    {
      ':message-type': text('exception'),
      ':exception-type': text(exception),
      ':content-type': text('application/json'),
    },
    { message },
  );
  return {
    status: 200,
    headers: {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': '1f2e3d4c-0000-4000-8000-123456789abc',
    },
    body: Buffer.concat([start, end]),
  };
}

/** Starts a server that says `refusal` to everybody. */
export async function refuse(refusal: Refusal): Promise<RefusingServer> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    request.on('end', () => {
      response.writeHead(refusal.status, refusal.headers);
      response.end(refusal.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

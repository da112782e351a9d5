import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';

/** The server's answer, given what the caller sent along. */
export type Saying = (headers: IncomingHttpHeaders) => string;

/** The ways in which a service, a proxy or a gateway tells of a failure. */
export const manners = ['message', 'Message', 'html', 'text', 'errorType', 'requestId', 'stream'] as const;
/** One of {@link manners}. */
export type Manner = (typeof manners)[number];

/** A server in Bedrock's place that fails at each request and says why in its own manner. */
export interface EchoServer {
  readonly url: string;
  saying: Saying;
  manner: Manner;
  requests: number;
  close(): void;
}

/** Starts an {@link EchoServer} on a free port. */
export async function startEchoServer(): Promise<EchoServer> {
  const server = createServer((request, response) => {
    request.resume();
    echo.requests += 1;
    const said = echo.saying(request.headers);
    const json = { 'content-type': 'application/json' };
    const inHeader = Buffer.from(said.replace(/[\r\n]+/g, ' '), 'utf8').toString('latin1');
    switch (echo.manner) {
      case 'message':
        response.writeHead(400, { ...json, 'x-amzn-errortype': 'ValidationException' });
        return response.end(JSON.stringify({ message: said }));
      case 'Message':
        response.writeHead(418, { ...json, 'x-amzn-errortype': 'SomethingNewException' });
        return response.end(JSON.stringify({ Message: said }));
      case 'html':
        response.writeHead(400, { 'content-type': 'text/html' });
        return response.end(`<html><body><h1>Bad request</h1><p>${said}</p></body></html>`);
      case 'text':
        response.writeHead(400, { 'content-type': 'text/plain' });
        return response.end(said);
      case 'errorType':
        response.writeHead(400, { ...json, 'x-amzn-errortype': inHeader });
        return response.end(JSON.stringify({ message: 'no', __type: said }));
      case 'requestId':
        response.writeHead(400, {
          ...json,
          'x-amzn-errortype': 'ValidationException',
          'x-amzn-requestid': inHeader,
        });
        return response.end(JSON.stringify({ message: 'no' }));
      case 'stream':
        response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
        return response.end(exceptionFrame(said));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const echo: EchoServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    saying: () => '',
    manner: 'message',
    requests: 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return echo;
}

function exceptionFrame(message: string): Uint8Array {
  const headers = {
    ':exception-type': 'modelStreamErrorException',
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return new EventStreamCodec(toUtf8, fromUtf8).encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body: fromUtf8(JSON.stringify({ message })),
  });
}

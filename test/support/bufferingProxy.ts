import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A reverse proxy that passes an answer on when it has all of it, as a scanner of contents does. */
export async function bufferingProxy(target: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const sent = request(new URL(incoming.url ?? '/', target), { method, headers }, (response) => {
      void buffer(response).then((whole) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers).end(whole);
      });
    });
    sent.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(sent);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { BoundedHttpHandler, type HttpBounds } from '../../../../src/core/aws/boundedHttp';
import { fetchModels } from '../../../../src/core/bedrock/models/modelListing';
import { testEngine } from '../../../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const megabyte = Buffer.alloc(1024 * 1024, ' ');

describe('Answers without an end', () => {
  let server: Server;
  let url: string;
  let requests = 0;
  let answer: RequestListener;
  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests++;
      request.resume();
      request.on('end', () => answer(request, response));
      request.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const endless =
    (status: number): RequestListener =>
    (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      const go = () => {
        response.write(megabyte);
        response.once('drain', go);
      };
      go();
    };

  async function bodyOf(bounds?: HttpBounds): Promise<string> {
    const handler = new BoundedHttpHandler(bounds);
    try {
      const { hostname, port } = new URL(url);
      const request = new HttpRequest({ protocol: 'http:', hostname, port: Number(port), path: '/' });
      const { response } = await handler.handle(request);
      return await text(response.body as AsyncIterable<Uint8Array> as never);
    } finally {
      handler.destroy();
    }
  }

  it('are left after 256 KB where they tell of a failure, which stays the failure that its status says', async () => {
    answer = endless(503);
    await assert.rejects(bodyOf(), { name: 'AnswerTooLong', message: /HTTP 503.*256 KB/ });
    const test = testEngine(url, keys);
    await test.ask('hi');
    assert.match(JSON.stringify(test.invocations), /AnswerTooLong/);
    assert.ok(requests > 2, 'it was tried again');
    test.dispose();
  });

  it('are left after 2 MB where they are of the control plane', async () => {
    answer = endless(200);
    const test = testEngine(url, keys);
    const connection = await test.connections.current();
    await assert.rejects(fetchModels(connection), /more than 2048 KB/);
    test.dispose();
  });

  it('are waited for no longer than a request may take, begun or not', async () => {
    answer = () => undefined;
    await assert.rejects(bodyOf({ requestTimeout: 200 }), { name: 'TimeoutError' });
    answer = (_, response) => {
      response.writeHead(200);
      response.write('{');
    };
    await assert.rejects(bodyOf({ requestTimeout: 200 }), { name: 'TimeoutError' });
  });

  it('leave those with an end as they are', async () => {
    answer = (_, response) => void response.end('whole');
    assert.equal(await bodyOf({ requestTimeout: 2000 }), 'whole');
    assert.equal(await bodyOf(), 'whole');
  });
});

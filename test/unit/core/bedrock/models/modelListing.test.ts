import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchModels } from '../../../../../src/core/bedrock/models/modelListing';
import { testEngine, type TestEngine } from '../../../../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const model = (id: string) => ({
  modelId: `anthropic.claude-${id}`,
  inputModalities: ['TEXT'],
  outputModalities: ['TEXT'],
  inferenceTypesSupported: ['ON_DEMAND'],
});

describe('A listing of models', () => {
  let server: Server;
  let test: TestEngine;
  let models: (response: ServerResponse) => void;
  let profiles: (response: ServerResponse, page: number) => void;
  let pages: number;

  beforeEach(async () => {
    pages = 0;
    models = (response) => json(response, { modelSummaries: [model('1')] });
    profiles = (response) => json(response, { inferenceProfileSummaries: [] });
    server = createServer((request, response) => {
      if (request.url?.startsWith('/foundation-models') === true) {
        models(response);
      } else if (request.url?.includes('SYSTEM_DEFINED') === true) {
        profiles(response, ++pages);
      } else {
        json(response, { inferenceProfileSummaries: [] });
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    test = testEngine(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, keys);
  });
  afterEach(async () => {
    test.dispose();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function json(response: ServerResponse, body: unknown): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }
  const listed = async (timeoutMs?: number) => fetchModels(await test.connections.current(), timeoutMs);

  it('reads page after page', async () => {
    profiles = (response, page) =>
      json(response, {
        inferenceProfileSummaries: [
          {
            inferenceProfileId: `us.${String(page)}`,
            status: 'ACTIVE',
            type: 'SYSTEM_DEFINED',
            models: [{ modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-1' }],
          },
        ],
        ...(page < 3 ? { nextToken: String(page) } : {}),
      });
    assert.deepEqual(
      (await listed()).models.map(({ id }) => id),
      ['anthropic.claude-1', 'us.1', 'us.2', 'us.3'],
    );
  });

  it('ends where a page is repeated', async () => {
    profiles = (response) => json(response, { inferenceProfileSummaries: [], nextToken: 'same' });
    await assert.rejects(listed(), { name: 'BedrockError', message: /repeats a page/ });
    assert.equal(pages, 2);
  });

  it('ends after a hundred pages', async () => {
    profiles = (response, page) => json(response, { inferenceProfileSummaries: [], nextToken: String(page) });
    await assert.rejects(listed(), { name: 'BedrockError', message: /more than 100 pages/ });
    assert.equal(pages, 100);
  });

  it('ends at more entries than any account has', async () => {
    const modelSummaries = Array.from({ length: 20_001 }, () => ({}));
    models = (response) => json(response, { modelSummaries });
    await assert.rejects(listed(), { name: 'BedrockError', message: /more than 20000 entries/ });
  });

  it('ends where nobody answers', async () => {
    models = () => undefined;
    await assert.rejects(listed(300), { reason: 'network', message: /within 0\.3 seconds/ });
  });
});

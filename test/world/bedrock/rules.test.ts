import assert from 'node:assert/strict';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { after, before, beforeEach, describe, it } from 'mocha';
import { startWorldBedrock, type WorldBedrock } from '.';
import { conversationExamples } from './examples/conversation';
import { idExamples } from './examples/ids';
import { mediaExamples } from './examples/media';
import { parameterExamples } from './examples/parameters';
import { reasoningExamples } from './examples/reasoning';
import { models, user, type Example, type ExampleRequest } from './examples/request';
import { schemaExamples } from './examples/schemas';
import { structureExamples } from './examples/structure';
import { thinkingExamples } from './examples/thinking';
import { toolExamples } from './examples/tools';
import { rules } from './rules';

const examples: Readonly<Record<string, Example>> = {
  ...conversationExamples,
  ...idExamples,
  ...toolExamples,
  ...schemaExamples,
  ...mediaExamples,
  ...reasoningExamples,
  ...parameterExamples,
  ...structureExamples,
  ...thinkingExamples,
};

describe('The rules of the world server', () => {
  let server: WorldBedrock;

  before(async () => {
    server = await startWorldBedrock();
  });
  beforeEach(() => server.reset());
  after(() => server.close());

  /** Asks through AWS's SDK alone; what it would not send is put over the body it made. */
  async function ask({ region = 'us-east-1', raw, ...request }: ExampleRequest): Promise<unknown> {
    const client = new BedrockRuntimeClient({
      endpoint: server.url,
      region,
      credentials: server.keys,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
    if (raw !== undefined) {
      client.middlewareStack.add(
        (next) => (step) => {
          const built = step.request as { body: Uint8Array };
          const body = JSON.parse(new TextDecoder().decode(built.body)) as object;
          built.body = Buffer.from(JSON.stringify({ ...body, ...raw }));
          return next(step);
        },
        // Before the length is written down.
        { step: 'build', priority: 'high' },
      );
    }
    try {
      return await client.send(
        new ConverseCommand({ modelId: models.sonnet45, messages: [user('Hello.')], ...request }),
      );
    } finally {
      client.destroy();
    }
  }

  it('have examples, each of them', () => {
    assert.deepEqual(Object.keys(examples).sort(), rules.map(({ name }) => name).sort());
  });

  for (const [rule, { broken, taken }] of Object.entries(examples)) {
    it(`refuse what breaks ${rule}, and take its neighbors`, async () => {
      for (const [index, request] of broken.entries()) {
        server.reset();
        await assert.rejects(ask(request), { name: 'ValidationException' }, `broken ${index}`);
        assert.equal(server.refusals[0]?.split(': ')[0], rule, `broken ${index}: ${server.refusals[0]}`);
      }
      for (const [index, request] of taken.entries()) {
        server.reset();
        await ask(request).catch((error: unknown) => assert.fail(`taken ${index}: ${String(error)}`));
        assert.deepEqual(server.refusals, []);
      }
    });
  }
});

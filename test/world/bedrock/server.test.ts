import assert from 'node:assert/strict';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type Message,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { after, before, beforeEach, describe, it } from 'mocha';
import {
  answers,
  breaks,
  calls,
  refuses,
  says,
  startWorldBedrock,
  thinks,
  thinksHidden,
  type WorldBedrock,
} from '.';

const modelId = 'anthropic.claude-3-haiku-20240307-v1:0';
const messages = [{ role: 'user' as const, content: [{ text: 'Good morning' }] }];

describe('The world server', () => {
  let server: WorldBedrock;
  let client: BedrockRuntimeClient;

  before(async () => {
    server = await startWorldBedrock();
    client = new BedrockRuntimeClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: server.keys,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
  });
  beforeEach(() => server.reset());
  after(async () => {
    client.destroy();
    await server.close();
  });

  it('streams an answer that AWS’s SDK reads', async () => {
    server.reply(answers(thinks('Hm.'), says('Good morning.'), calls('clock', { zone: 'UTC' })));
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
    const kinds: string[] = [];
    let text = '';
    for await (const event of stream ?? []) {
      kinds.push(...Object.keys(event));
      text += event.contentBlockDelta?.delta?.text ?? '';
    }
    assert.equal(text, 'Good morning.');
    assert.equal(kinds[0], 'messageStart');
    assert.equal(kinds.at(-1), 'metadata');
    assert.deepEqual(
      server.requests.map(({ operation, region, modelId: asked }) => [operation, region, asked]),
      [['ConverseStream', 'eu-west-1', modelId]],
    );
  });

  it('answers Converse with a short text by itself', async () => {
    const { output, stopReason } = await client.send(new ConverseCommand({ modelId, messages }));
    assert.equal(stopReason, 'end_turn');
    assert.ok(output?.message?.content?.[0]?.text);
  });

  it('refuses what breaks a rule and keeps the reply for the next request', async () => {
    server.reply(says('Kept.'));
    await assert.rejects(
      client.send(new ConverseCommand({ modelId, messages: [...messages, ...messages] })),
      { name: 'ValidationException' },
    );
    assert.match(server.refusals.join(), /^rolesAlternate: /);
    const { output } = await client.send(new ConverseCommand({ modelId, messages }));
    assert.equal(output?.message?.content?.[0]?.text, 'Kept.');
  });

  it('takes hidden reasoning back for the model that sealed it, whichever answered since', async () => {
    const [opus, sonnet] = ['eu.anthropic.claude-opus-4-8', 'eu.anthropic.claude-sonnet-4-6'];
    const histories = new Map<string, Message[]>();
    for (const asked of [opus, sonnet]) {
      server.reply(answers(thinksHidden(), says('Good morning.')));
      const { output } = await client.send(new ConverseCommand({ modelId: asked, messages }));
      assert.ok(output?.message);
      histories.set(asked, [...messages, output.message, ...messages]);
    }
    await client.send(new ConverseCommand({ modelId: opus, messages: histories.get(opus) }));
    await assert.rejects(
      client.send(new ConverseCommand({ modelId: opus, messages: histories.get(sonnet) })),
      /redacted_thinking/,
    );
  });

  it('gives errors under AWS’s names, before and within a stream', async () => {
    server.reply(
      refuses({ status: 429, name: 'ThrottlingException', message: 'Too many tokens per day' }),
      breaks({ after: 1, name: 'serviceUnavailableException', message: 'Busy' }),
    );
    await assert.rejects(client.send(new ConverseStreamCommand({ modelId, messages })), {
      name: 'ThrottlingException',
    });
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
    await assert.rejects(
      async () => {
        for await (const _event of stream ?? []) {
          // Read to its end.
        }
      },
      { name: 'ServiceUnavailableException' },
    );
  });
});

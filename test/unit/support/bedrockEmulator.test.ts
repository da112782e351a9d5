import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Agent } from 'node:https';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { generate } from 'selfsigned';
import {
  answer,
  applicationProfileArn,
  applicationProfileId,
  startBedrockEmulator,
} from '../../support/emulators/bedrock';
import { withEmulator } from '../../support/withEngine';
import { clientsFor, converse, question, sonnet } from './clients';

describe('Bedrock emulator: model calls', () => {
  const emulator = withEmulator();
  let runtime: ReturnType<typeof clientsFor>['runtime'];

  before(() => {
    runtime = clientsFor({ endpoint: emulator().url, credentials: emulator().credentials }).runtime;
  });

  describe('answers', () => {
    it('streams in the order of Bedrock, word by word, without a start for text blocks', async () => {
      const { kinds, text, stopReason, events } = await converse(runtime, question('What is a fold?'));
      assert.equal(kinds[0], 'messageStart');
      assert.deepEqual(kinds.slice(-3), ['contentBlockStop', 'messageStop', 'metadata']);
      assert.ok(kinds.slice(1, -3).every((kind) => kind === 'contentBlockDelta'));
      assert.ok(kinds.length > 20);
      assert.match(text, /Bedrock emulator/);
      assert.match(text, /> What is a fold\?/);
      assert.equal(stopReason, 'end_turn');
      const usage = events.at(-1)?.metadata?.usage;
      assert.equal(usage?.inputTokens, 4);
      assert.equal(usage?.outputTokens, Math.ceil(text.length / 4));
      assert.equal(usage?.totalTokens, (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0));
      assert.equal(usage?.cacheReadInputTokens, 0);
      assert.equal(usage?.cacheWriteInputTokens, 0);
      assert.equal(typeof events.at(-1)?.metadata?.metrics?.latencyMs, 'number');
    });

    it('gives Converse the same answer whole', async () => {
      const whole = await runtime.send(new ConverseCommand(question('What is a fold?')));
      const { text } = await converse(runtime, question('What is a fold?'));
      assert.deepEqual(whole.output?.message?.content, [{ text }]);
      assert.equal(whole.stopReason, 'end_turn');
      assert.equal(whole.usage?.inputTokens, 4);
    });

    it('shows what it was sent of the conversation', async () => {
      const { text } = await converse(
        runtime,
        question('', {
          messages: [
            { role: 'user', content: [{ text: 'My name is Ada.' }] },
            { role: 'assistant', content: [{ text: 'Noted.' }] },
            { role: 'user', content: [{ text: 'Who am I?' }] },
          ],
          system: [{ text: 'Be brief.' }],
        }),
      );
      assert.match(text, /> Who am I\?/);
      assert.match(text, /2 earlier messages/);
      assert.match(text, /> My name is Ada\./);
      assert.match(text, /system prompt of 9 characters/);
    });

    it('counts system prompt, tools and every message as input', async () => {
      const plain = await runtime.send(new ConverseCommand(question('hello')));
      const more = await runtime.send(
        new ConverseCommand(question('hello', { system: [{ text: 'x'.repeat(400) }] })),
      );
      assert.equal((more.usage?.inputTokens ?? 0) - (plain.usage?.inputTokens ?? 0), 100);
    });

    it('stops at maxTokens and at a stop sequence', async () => {
      const short = await converse(runtime, question('hello', { inferenceConfig: { maxTokens: 10 } }));
      assert.equal(short.stopReason, 'max_tokens');
      assert.ok(short.text.length > 0 && short.text.length <= 40, short.text);
      const stopped = await converse(
        runtime,
        question('hello', { inferenceConfig: { stopSequences: ['You asked'] } }),
      );
      assert.equal(stopped.stopReason, 'stop_sequence');
      assert.ok(!stopped.text.includes('You asked'));
    });

    it('ends with any stop reason that is asked for', async () => {
      emulator().script(answer({ text: 'No.', stopReason: 'guardrail_intervened' }));
      const { text, stopReason } = await converse(runtime, question('hello'));
      assert.deepEqual([text, stopReason], ['No.', 'guardrail_intervened']);
    });

    it('reasons first, signs it in a delta of its own, and takes only that reasoning back', async () => {
      emulator().script(answer({ reasoning: 'Let me think.' }));
      const { events, kinds } = await converse(runtime, question('hello'));
      const deltas = events.map((event) => event.contentBlockDelta?.delta?.reasoningContent);
      const reasoning = deltas.map((delta) => delta?.text ?? '').join('');
      const signatures = deltas.flatMap((delta) => delta?.signature ?? []);
      assert.equal(reasoning, 'Let me think.');
      assert.equal(signatures.length, 1);
      assert.equal(kinds.filter((kind) => kind === 'contentBlockStop').length, 2);
      const [signature = ''] = signatures;
      const followUp = (text: string): Parameters<typeof converse>[1] =>
        question('', {
          messages: [
            { role: 'user', content: [{ text: 'hello' }] },
            {
              role: 'assistant',
              content: [{ reasoningContent: { reasoningText: { text, signature } } }, { text: 'Hi.' }],
            },
            { role: 'user', content: [{ text: 'again' }] },
          ],
        });
      assert.equal((await converse(runtime, followUp(reasoning))).stopReason, 'end_turn');
      await assert.rejects(
        converse(runtime, followUp('Tampered.')),
        /Invalid `signature` in `thinking` block/,
      );
    });

    it('calls tools, with their input in pieces', async () => {
      emulator().script(
        answer({ text: 'Looking.', toolUses: [{ name: 'search', input: { query: 'folds and stores' } }] }),
      );
      const tools = [{ toolSpec: { name: 'search', inputSchema: { json: { type: 'object' } } } }];
      const { events, kinds, stopReason } = await converse(
        runtime,
        question('find', { toolConfig: { tools } }),
      );
      assert.equal(stopReason, 'tool_use');
      assert.equal(kinds.filter((kind) => kind === 'contentBlockStart').length, 1);
      const input = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('');
      assert.deepEqual(JSON.parse(input), { query: 'folds and stores' });
    });

    it('sends a huge answer only as fast as it is read', async () => {
      const total = 2_000;
      emulator().script(answer({ text: `${'x'.repeat(10_000)} `.repeat(total) }));
      const { stream } = await runtime.send(new ConverseStreamCommand(question('hello')));
      const sent = await emulator().waitForRequest((received) => received.wordsSent > 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(sent.wordsSent < total, 'everything was sent although nothing was read');
      let words = 0;
      for await (const event of stream ?? []) {
        if (event.contentBlockDelta) {
          words += 1;
        }
      }
      assert.equal(words, total);
    });
  });

  describe('models', () => {
    const refusals: Record<string, [modelId: string, name: string, message: RegExp]> = {
      'needs a profile': [
        'anthropic.claude-sonnet-4-5-20250929-v1:0',
        'ValidationException',
        /^Invocation of model ID anthropic\.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported\. Retry/,
      ],
      'has not been granted': [
        'us.anthropic.claude-opus-5',
        'AccessDeniedException',
        /^You don't have access to the model with the specified model ID\.$/,
      ],
      'is legacy and unused': [
        'us.anthropic.claude-3-5-sonnet-20241022-v2:0',
        'ResourceNotFoundException',
        /marked by provider as Legacy/,
      ],
      'has been retired': [
        'anthropic.claude-3-5-sonnet-20240620-v1:0',
        'ResourceNotFoundException',
        /^This model version has reached the end of its life/,
      ],
      'does not exist': [
        'anthropic.claude-99',
        'ValidationException',
        /^The provided model identifier is invalid\.$/,
      ],
      'is of another geography': [
        'eu.anthropic.claude-sonnet-4-6',
        'ValidationException',
        /identifier is invalid/,
      ],
      'is an application profile named by its bare id': [
        applicationProfileId,
        'ValidationException',
        /identifier is invalid/,
      ],
      'cannot stream': [
        'openai.gpt-oss-20b-1:0',
        'ValidationException',
        /^The model is unsupported for streaming\.$/,
      ],
      'makes no text': [
        'amazon.titan-embed-text-v2:0',
        'ValidationException',
        /supported text or chat model/,
      ],
    };
    for (const [what, [modelId, name, message]] of Object.entries(refusals)) {
      it(`refuses a model that ${what}`, async () => {
        await assert.rejects(converse(runtime, question('hello', { modelId })), { name, message });
      });
    }

    for (const modelId of [
      'anthropic.claude-3-haiku-20240307-v1:0',
      sonnet,
      'global.anthropic.claude-sonnet-4-6',
      applicationProfileArn('us-east-1'),
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6',
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    ]) {
      it(`answers for ${modelId}, whose signature covers its encoded path`, async () => {
        assert.equal((await converse(runtime, question('hello', { modelId }))).stopReason, 'end_turn');
        assert.equal(emulator().requests[0]?.modelId, modelId);
        assert.equal(emulator().requests[0]?.path, `/model/${encodeURIComponent(modelId)}/converse-stream`);
      });
    }

    it('counts tokens for base models that can, and for no other', async () => {
      const input = {
        converse: { messages: [{ role: 'user' as const, content: [{ text: 'x'.repeat(400) }] }] },
      };
      const count = (modelId: string): Promise<{ inputTokens?: number | undefined }> =>
        runtime.send(new CountTokensCommand({ modelId, input }));
      assert.equal((await count('anthropic.claude-sonnet-4-5-20250929-v1:0')).inputTokens, 100);
      const refusal = {
        name: 'ValidationException',
        message: "The provided model doesn't support counting tokens.",
      };
      await assert.rejects(count(sonnet), refusal);
      await assert.rejects(count('anthropic.claude-sonnet-4-6'), refusal);
    });

    it("refuses what breaks Converse's rules", async () => {
      await assert.rejects(converse(runtime, question(' ')), {
        name: 'ValidationException',
        message:
          'The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.',
      });
    });
  });
});

describe('Bedrock emulator: server', () => {
  it('keeps a log of what it received, without secrets', async () => {
    const emulator = await startBedrockEmulator();
    try {
      const { runtime } = clientsFor({ endpoint: emulator.url, credentials: emulator.temporaryCredentials });
      await converse(runtime, question('hello'));
      const [received] = emulator.requests;
      assert.equal(received?.operation, 'ConverseStream');
      assert.equal(received?.attempt, 1);
      assert.equal(received?.remoteAddress, '127.0.0.1');
      assert.match(received?.headers['user-agent'] ?? '', /aws-sdk-js/);
      assert.deepEqual((received?.body as { messages: unknown }).messages, question('hello').messages);
      const logged = JSON.stringify(emulator.requests);
      assert.ok(!logged.includes(emulator.temporaryCredentials.sessionToken));
      assert.ok(!logged.includes('Signature='));
    } finally {
      await emulator.close();
    }
  });

  it('says what it received when a request that is waited for does not come', async () => {
    const emulator = await startBedrockEmulator();
    await assert.rejects(
      emulator.waitForRequest(() => false, 10),
      /No such request within 10 ms; received: none/,
    );
    await emulator.close();
  });

  it('closes at once although calls hang, twice without harm', async () => {
    const emulator = await startBedrockEmulator();
    const { runtime } = clientsFor({ endpoint: emulator.url, credentials: emulator.credentials });
    emulator.script({ fault: { kind: 'stall', afterWords: 1 } }, { fault: { kind: 'stall' } });
    const calls = [
      converse(runtime, question('a')),
      converse(runtime, question('b')).catch((error: Error) => ({ error })),
    ];
    await emulator.waitForRequest(
      () => emulator.requests.length === 2 && emulator.requests[0]?.wordsSent === 1,
    );
    await Promise.all([emulator.close(), emulator.close()]);
    for (const { error } of await Promise.all(calls)) {
      assert.ok(error);
    }
    assert.ok(emulator.requests.every(({ aborted }) => !aborted));
  });

  it('refuses a port that is taken', async () => {
    const emulator = await startBedrockEmulator();
    await assert.rejects(startBedrockEmulator({ port: emulator.port }), { code: 'EADDRINUSE' });
    await emulator.close();
  });

  it('authenticates before it looks at paths and bodies', async () => {
    const emulator = await startBedrockEmulator();
    const sent = request(`${emulator.url}/nothing/here`, { method: 'PUT' });
    sent.end('not json');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 403);
    assert.match(response.headers['x-amzn-errortype'] as string, /^MissingAuthenticationTokenException/);
    response.resume();
    await emulator.close();
  });

  it('serves HTTPS when it is given a certificate', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const emulator = await startBedrockEmulator({ tls: { key, cert } });
    const { runtime } = clientsFor({ endpoint: emulator.url, credentials: emulator.credentials });
    await assert.rejects(converse(runtime, question('hello')), /self[- ]signed|certificate/i);
    const trusting = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: emulator.url,
      credentials: emulator.credentials,
      requestHandler: new NodeHttpHandler({
        httpsAgent: new Agent({ ca: cert, checkServerIdentity: () => undefined }),
      }),
    });
    assert.equal((await converse(trusting, question('hello'))).stopReason, 'end_turn');
    await emulator.close();
  });
});

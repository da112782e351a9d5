import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ModelParameters } from '../../src/core/bedrock/parameters';
import { pricer } from '../../src/core/spending/pricer';
import { eventFrame } from '../support/emulators/bedrock/frames';
import { testEngine, type TestEngine } from '../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const opus = 'global.anthropic.claude-opus-4-8';
const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
/** Opus 4.8, for a million tokens of an answer. */
const OPUS_OUTPUT_USD = 25;

describe('what a model wrote that nobody saw', () => {
  let server: Server;
  let test: TestEngine;
  let respond: (response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => respond(response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    test = testEngine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys);
    test.connection = { ...test.connection, retryMaxAttempts: 1 };
    test.price = pricer({ own: () => ({}) });
  });
  afterEach(() => {
    test.dispose();
    server.closeAllConnections();
    server.close();
  });

  function begin(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(eventFrame('messageStart', { role: 'assistant' }));
    const delta = { reasoningContent: { text: '' } };
    response.write(eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta }));
  }
  const cutAfter = (ms: number) => (response: ServerResponse) => {
    begin(response);
    setTimeout(() => response.destroy(), ms);
  };

  async function recordOf(model: string, parameters: ModelParameters, prompt = 'Prove it.') {
    test.settings = { ...test.settings, model, parameters };
    await test.ask(prompt);
    return test.invocations.at(-1) ?? assert.fail('There is no record');
  }
  const thinking = { reasoning: { type: 'effort', level: 'high' } } as const;

  it('is counted by the time that it thought, where the stream is cut', async () => {
    respond = cutAfter(2_500);
    const { output_tokens, cost_usd, usage_source } = await recordOf(opus, thinking);
    assert.ok(Number(output_tokens) >= 200, `${output_tokens} tokens`);
    assert.ok(Number(cost_usd) >= (200 * OPUS_OUTPUT_USD) / 1e6, `$${cost_usd}`);
    assert.equal(usage_source, 'estimated');
  });

  it('is counted by the time that was waited, where no answer came', async () => {
    respond = (response) => setTimeout(() => response.destroy(), 1_500);
    const { output_tokens } = await recordOf(haiku, {});
    assert.ok(Number(output_tokens) >= 100, `${output_tokens} tokens`);
  });

  it('is no more than an answer may have', async () => {
    respond = cutAfter(2_500);
    const { output_tokens } = await recordOf(opus, { ...thinking, maxTokens: 50 });
    assert.equal(output_tokens, 50);
  });

  it('is nothing of a model that does not think: what it wrote was seen', async () => {
    respond = cutAfter(1_500);
    const { output_tokens } = await recordOf(haiku, {});
    assert.ok(Number(output_tokens) < 10, `${output_tokens} tokens`);
  });

  it('may have been written to the prompt cache, at the price of that', async () => {
    respond = cutAfter(10);
    const prompt = 'Once more. '.repeat(5_000);
    const plain = await recordOf(sonnet, {}, prompt);
    const kept = await recordOf(sonnet, { caching: '1h' }, prompt);
    const factor = Number(kept.cost_usd) / Number(plain.cost_usd);
    assert.ok(factor > 1.9 && factor < 2.1, `${factor} times`);
  });
});

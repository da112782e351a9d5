import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { ModelParameters } from '../../../../src/core/bedrock/parameters';
import type { PricedCall } from '../../../../src/core/bedrock/pricing';
import { answer, fail } from '../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../support/withEngine';

describe('What is priced of a call', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let priced: PricedCall[];

  beforeEach(() => {
    priced = [];
    test().price = (call) => {
      priced.push(call);
      return { usd: 1, priceVersion: 'test' };
    };
  });

  async function ask(model: string, parameters: ModelParameters, systemPrompt = ''): Promise<PricedCall> {
    test().settings = { ...test().settings, model, parameters, systemPrompt };
    priced = [];
    await test().ask('Hello');
    // What is priced before it is the estimate, and after it the same call without a cache.
    const call = priced.find(({ usage }) => usage.source === 'reported') ?? priced.at(-1);
    assert.ok(call);
    return call;
  }

  it('is how it was served: tier, latency, and what went into the cache for how long', async () => {
    const long = 'Some words. '.repeat(1_000);
    const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
    const cached = await ask(sonnet, { serviceTier: 'flex', caching: '1h', latency: 'optimized' }, long);
    const { cacheWriteInputTokens, cacheWrites, inputTokens } = cached.usage;
    assert.deepEqual([cached.serviceTier, cached.latency, cached.cacheTtl], ['flex', undefined, '1h']);
    assert.equal(cached.model.modelId, 'anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.ok(cacheWriteInputTokens > 2_900 && cacheWrites?.['1h'] === cacheWriteInputTokens);
    assert.ok(inputTokens < 100);
    const nova = await ask('amazon.nova-pro-v1:0', { caching: '1h', latency: 'optimized' });
    assert.deepEqual([nova.latency, nova.cacheTtl], ['optimized', '5m']);
  });

  it('is nothing of a request that was refused', async () => {
    emulator().script(fail('ValidationException'));
    const { usage } = await ask('anthropic.claude-3-haiku-20240307-v1:0', {});
    assert.deepEqual([usage.inputTokens, usage.outputTokens, usage.source], [0, 0, 'estimated']);
    assert.equal(test().invocations[0]?.input_tokens, 0);
  });

  it('is an estimate with reasoning and calls when it was stopped before its usage came', async () => {
    emulator().script(answer({ reasoning: 'thinking '.repeat(400), text: 'Well', paceMs: 1 }));
    const abort = new AbortController();
    let pieces = 0;
    test().settings = { ...test().settings, model: 'us.anthropic.claude-sonnet-5' };
    await test().ask('Hello', {
      signal: abort.signal,
      onEvent: (event) => event.type === 'reasoning' && ++pieces === 100 && abort.abort(),
    });
    const { usage } = priced.at(-1) ?? assert.fail('Nothing was priced');
    assert.equal(usage.source, 'estimated');
    assert.ok(usage.outputTokens >= 200 && usage.outputTokens < 900, String(usage.outputTokens));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as v from 'valibot';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import type { BedrockEvent } from '../../src/core/bedrock/observer';
import { tryConverse, tryStream } from '../../src/core/bedrock/probes';
import { invocationSchema, type Invocation } from '../../src/protocol/invocation';
import { answer } from '../support/emulators/bedrock';
import { withEmulator, withEngine } from '../support/withEngine';

/** Haiku 3's public price: $0.25 for a million tokens in, $1.25 out. */
const usdOf = (usage: { inputTokens: number; outputTokens: number }) =>
  (usage.inputTokens * 0.25 + usage.outputTokens * 1.25) / 1e6;

/* Figures that a service, a gateway or an emulator in front of it may report by mistake, or on purpose. */
const absurd: readonly (readonly [string, Record<string, unknown>])[] = [
  ['less than nothing', { inputTokens: -1_000_000, outputTokens: -1_000_000 }],
  ['less than nothing of the cache', { cacheReadInputTokens: -5_000_000 }],
  ['less than nothing written', { cacheWriteInputTokens: -1 }],
  ['a part of a token', { outputTokens: 1.5 }],
  ['a text', { inputTokens: '12' }],
  ['a text that is no number', { outputTokens: 'many' }],
  ['nothing at all', { inputTokens: null, outputTokens: null }],
  ['more than any model takes', { inputTokens: 1e12 }],
  ['more than a number can count', { outputTokens: 1e300 }],
  ['true', { inputTokens: true }],
  ['a list', { outputTokens: [5] }],
  ['none, beside an answer', { inputTokens: 0, outputTokens: 0 }],
  ['none of a question', { inputTokens: 0 }],
  ['none of an answer', { outputTokens: 0 }],
];

describe('usage that the service reports and that cannot be', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  for (const [name, usage] of absurd) {
    it(`is not believed of a trial call either: ${name}`, async () => {
      emulator().script(answer({ text: 'Fine.', usage }), answer({ text: '1, 2', usage }));
      const connection = await test().connections.current();
      const records: Invocation[] = [];
      const options = {
        model: configuredModel('anthropic.claude-3-haiku-20240307-v1:0'),
        signal: new AbortController().signal,
        observer: (event: BedrockEvent) => event.type === 'ended' && records.push(event.invocation),
        price: () => ({ usd: 1, priceVersion: 'test' }),
      };
      await tryConverse(connection, options);
      await tryStream(connection, options);
      for (const record of records) {
        assert.ok(v.is(invocationSchema, record), JSON.stringify(record));
        assert.deepEqual([record.usage_source, record.cost_usd], ['estimated', null]);
      }
      assert.equal(records.length, 2);
    });
  }

  for (const [name, usage] of absurd) {
    it(`is not believed: ${name}`, async () => {
      const costs: number[] = [];
      test().price = (call) => {
        costs.push(usdOf(call.usage));
        return { usd: usdOf(call.usage), priceVersion: 'test' };
      };
      emulator().script(answer({ text: 'Fine, thanks.', usage }));
      const { text } = await test().ask('How are you?');
      assert.equal(text, 'Fine, thanks.', 'the answer is there all the same');
      const [record] = test().invocations;
      assert.equal(record?.usage_source, 'estimated');
      for (const tokens of [
        record.input_tokens,
        record.output_tokens,
        record.cache_read_tokens,
        record.cache_write_tokens,
      ]) {
        assert.ok(Number.isInteger(tokens) && Number(tokens) >= 0 && Number(tokens) < 1_000, String(tokens));
      }
      const cost = costs.at(-1) ?? NaN;
      assert.ok(cost > 0 && cost < 0.001, `$${cost}`);
    });
  }

  it('is believed to be nothing where a guardrail spoke in the model’s place', async () => {
    const usage = { inputTokens: 0, outputTokens: 0 };
    emulator().script(answer({ text: 'No.', stopReason: 'guardrail_intervened', usage }));
    await test().ask('How are you?');
    const [record] = test().invocations;
    assert.deepEqual([record?.usage_source, record?.output_tokens], ['reported', 0]);
  });

  it('is believed where all that was asked came from the cache', async () => {
    const usage = { inputTokens: 0, outputTokens: 3, cacheReadInputTokens: 9 };
    emulator().script(answer({ text: 'Fine, thanks.', usage }));
    await test().ask('How are you?');
    assert.equal(test().invocations[0]?.usage_source, 'reported');
  });

  it('does not count more as kept for an hour than was written', async () => {
    emulator().script(
      answer({
        text: 'Hi',
        usage: { cacheWriteInputTokens: 10, cacheDetails: [{ ttl: '1h', inputTokens: 5_000_000 }] },
      }),
    );
    const written: [number, unknown][] = [];
    test().price = ({ usage }) => {
      written.push([usage.cacheWriteInputTokens, usage.cacheWrites]);
      return undefined;
    };
    await test().ask('Hello');
    // Others are the estimate before the call, and the same one without a cache.
    const own = written.filter(([tokens]) => tokens > 0);
    assert.ok(own.length > 0);
    assert.deepEqual(new Set(own.map(([, ttls]) => ttls)), new Set([undefined]));
    assert.ok(own.every(([tokens]) => tokens === 10));
  });
});

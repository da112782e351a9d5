import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Usage } from '../../../../src/core/bedrock/wire/converseEvents';
import type { PricedCall } from '../../../../src/core/bedrock/pricing';
import { shippedCatalog } from '../../../../src/core/bedrock/models/shippedCatalog';
import { pricer, readOwnPrices, type OwnPrices } from '../../../../src/core/spending/pricer';

const haiku = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const million = 1_000_000;
const nothing: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'reported',
};

function price(
  usage: Partial<Usage>,
  {
    modelId = haiku,
    inferenceProfile = null as string | null,
    own = {},
    ...more
  }: Partial<PricedCall & { modelId: string; inferenceProfile: string | null; own: OwnPrices }> = {},
): number | undefined {
  const cost = pricer({ own: () => own })({
    model: { modelId, inferenceProfile },
    region: 'us-east-1',
    serviceTier: undefined,
    latency: undefined,
    cacheTtl: '5m',
    usage: { ...nothing, ...usage },
    ...more,
  });
  return cost && Math.round(cost.usd * 1e9) / 1e9;
}

describe('the price of a call', () => {
  it('prices each kind of token apart, as in the examples of the price page', () => {
    // $1 in, $5 out, $0.10 read, $1.25 written for five minutes, $2 for an hour, a million tokens each.
    assert.equal(price({ inputTokens: million }), 1);
    assert.equal(price({ outputTokens: million }), 5);
    assert.equal(price({ cacheReadInputTokens: million }), 0.1);
    assert.equal(price({ cacheWriteInputTokens: million }), 1.25);
    assert.equal(price({ cacheWriteInputTokens: million }, { cacheTtl: '1h' }), 2);
  });

  it('adds up an agent’s call: 812 tokens new, 20,000 from the cache, 4,000 written, 340 answered', () => {
    const usage = {
      inputTokens: 812,
      cacheReadInputTokens: 20_000,
      cacheWriteInputTokens: 4_000,
      outputTokens: 340,
    };
    assert.equal(price(usage), 0.000812 + 0.002 + 0.005 + 0.0017);
  });

  it('splits what was written by how long it is kept, where Bedrock says so', () => {
    const usage = { cacheWriteInputTokens: million, cacheWrites: { '5m': million / 2, '1h': million / 2 } };
    assert.equal(price(usage, { cacheTtl: '1h' }), (1.25 + 2) / 2);
  });

  it('knows that a geographic profile costs more than a global one, by id and by ARN', () => {
    const at = (inferenceProfile: string) => price({ inputTokens: million }, { inferenceProfile });
    assert.equal(at(`global.${haiku}`), 1);
    assert.equal(at(`eu.${haiku}`), 1.1);
    assert.equal(at(`arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${haiku}`), 1.1);
    assert.equal(
      price(
        { inputTokens: million },
        { modelId: 'amazon.nova-pro-v1:0', inferenceProfile: 'apac.amazon.nova-pro-v1:0' },
      ),
      0.84,
    );
  });

  it('knows tiers and lower latency', () => {
    const nova = { modelId: 'amazon.nova-pro-v1:0' };
    assert.equal(price({ inputTokens: million }, { ...nova, serviceTier: 'flex' }), 0.4);
    assert.equal(price({ inputTokens: million }, { ...nova, serviceTier: 'priority' }), 1.4);
    assert.equal(price({ inputTokens: million }, { ...nova, latency: 'optimized' }), 1);
  });

  it('is unknown, not zero, wherever something of it is not known', () => {
    const one = { inputTokens: 1 };
    const unknown: readonly (number | undefined)[] = [
      price(one, { modelId: 'vendor.new-model-v1:0' }),
      price(one, { serviceTier: 'reserved' }),
      price(one, { latency: 'optimized' }),
      price(one, {
        inferenceProfile: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
      }),
      price(one, { modelId: 'amazon.nova-pro-v1:0', region: 'eu-west-1' }),
      price({ cacheWriteInputTokens: 1 }, { modelId: 'amazon.nova-pro-v1:0' }),
    ];
    assert.deepEqual(
      unknown,
      unknown.map(() => undefined),
    );
    assert.equal(price({}, { modelId: haiku }), 0);
  });

  it('takes the user’s own prices first, and says by which list a call was priced', () => {
    const own = { [haiku]: { input: 10, output: 20 } };
    assert.equal(price({ inputTokens: million }, { own }), 10);
    assert.equal(price({ cacheReadInputTokens: 1 }, { own }), undefined);
    const by = (prices: OwnPrices) =>
      pricer({ own: () => prices })({
        model: { modelId: haiku, inferenceProfile: null },
        region: 'us-east-1',
        cacheTtl: '5m',
        serviceTier: undefined,
        latency: undefined,
        usage: nothing,
      })?.priceVersion;
    assert.deepEqual([by(own), by({})], ['own prices', shippedCatalog().asOf]);
  });

  it('names the entry of one’s own that makes no sense, and keeps the others', () => {
    const { prices, problems } = readOwnPrices({
      good: { input: 1, output: 2 },
      bad: { input: -1, output: 2 },
      worse: 'cheap',
    });
    assert.deepEqual(Object.keys(prices), ['good']);
    assert.match(problems[0] ?? '', /"bad" is left out, because of "input"/);
    assert.match(problems[1] ?? '', /"worse" is left out, because of the entry itself/);
    assert.match(readOwnPrices([]).problems[0] ?? '', /not a list of models/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { shippedCatalog } from '../../src/core/bedrock/models/shippedCatalog';
import { pricer } from '../../src/core/spending/pricer';

const million = 1_000_000;

/** US dollars for a million tokens in, and a million out. */
function pricesOf(id: string, region = 'us-east-1'): (number | undefined)[] {
  const price = pricer({ own: () => ({}) });
  return [
    [million, 0],
    [0, million],
  ].map(([inputTokens = 0, outputTokens = 0]) => {
    const cost = price({
      model: configuredModel(id),
      region,
      serviceTier: undefined,
      latency: undefined,
      cacheTtl: '5m',
      usage: {
        inputTokens,
        outputTokens,
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 0,
        source: 'reported',
      },
    });
    return cost && Number(cost.usd.toPrecision(9));
  });
}

describe('The price of a model', () => {
  it('is known by every way of writing the model, for each that has one', () => {
    for (const [id, { usdPerMillion }] of Object.entries(shippedCatalog().models)) {
      if (usdPerMillion === undefined) {
        continue;
      }
      const { input, output, ...parts } = usdPerMillion;
      const { geography = 1, regional = 1, longContext } = parts;
      const times = (part: number) =>
        [input * (longContext?.input ?? 1), output].map((usd) => Number((usd * part).toPrecision(9)));
      const [standard, bare, geographic] = [times(1), times(regional), times(geography)];
      for (const [written, region, usd] of [
        [id, 'us-east-1', bare],
        [`arn:aws:bedrock:us-west-2::foundation-model/${id}`, 'us-west-2', bare],
        [`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${id}`, 'us-gov-west-1', bare],
        [`global.${id}`, 'eu-west-1', standard],
        [`arn:aws:bedrock:us-east-1:111122223333:inference-profile/global.${id}`, 'us-east-1', standard],
        [`us.${id}`, 'us-east-1', geographic],
        [`arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${id}`, 'us-east-1', geographic],
        [`us-gov.${id}`, 'us-gov-west-1', geographic],
        [
          `arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.${id}`,
          'us-gov-west-1',
          geographic,
        ],
      ] as const) {
        assert.deepEqual(pricesOf(written, region), usd, written);
      }
    }
  });

  it('is another for a long request, all of it, where the model’s is', () => {
    const price = pricer({ own: () => ({}) });
    const usd = (inputTokens: number, cacheReadInputTokens = 0) =>
      price({
        model: configuredModel('global.openai.gpt-6-sol'),
        region: 'us-east-1',
        serviceTier: undefined,
        latency: undefined,
        cacheTtl: '5m',
        usage: {
          inputTokens,
          outputTokens: million,
          cacheReadInputTokens,
          cacheWriteInputTokens: 0,
          source: 'reported',
        },
      })?.usd.toFixed(4);
    // $2 a million in, $10 out, $0.20 from the cache; above 272,000 tokens twice, 1.5 times and twice that.
    assert.equal(usd(272_000), (0.544 + 10).toFixed(4));
    assert.equal(usd(272_001), (1.088004 + 15).toFixed(4));
    assert.equal(usd(72_001, 200_000), (0.288004 + 0.08 + 15).toFixed(4));
  });

  it('of a Claude from 4.5 on is a tenth more in every geography, in whichever region it is asked', () => {
    for (const geography of ['us', 'eu', 'apac', 'au', 'jp', 'ca', 'us-gov', 'sa']) {
      const id = `${geography}.anthropic.claude-sonnet-4-5-20250929-v1:0`;
      for (const written of [id, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${id}`]) {
        assert.deepEqual(pricesOf(written, 'eu-west-1'), [3.3, 16.5], written);
      }
    }
  });

  it('is not that of the model for what the account made or reserved of it', () => {
    for (const rest of [
      'custom-model/amazon.nova-lite-v1:0:300k/a1b2c3d4e5f6',
      'custom-model-deployment/a1b2c3d4e5f6',
      'imported-model/a1b2c3d4e5f6',
      'provisioned-model/a1b2c3d4e5f6',
      'default-prompt-router/anthropic.claude:1',
    ]) {
      const written = `arn:aws:bedrock:us-east-1:111122223333:${rest}`;
      assert.deepEqual(pricesOf(written), [undefined, undefined], written);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pricer } from '../../src/core/spending/pricer';
import { says, type ReplyUsage } from './bedrock';
import { engineOnWorld } from './support/engineOnWorld';

/* Public prices of Claude Opus 4.5 by its global profile: $5 a million in, $25 out, $6.25 and $10 written. */
const opus = 'global.anthropic.claude-opus-4-5-20251101-v1:0';

describe('What is written to the prompt cache', () => {
  const { world, test } = engineOnWorld();

  /** US dollars of an answer with 4,000 tokens written, as the service details them. */
  async function usdOf(asked: '5m' | '1h' | undefined, cacheDetails?: readonly unknown[]): Promise<number> {
    test().price = pricer({ own: () => ({}) });
    test().settings = { ...test().settings, model: opus, parameters: { caching: asked } };
    const usage = { inputTokens: 0, cacheWriteInputTokens: 4_000, outputTokens: 1 };
    const details = cacheDetails as ReplyUsage['cacheDetails'];
    world().reply(says('Hi', { usage: { ...usage, ...(details && { cacheDetails: details }) } }));
    const { outcome } = await test().ask('Hello');
    assert.equal(outcome.type, 'called');
    const usd = outcome.type === 'called' ? outcome.result.cost?.usd : undefined;
    assert.ok(usd !== undefined, 'the cost is known');
    // Without the one token of the answer.
    return Number((usd - 25e-6).toFixed(9));
  }

  for (const [name, asked, details, usd] of [
    ['five minutes where an hour was asked for', '1h', [{ ttl: '5m', inputTokens: 4_000 }], 0.025],
    ['an hour where that was given', '1h', [{ ttl: '1h', inputTokens: 4_000 }], 0.04],
    ['an hour where five minutes were asked for', '5m', [{ ttl: '1h', inputTokens: 4_000 }], 0.04],
    [
      'each part by its own time',
      '1h',
      [
        { ttl: '1h', inputTokens: 1_000 },
        { ttl: '5m', inputTokens: 3_000 },
      ],
      0.01 + 0.01875,
    ],
    [
      'parts of one time together',
      '1h',
      [
        { ttl: '5m', inputTokens: 1_000 },
        { ttl: '5m', inputTokens: 3_000 },
      ],
      0.025,
    ],
    ['what is not said as it was asked for', '1h', [{ ttl: '5m', inputTokens: 1_000 }], 0.00625 + 0.03],
    ['what nobody details as it was asked for', '1h', undefined, 0.04],
    ['an empty list of details as it was asked for', '1h', [], 0.04],
    ['what nobody details as five minutes otherwise', '5m', undefined, 0.025],
    ['what no one asked for as five minutes', undefined, undefined, 0.025],
    [
      'details that are more than the whole as it was asked for',
      '1h',
      [{ ttl: '5m', inputTokens: 9_000 }],
      0.04,
    ],
    [
      'details that are no counts as it was asked for',
      '1h',
      [{ ttl: '5m', inputTokens: -4_000 }, null, 'x'],
      0.04,
    ],
  ] as const) {
    it(`costs ${name}`, async () => {
      assert.equal(await usdOf(asked, details), Number(usd.toFixed(9)));
    });
  }
});

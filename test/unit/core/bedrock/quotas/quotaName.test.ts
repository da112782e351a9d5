import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel, copiedChoice } from '../../../../../src/core/bedrock/models/modelChoice';
import { countedTokens, outputBurndown } from '../../../../../src/core/bedrock/quotas/burndown';
import { modelQuotas } from '../../../../../src/core/bedrock/quotas/modelQuotas';
import { quotaPlace } from '../../../../../src/core/bedrock/quotas/quotaName';

const names = [
  'On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet',
  'On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2',
  'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1',
  'Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1',
  'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length',
  'Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1',
  'Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.5 V1',
  'On-demand latency-optimized model inference tokens per minute for Anthropic Claude 3.5 Haiku',
  '[bedrock-mantle endpoint] Input tokens per minute for GPT-6 Sol',
  'On-demand model inference tokens per minute for Mistral AI Mistral Large 2407',
  'On-demand model inference requests per minute for OpenAI GPT OSS 120B',
  'Cross-Region model inference tokens per minute for Meta Llama 3.1 70B Instruct',
  'On-demand model inference tokens per minute for Meta Llama 3 70B Instruct',
];
const quotas = names.map((name, at) => ({ name, code: `L-${at}`, value: at + 1, adjustable: true }));

/** The names that fit a model, by what they are of. */
function fitting(id: string, copyOf?: string): Record<string, string> {
  const model = copyOf === undefined ? configuredModel(id) : copiedChoice(configuredModel(id), copyOf);
  const place = quotaPlace(model);
  const found = place === undefined ? {} : modelQuotas(quotas, place);
  return Object.fromEntries(Object.entries(found).map(([kind, { name }]) => [kind, name]));
}

describe('the quotas of a model', () => {
  const cases: readonly (readonly [id: string, Record<string, number>])[] = [
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', { tokensPerMinute: 0 }],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', { tokensPerMinute: 1 }],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', { tokensPerMinute: 2, requestsPerMinute: 3 }],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', { tokensPerMinute: 5, tokensPerDay: 6 }],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', {}],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', {}],
    ['anthropic.claude-3-5-haiku-20241022-v1:0', {}],
    ['us.openai.gpt-6-sol', {}],
    ['mistral.mistral-large-2407-v1:0', { tokensPerMinute: 9 }],
    ['openai.gpt-oss-120b-1:0', { requestsPerMinute: 10 }],
    ['us.meta.llama3-1-70b-instruct-v1:0', { tokensPerMinute: 11 }],
    ['meta.llama3-70b-instruct-v1:0', { tokensPerMinute: 12 }],
    ['arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456', {}],
  ];
  for (const [id, expected] of cases) {
    it(`are those whose names fit exactly: ${id}`, () => {
      const found = Object.entries(expected).map(([kind, at]) => [kind, names[at]]);
      assert.deepEqual(fitting(id), Object.fromEntries(found));
    });
  }

  it('are those of the profile that one of the account is a copy of', () => {
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123def456';
    assert.deepEqual(fitting(arn), {});
    const { tokensPerMinute } = fitting(arn, 'global.anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.equal(tokensPerMinute, names[5]);
  });

  it('count the tokens of a day twice across regions, where the name says so', () => {
    const name = 'Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)';
    const day = [{ name, code: 'L-D', value: 500, adjustable: false }];
    const valueOf = (id: string) => {
      const place = quotaPlace(configuredModel(id));
      return place && modelQuotas(day, place).tokensPerDay?.value;
    };
    assert.deepEqual([valueOf('amazon.nova-pro-v1:0'), valueOf('us.amazon.nova-pro-v1:0')], [500, 1_000]);
  });
});

describe('what a call counts', () => {
  it('is each token of an answer several times, by family', () => {
    const factors = {
      'anthropic.claude-3-5-haiku-20241022-v1:0': 1,
      'anthropic.claude-3-7-sonnet-20250219-v1:0': 5,
      'anthropic.claude-sonnet-4-20250514-v1:0': 5,
      'anthropic.claude-opus-4-8': 15,
      'anthropic.claude-opus-5': 10,
      'anthropic.claude-opus-5-20260301-v1:0': 10,
      'anthropic.claude-opus-5-5': 5,
      'anthropic.claude-fable-5-1': 10,
      'openai.gpt-6-luna': 10,
      'openai.gpt-6-sol': 1,
      'amazon.nova-pro-v1:0': 1,
    };
    for (const [id, factor] of Object.entries(factors)) {
      assert.equal(outputBurndown(id), factor, id);
    }
  });

  it('leaves out what was read from the cache, and not what was written to it', () => {
    const used = {
      inputTokens: 100,
      cacheReadInputTokens: 5_000,
      cacheWriteInputTokens: 30,
      outputTokens: 7,
    };
    assert.equal(countedTokens(used, 'anthropic.claude-sonnet-4-5-20250929-v1:0'), 165);
  });
});

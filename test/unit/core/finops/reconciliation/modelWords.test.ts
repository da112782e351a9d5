import assert from 'node:assert/strict';
import { modelMatcher } from '../../../../../src/core/finops/reconciliation/modelWords';

const sonnet = 'us.anthropic.claude-3-5-sonnet-20241022-v2:0';

describe('a model as bills and as Bedrock name it', () => {
  const same: [billed: string, modelId: string][] = [
    ['Claude3.5Sonnet', sonnet],
    ['Claude 3.5 Sonnet', sonnet],
    ['Claude 3.5 Sonnet v2', sonnet],
    ['Claude4Sonnet', 'anthropic.claude-sonnet-4-20250514-v1:0'],
    ['Claude Sonnet 4.5', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['ClaudeHaiku4.5', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['NovaLite', 'eu.amazon.nova-lite-v1:0'],
    ['Nova-Lite', 'amazon.nova-lite-v1:0'],
    ['Llama3-1-70B-Instruct', 'meta.llama3-1-70b-instruct-v1:0'],
    ['DeepSeekR1', 'us.deepseek.r1-v1:0'],
    ['gpt-oss-120b', 'openai.gpt-oss-120b-1:0'],
    ['Claude3Haiku', 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0'],
  ];
  for (const [billed, modelId] of same) {
    it(`takes ${billed} for ${modelId}`, () => assert.equal(modelMatcher(modelId)(billed), true));
  }

  const different: [billed: string, modelId: string][] = [
    ['Claude3Sonnet', sonnet],
    ['Claude3.5Haiku', sonnet],
    ['Claude4Sonnet', 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['NovaPro', 'amazon.nova-lite-v1:0'],
    ['Llama3-1-8B-Instruct', 'meta.llama3-1-70b-instruct-v1:0'],
    ['', sonnet],
    ['Anthropic', sonnet],
  ];
  for (const [billed, modelId] of different) {
    it(`does not take ${billed || 'nothing'} for ${modelId}`, () =>
      assert.equal(modelMatcher(modelId)(billed), false));
  }
});

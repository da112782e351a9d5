import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage } from '../../../../src/core/bedrock/content';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';
import type { ModelParameters } from '../../../../src/core/bedrock/parameters';
import { maxCostUsd } from '../../../../src/core/spending/estimate';
import { pricer } from '../../../../src/core/spending/pricer';

const haiku = 'anthropic.claude-haiku-4-5-20251001-v1:0';

describe('what a call may cost at most', () => {
  const most = (parameters: ModelParameters, modelId = haiku) =>
    maxCostUsd(
      {
        surface: 'panel',
        conversationId: null,
        systemPrompt: '',
        parameters,
        model: configuredModel(modelId),
        // 200,000 characters: 50,000 tokens as a rule, 122,000 at most.
        messages: [textMessage('user', 'word '.repeat(40_000))],
      },
      'us-east-1',
      pricer({ own: () => ({}) }),
    )?.toFixed(2);

  it('has all input new and the answer as long as allowed', () => {
    assert.equal(most({ maxTokens: 2000 }), '0.13');
  });

  it('has all input written to the prompt cache where that is asked for, by how long it is kept', () => {
    assert.equal(most({ maxTokens: 2000, caching: '5m' }), '0.16');
    assert.equal(most({ maxTokens: 2000, caching: '1h' }), '0.25');
  });

  it('has no more input than fits into the model', () => {
    const longer = maxCostUsd(
      {
        surface: 'panel',
        conversationId: null,
        systemPrompt: '',
        parameters: { maxTokens: 1 },
        model: configuredModel(haiku),
        messages: [textMessage('user', 'word '.repeat(800_000))],
      },
      'us-east-1',
      pricer({ own: () => ({}) }),
    );
    // 200,000 tokens at a dollar a million.
    assert.equal(longer?.toFixed(2), '0.20');
  });

  it('is unknown for a model without a price', () => {
    assert.equal(most({}, 'vendor.new-model-v1:0'), undefined);
  });
});

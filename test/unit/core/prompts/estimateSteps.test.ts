import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { estimateTokens } from '../../../../src/core/bedrock/tokenEstimate';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';
import type { Pricer } from '../../../../src/core/bedrock/pricing';
import { estimateSteps } from '../../../../src/core/prompts/estimateSteps';
import { outlineSource } from '../../../../src/core/prompts/outline';
import { readPromptSource } from '../../../support/promptSource';

const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
/** Ten dollars a million tokens in, fifty out. */
const price: Pricer = ({ usage }) => ({
  usd: (usage.inputTokens * 10 + usage.outputTokens * 50) / 1_000_000,
  priceVersion: 'test',
});

function estimate(yaml: string, model = haiku, by: Pricer = price, systemPrompt = '', csv?: string) {
  const source = readPromptSource(yaml, 'yaml', csv);
  const texts = { text: yaml, tableText: csv ?? '' };
  const { groups } = outlineSource(source, texts, model, { systemPrompt, parameters: {} });
  return estimateSteps(groups, {
    region: 'us-east-1',
    price: by,
    parameters: {},
    modelOf: (id) => (id === '' ? undefined : configuredModel(id)),
  });
}

describe('what prompts will take', () => {
  it('is from their input alone to answers as long as they may become', () => {
    const { inputTokens, minCostUsd, maxCostUsd } = estimate(
      '- prompt: Hello\n  parameters: { maxTokens: 1000 }',
    );
    assert.equal(inputTokens, estimateTokens('Hello'));
    assert.equal(minCostUsd, (inputTokens * 10) / 1_000_000);
    assert.ok(
      maxCostUsd !== undefined && maxCostUsd >= minCostUsd + 0.05 && maxCostUsd < minCostUsd + 0.051,
      String(maxCostUsd),
    );
  });

  it('adds up, and counts what the settings put before each prompt', () => {
    const one = estimate('- Hello', haiku, price, 'Be short, and kind.');
    const two = estimate('- Hello\n- Hello', haiku, price, 'Be short, and kind.');
    assert.equal(one.inputTokens, estimateTokens('Hello') + estimateTokens('Be short, and kind.'));
    assert.equal(two.inputTokens, one.inputTokens * 2);
    assert.ok(Math.abs((two.maxCostUsd ?? 0) - (one.maxCostUsd ?? 1) * 2) < 1e-9);
  });

  it('is at least something where nothing limits an answer', () => {
    const { minCostUsd, maxCostUsd } = estimate('- Hello', 'unknown.model-v1:0');
    assert.ok(minCostUsd !== undefined && minCostUsd > 0);
    assert.equal(maxCostUsd, undefined);
  });

  it('is unknown where a price or a model is', () => {
    for (const found of [estimate('- Hello', haiku, () => undefined), estimate('- Hello', '')]) {
      assert.deepEqual([found.minCostUsd, found.maxCostUsd], [undefined, undefined]);
    }
    const mixed = estimate(`- Hello\n- prompt: Hi\n  model: ${haiku}`, '');
    assert.equal(mixed.minCostUsd, undefined);
  });
});

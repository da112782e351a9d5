import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel } from '../../../../../src/core/bedrock/models/modelChoice';
import {
  compareVersions,
  nameFromId,
  parseClaudeId,
} from '../../../../../src/core/bedrock/models/modelNames';

describe('model names', () => {
  it('orders Claude models of both naming schemes by generation', () => {
    const ids = [
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      'anthropic.claude-sonnet-5',
      'anthropic.claude-3-sonnet-20240229-v1:0',
      'anthropic.claude-3-5-sonnet-20240620-v1:0',
      'anthropic.claude-sonnet-4-20250514-v1:0',
    ];
    const sorted = ids.toSorted((a, b) => {
      const [x, y] = [parseClaudeId(a), parseClaudeId(b)];
      assert.ok(x && y);
      return compareVersions(y.version, x.version);
    });
    assert.deepEqual(sorted, [
      'anthropic.claude-sonnet-5',
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      'anthropic.claude-sonnet-4-20250514-v1:0',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      'anthropic.claude-3-5-sonnet-20240620-v1:0',
      'anthropic.claude-3-sonnet-20240229-v1:0',
    ]);
  });

  it('makes readable names of ids nobody listed', () => {
    assert.equal(nameFromId('us.anthropic.claude-sonnet-4-5-20250929-v1:0'), 'Claude Sonnet 4.5');
    assert.equal(nameFromId('anthropic.claude-3-5-haiku-20241022-v1:0'), 'Claude 3.5 Haiku');
    assert.equal(nameFromId('eu.amazon.nova-pro-v1:0'), 'Nova Pro');
    assert.equal(nameFromId('meta.llama3-3-70b-instruct-v1:0'), 'Llama 3.3 70B Instruct');
    assert.equal(
      nameFromId('arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123'),
      'abc123',
    );
  });

  it('tells a profile from a model and knows the model behind a system profile', () => {
    const profile = configuredModel('us.anthropic.claude-sonnet-4-20250514-v1:0');
    assert.equal(profile.inferenceProfile, 'us.anthropic.claude-sonnet-4-20250514-v1:0');
    assert.equal(profile.modelId, 'anthropic.claude-sonnet-4-20250514-v1:0');
    assert.equal(configuredModel('anthropic.claude-3-haiku-20240307-v1:0').inferenceProfile, null);
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
    assert.equal(configuredModel(arn).inferenceProfile, arn);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel, type ListedModel } from '../../../../../src/core/bedrock/models/modelChoice';
import { successorOf } from '../../../../../src/core/bedrock/models/successor';

function listed(id: string, legacy = false): ListedModel {
  const [provider = ''] = id.split('.');
  return { ...configuredModel(id), provider, kind: 'onDemand', legacy };
}

describe('The successor of a model', () => {
  const models = [
    listed('anthropic.claude-3-haiku-20240307-v1:0', true),
    listed('anthropic.claude-haiku-4-5-20251001-v1:0'),
    listed('anthropic.claude-3-5-haiku-20241022-v1:0'),
    listed('anthropic.claude-sonnet-4-5-20250929-v1:0'),
    listed('amazon.nova-lite-v1:0'),
  ];

  for (const [id, successor] of [
    ['anthropic.claude-3-haiku-20240307-v1:0', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['us.anthropic.claude-instant-v1', 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['amazon.nova-premier-v1:0', 'amazon.nova-lite-v1:0'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', undefined],
    ['cohere.command-r-v1:0', undefined],
    ['', undefined],
  ] as const) {
    it(`is ${successor ?? 'not looked for'} for ${id === '' ? 'the automatic choice' : id}`, () => {
      assert.equal(successorOf(id, models)?.id, successor);
    });
  }
});

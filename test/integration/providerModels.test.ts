import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ListedModel } from '../../src/core/bedrock/models/modelChoice';
import { modelInformation } from '../../src/vscode/languageModelProvider/modelInformation';
import { modelItems } from '../../src/vscode/models/modelItems';

const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

function listed(id: string, more: Partial<ListedModel> = {}): ListedModel {
  const common = { inferenceProfile: null, automatic: false, legacy: false, images: false } as const;
  return { ...common, id, modelId: id, label: id, provider: 'Anthropic', kind: 'onDemand', ...more };
}

const models = [
  listed(haiku, { label: 'Claude 3 Haiku', legacy: true }),
  listed(`us.${sonnet}`, { label: 'Claude Sonnet 4.5', modelId: sonnet, kind: 'systemProfile' }),
  listed(`global.${sonnet}`, { label: 'Claude Sonnet 4.5', modelId: sonnet, kind: 'systemProfile' }),
  listed('meta.llama3-1-8b-instruct-v1:0', { label: 'Llama 3.1 8B', provider: 'Meta' }),
  listed('new.model-9-v1:0', { label: 'Model 9', provider: 'New', images: true }),
  listed('arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1', {
    label: 'team-blue',
    modelId: sonnet,
    kind: 'applicationProfile',
  }),
];
const listing = { region: 'us-east-1', listedAtMs: 0, models, denied: [] };

describe('The models that VS Code is told of', () => {
  const information = (configured = '') => modelInformation(configured, listing);
  const one = (id: string) => {
    const found = information().find((model) => model.id === id);
    assert.ok(found, `${id} is not there`);
    return found;
  };

  it('are all that the account lists, each once, after the automatic choice', () => {
    const ids = information().map(({ id }) => id);
    assert.deepEqual(ids, ['newest-claude-sonnet', ...models.map(({ id }) => id)]);
  });

  it('begin with the one that is set, listed or not', () => {
    for (const id of [haiku, 'some.model-v1:0']) {
      const ids = information(id).map((model) => model.id);
      assert.equal(ids[0], id);
      assert.equal(ids[1], 'newest-claude-sonnet');
      assert.equal(new Set(ids).size, ids.length);
    }
  });

  it('are there before anything is listed', () => {
    assert.equal(modelInformation('', undefined).length, 1);
    assert.equal(modelInformation(haiku, undefined)[0]?.name, 'Claude 3 Haiku (Bedrock)');
  });

  it('have limits that leave the answer its part of the context', () => {
    const { maxInputTokens, maxOutputTokens } = one(`us.${sonnet}`);
    assert.equal(maxInputTokens + maxOutputTokens, 200_000);
    assert.equal(maxOutputTokens, 50_000);
    const unknown = one('new.model-9-v1:0');
    assert.deepEqual([unknown.maxInputTokens, unknown.maxOutputTokens], [123_904, 4_096]);
  });

  it('say what they are capable of, and what a model nobody knows is listed as', () => {
    assert.deepEqual(one(`us.${sonnet}`).capabilities, { toolCalling: true, imageInput: true });
    // Its tools work without streaming only, which for us is not at all.
    assert.deepEqual(one('meta.llama3-1-8b-instruct-v1:0').capabilities, {
      toolCalling: false,
      imageInput: false,
    });
    assert.deepEqual(one('new.model-9-v1:0').capabilities, { toolCalling: true, imageInput: true });
  });

  it('say where their requests go, so that profiles of one model can be told apart', () => {
    const details = information().map(({ detail }) => detail);
    assert.deepEqual(details, [
      'Amazon Bedrock',
      'us-east-1, legacy',
      'us',
      'global',
      'us-east-1',
      'us-east-1',
      'application profile',
    ]);
  });

  it('are given to whoever asks VS Code, although nobody is signed in', async () => {
    const found = await vscode.lm.selectChatModels({ vendor: 'bedrock-chat' });
    assert.ok(found.some(({ id }) => id === 'newest-claude-sonnet'));
    const [model] = found;
    assert.ok(model !== undefined && (await model.countTokens('How long is this?')) > 0);
  });
});

describe('The lines of Bedrock: Select Model', () => {
  const items = (current: string, recent: readonly string[]) => modelItems(models, { current, recent });
  const labels = (recent: readonly string[]) => items('', recent).map(({ label }) => label);

  it('come by provider, the account’s own profiles first', () => {
    assert.deepEqual(labels([]), [
      'Application inference profiles',
      'team-blue',
      'Anthropic',
      'Claude Sonnet 4.5',
      'Claude Sonnet 4.5',
      'Claude 3 Haiku',
      'Meta',
      'Llama 3.1 8B',
      'New',
      'Model 9',
    ]);
  });

  it('begin with what was chosen last, as far as it is still listed', () => {
    const recent = ['new.model-9-v1:0', 'gone.model-v1:0', haiku];
    assert.deepEqual(labels(recent).slice(0, 4), [
      'Recently used',
      'Model 9',
      'Claude 3 Haiku',
      'Application inference profiles',
    ]);
    assert.equal(labels(recent).filter((label) => label === 'Model 9').length, 1);
  });

  it('say what is known of a model', () => {
    const described = new Map(items(haiku, []).map(({ choice, description }) => [choice, description]));
    assert.equal(described.get(haiku), 'current · legacy · 200K tokens · images · tools');
    assert.equal(described.get('new.model-9-v1:0'), 'limits not known · images');
    assert.equal(described.get('meta.llama3-1-8b-instruct-v1:0'), '128K tokens');
  });
});

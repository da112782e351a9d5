import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ListedModel } from '../../src/core/bedrock/models/modelChoice';
import { modelInformation } from '../../src/vscode/languageModelProvider/modelInformation';
import { modelItems, replacementItems } from '../../src/vscode/models/modelItems';

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

const nowMs = Date.parse('2026-11-29T12:00:00Z');
const endsUtc = '2026-12-31T00:00:00Z';

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

  it('say when they end and what to use instead, and leave out what the account cannot use yet', () => {
    const newer = 'anthropic.claude-sonnet-4-6';
    const ending = [
      listed(sonnet, { label: 'Claude Sonnet 4.5', endsUtc }),
      listed(newer, { label: 'Claude Sonnet 4.6' }),
      listed('anthropic.claude-opus-5', { label: 'Claude Opus 5', access: 'authorization' }),
      listed('meta.llama4-v1:0', { label: 'Llama 4', provider: 'Meta', access: 'subscribes' }),
    ];
    const told = (configured: string) =>
      modelInformation(configured, { ...listing, models: ending }, undefined, nowMs);
    assert.deepEqual(
      told('').map(({ id }) => id),
      ['newest-claude-sonnet', sonnet, newer, 'meta.llama4-v1:0'],
    );
    const [, first] = told('');
    assert.match(first?.detail ?? '', /^us-east-1, ends Dec 31, 2026$/);
    assert.match(first?.tooltip ?? '', /Use Claude Sonnet 4\.6 \(anthropic\.claude-sonnet-4-6\) instead\./);
    // The one that is set stays, with the step that is missing.
    const [set] = told('anthropic.claude-opus-5');
    assert.equal(set?.id, 'anthropic.claude-opus-5');
    assert.match(set.tooltip ?? '', /does not authorize this account for Claude Opus 5 in us-east-1/);
  });

  it('are given to whoever asks VS Code, although nobody is signed in', async () => {
    const found = await vscode.lm.selectChatModels({ vendor: 'bedrock-chat' });
    assert.ok(found.some(({ id }) => id === 'newest-claude-sonnet'));
    const [model] = found;
    assert.ok(model !== undefined && (await model.countTokens('How long is this?')) > 0);
  });
});

describe('The lines of Bedrock: Select Model', () => {
  const items = (current: string, recent: readonly string[]) =>
    modelItems(models, { current, recent, nowMs });
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

  const haiku45 = 'anthropic.claude-haiku-4-5-20251001-v1:0';

  it('offer the successor of a model that ends, by a button and for the one that is set by a line', () => {
    const both = [
      listed(haiku, { label: 'Claude 3 Haiku', endsUtc }),
      listed(haiku45, { label: 'Claude Haiku 4.5' }),
    ];
    const lines = modelItems(both, { current: haiku, recent: [], nowMs });
    const old = lines.find(({ choice }) => choice === haiku);
    assert.match(old?.description ?? '', /^current · ends Dec 31, 2026 · /);
    assert.equal(old?.successor, haiku45);
    assert.equal(old.buttons?.[0]?.tooltip, `Use Claude Haiku 4.5 Instead (${haiku45})`);
    assert.equal(lines.find(({ choice }) => choice === haiku45)?.buttons, undefined);
    const [line] = replacementItems(haiku, both, nowMs);
    assert.deepEqual(
      [line?.label, line?.description, line?.choice],
      ['Use Claude Haiku 4.5 Instead', 'Claude 3 Haiku · ends Dec 31, 2026', haiku45],
    );
    assert.deepEqual(replacementItems(haiku45, both, nowMs), []);
  });

  it('have by themselves, last, what the account cannot use yet, also what was chosen before', () => {
    const some = [
      listed(haiku45, { label: 'Claude Haiku 4.5', access: 'agreement' }),
      listed('meta.llama4-v1:0', { label: 'Llama 4', provider: 'Meta', access: 'subscribes' }),
    ];
    const lines = modelItems(some, { current: '', recent: [haiku45], nowMs });
    assert.deepEqual(
      lines.map(({ label }) => label),
      ['Meta', 'Llama 4', 'Not usable by this account yet', 'Claude Haiku 4.5'],
    );
    assert.match(lines[1]?.description ?? '', /^first call subscribes/);
    assert.match(lines[3]?.description ?? '', /^agreement missing/);
    assert.deepEqual([lines[3]?.choice, lines[3]?.lacking?.id], [undefined, haiku45]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel, type ListedModel } from '../../../../../src/core/bedrock/models/modelChoice';
import { successorOf } from '../../../../../src/core/bedrock/models/successor';

function listed(id: string, more: Partial<ListedModel> = {}): ListedModel {
  const [provider = ''] = id.split('.');
  return { ...configuredModel(id), provider, kind: 'onDemand', legacy: false, ...more };
}

const nowMs = Date.parse('2026-11-29T12:00:00Z');

describe('The successor of a model', () => {
  const models = [
    listed('anthropic.claude-3-haiku-20240307-v1:0', { legacy: true }),
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
      assert.equal(successorOf(id, models, nowMs)?.id, successor);
    });
  }

  const sonnet45 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
  const sonnet46 = 'anthropic.claude-sonnet-4-6';
  const endsUtc = '2026-12-31T00:00:00Z';

  it('is there for an active model that ends within 60 days', () => {
    const ending = listed(sonnet45, { endsUtc });
    assert.equal(successorOf(sonnet45, [ending, listed(sonnet46)], nowMs)?.id, sonnet46);
    assert.equal(successorOf(sonnet45, [ending, listed(sonnet46)], Date.parse('2026-10-01')), undefined);
  });

  it('is none that ends soon itself, or that the account cannot use yet', () => {
    const haiku = 'anthropic.claude-haiku-4-5-20251001-v1:0';
    const own = listed(sonnet45, { legacy: true });
    for (const more of [{ endsUtc }, { legacy: true }, { access: 'authorization' }] as const) {
      const models = [own, listed(sonnet46, more), listed(haiku)];
      assert.equal(successorOf(sonnet45, models, nowMs)?.id, haiku);
    }
    const subscribes = listed(sonnet46, { access: 'subscribes' });
    assert.equal(successorOf(sonnet45, [own, subscribes], nowMs)?.id, sonnet46);
  });

  it('is called in the part of the world in which the model was', () => {
    const profile = (place: string, id: string, more: Partial<ListedModel> = {}) =>
      listed(`${place}.${id}`, { kind: 'systemProfile', ...more });
    const newer = ['global', 'us', 'eu'].map((place) => profile(place, sonnet46));
    const from = (place: string) =>
      successorOf(`${place}.${sonnet45}`, [profile(place, sonnet45, { legacy: true }), ...newer], nowMs)?.id;
    assert.equal(from('eu'), `eu.${sonnet46}`);
    assert.equal(from('us'), `us.${sonnet46}`);
    assert.equal(from('global'), `global.${sonnet46}`);
    // Where there is none of its own part, a part of the world goes before all of it.
    assert.equal(from('apac'), `us.${sonnet46}`);
  });
});

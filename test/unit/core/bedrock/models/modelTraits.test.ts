import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { modelTraits } from '../../../../../src/core/bedrock/models/modelTraits';

describe('modelTraits', () => {
  const sonnet45 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

  it('knows a model by its id, through any geography, and by an ARN that names it', () => {
    for (const id of [
      sonnet45,
      `us.${sonnet45}`,
      `us-gov.${sonnet45}`,
      `global.${sonnet45}`,
      `arn:aws:bedrock:eu-west-1::foundation-model/${sonnet45}`,
      `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${sonnet45}`,
    ]) {
      assert.equal(modelTraits(id).reasoning, 'budget', id);
      assert.equal(modelTraits(id).contextTokens, 200_000, id);
    }
  });

  it('says nothing of what it does not know', () => {
    for (const id of [
      '',
      'someone.new-model-v1:0',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/k3v9qd7x2m4a',
      'notanthropic.claude-sonnet-5',
    ]) {
      assert.deepEqual(modelTraits(id), {}, id);
    }
  });

  it('leaves open of a Claude that is newer than it what differs among Claudes', () => {
    const traits = modelTraits('anthropic.claude-sonnet-9');
    assert.equal(traits.signsReasoning, true);
    assert.equal(traits.temperature, false);
    for (const name of ['reasoning', 'caching', 'maxOutputTokens'] as const) {
      assert.ok(!(name in traits), name);
    }
  });

  it('tells the generations of Claude apart', () => {
    const facts = (id: string) => {
      const { reasoning, temperature, requiredTools, caching } = modelTraits(`anthropic.claude-${id}`);
      return [reasoning, temperature, requiredTools, caching?.minTokens, caching?.oneHour];
    };
    assert.deepEqual(facts('3-haiku-20240307-v1:0'), ['none', true, true, undefined, undefined]);
    assert.deepEqual(facts('3-7-sonnet-20250219-v1:0'), ['budget', true, true, 1_024, false]);
    assert.deepEqual(facts('sonnet-4-20250514-v1:0'), ['budget', true, true, 1_024, false]);
    assert.deepEqual(facts('opus-4-1-20250805-v1:0'), ['budget', true, true, 1_024, false]);
    assert.deepEqual(facts('haiku-4-5-20251001-v1:0'), ['budget', true, true, 4_096, true]);
    assert.deepEqual(facts('opus-4-6-v1'), ['adaptive', true, true, 4_096, false]);
    assert.deepEqual(facts('opus-4-7'), ['adaptive', false, true, 2_048, true]);
    assert.deepEqual(facts('sonnet-5'), ['adaptive', false, true, 1_024, true]);
    assert.deepEqual(facts('opus-5'), ['adaptive', false, true, 512, true]);
    assert.deepEqual(facts('sonnet-5-5'), ['adaptive', false, false, 1_024, true]);
  });

  it('tells other families apart by what differs in them', () => {
    assert.equal(modelTraits('amazon.nova-2-lite-v1:0').reasoning, 'novaEffort');
    assert.equal(modelTraits('us.amazon.nova-micro-v1:0').images, false);
    assert.equal(modelTraits('amazon.nova-pro-v1:0').caching?.tools, false);
    assert.equal(modelTraits('meta.llama3-3-70b-instruct-v1:0').tools, 'converse');
    assert.equal(modelTraits('meta.llama3-8b-instruct-v1:0').contextTokens, 8_000);
    assert.equal(modelTraits('mistral.mistral-7b-instruct-v0:2').system, false);
    assert.equal(modelTraits('openai.gpt-oss-120b-1:0').reasoning, 'openAiEffort');
    assert.equal(modelTraits('qwen.qwen3-vl-235b-a22b').images, true);
    assert.equal(modelTraits('qwen.qwen3-coder-480b-a35b-v1:0').images, false);
  });

  // models.dev (MIT) and AWS's model cards, July to November 2026.
  const contexts: readonly (readonly [string, number])[] = [
    ['amazon.nova-2-lite-v1:0', 1_000_000],
    ['amazon.nova-lite-v1:0', 300_000],
    ['amazon.nova-micro-v1:0', 128_000],
    ['us.anthropic.claude-fable-5', 1_000_000],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 200_000],
    ['anthropic.claude-haiku-5-5', 1_000_000],
    ['us.anthropic.claude-opus-4-1-20250805-v1:0', 200_000],
    ['anthropic.claude-opus-4-6-v1', 1_000_000],
    ['anthropic.claude-sonnet-4-6', 1_000_000],
    ['anthropic.claude-someday-7', 1_000_000],
    ['deepseek.r1-v1:0', 128_000],
    ['deepseek.v3-v1:0', 163_840],
    ['deepseek.v3.2', 164_000],
    ['meta.llama3-3-70b-instruct-v1:0', 128_000],
    ['us.meta.llama4-maverick-17b-instruct-v1:0', 1_000_000],
    ['us.meta.llama4-scout-17b-instruct-v1:0', 3_500_000],
    ['minimax.minimax-m2', 204_608],
    ['minimax.minimax-m2.1', 204_800],
    ['mistral.pixtral-large-2502-v1:0', 128_000],
    ['moonshot.kimi-k2-thinking', 262_143],
    ['moonshotai.kimi-k2.5', 262_143],
    ['openai.gpt-oss-120b-1:0', 128_000],
    ['qwen.qwen3-235b-a22b-2507-v1:0', 262_144],
    ['qwen.qwen3-32b-v1:0', 16_384],
    ['qwen.qwen3-coder-30b-a3b-v1:0', 262_144],
    ['qwen.qwen3-coder-480b-a35b-v1:0', 131_072],
    ['qwen.qwen3-next-80b-a3b', 262_000],
    ['qwen.qwen3-vl-235b-a22b', 262_000],
  ];
  it('takes no model for one that reads less than it does: what a call may cost is cut at that', () => {
    for (const [id, tokens] of contexts) {
      const known = modelTraits(id).contextTokens ?? Infinity;
      assert.ok(known >= tokens, `${id}: ${known} of ${tokens}`);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { modelTraits } from '../../src/core/bedrock/models/modelTraits';
import { nameFromId } from '../../src/core/bedrock/models/modelNames';
import { parseModelId } from '../../src/core/bedrock/models/modelId';
import { modelRows } from './bedrock/modelData';
import { modelTable } from './support/modelTable';

/* Every geography that AWS has a profile of, whichever models are in it today. */
const geographies = ['us', 'eu', 'apac', 'au', 'jp', 'ca', 'us-gov', 'global'];

/** Every way of writing a model, as `modelId` takes it, and the profile among them. */
function writings(id: string): (readonly [written: string, geography: string | undefined])[] {
  return [
    [id, undefined],
    [`arn:aws:bedrock:us-east-1::foundation-model/${id}`, undefined],
    [`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${id}`, undefined],
    [`arn:aws-cn:bedrock:cn-north-1::foundation-model/${id}`, undefined],
    ...geographies.flatMap((geography) => [
      [`${geography}.${id}`, geography] as const,
      [`arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${geography}.${id}`, geography] as const,
    ]),
  ];
}

/** Words of a name, without what only some write: the vendor, and how a model was trained or packed. */
function words(name: string): string[] {
  const plain = name.toLowerCase().replace(/\((\d\d)\.(\d\d)\)/, '$1$2');
  const unsaid = [
    'google',
    'nvidia',
    'qwen',
    'instruct',
    'it',
    'dense',
    'bf16',
    'vl',
    'a12b',
    '675b',
    '3.0',
    '3',
  ];
  return (plain.match(/[a-z0-9.]+/g) ?? []).filter((word) => !unsaid.includes(word)).sort();
}

describe('The id of a model', () => {
  it('is told from a profile’s, for every model, geography and ARN', () => {
    for (const [id] of modelTable) {
      for (const [written, geography] of writings(id)) {
        const { modelId, inferenceProfile } = configuredModel(written);
        assert.equal(modelId, id, written);
        assert.equal(inferenceProfile, geography === undefined ? null : written, written);
        assert.equal(parseModelId(written).geography, geography, written);
      }
    }
  });

  it('gives the model the name that its vendor does', () => {
    for (const [id, name] of modelTable) {
      for (const [written] of writings(id)) {
        const label = nameFromId(written);
        assert.deepEqual(words(label), words(name), `${written}: ${label}, not ${name}`);
        assert.match(label, /^[A-Z].*[A-Za-z]{2}/, `${written}: ${label}`);
      }
    }
  });

  it('gives a model the same facts however it is written', () => {
    for (const [id] of modelTable) {
      for (const [written] of writings(id)) {
        assert.deepEqual(modelTraits(written), modelTraits(id), written);
      }
    }
  });

  it('tells how much the model reads, wherever a list says it', () => {
    for (const [id, { context }] of Object.entries(modelRows)) {
      for (const [written] of writings(id)) {
        const { contextTokens } = modelTraits(written);
        assert.ok(context === undefined || contextTokens !== undefined, written);
      }
    }
  });

  it('is read where neither vendor nor geography is known yet', () => {
    for (const [written, modelId, geography] of [
      ['newlab.alpha-2.5', 'newlab.alpha-2.5', undefined],
      ['newlab.alpha-2.5-flash-v1:0', 'newlab.alpha-2.5-flash-v1:0', undefined],
      ['us.newlab.alpha-2.5', 'newlab.alpha-2.5', 'us'],
      ['global.newlab.alpha-2', 'newlab.alpha-2', 'global'],
      ['mx.anthropic.claude-sonnet-5', 'anthropic.claude-sonnet-5', 'mx'],
      ['emea.amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0', 'emea'],
      ['mx.newlab.alpha-2', 'newlab.alpha-2', 'mx'],
      ['twelvelabs.pegasus-1-2-v1:0', 'twelvelabs.pegasus-1-2-v1:0', undefined],
      ['eu.twelvelabs.pegasus-1-2-v1:0', 'twelvelabs.pegasus-1-2-v1:0', 'eu'],
      ['ai21.jamba-1-5-mini-v1:0', 'ai21.jamba-1-5-mini-v1:0', undefined],
      ['amazon.titan-text-lite-v1:0:4k', 'amazon.titan-text-lite-v1:0:4k', undefined],
      ['gpt-5.5', 'gpt-5.5', undefined],
      ['model', 'model', undefined],
    ] as const) {
      const read = parseModelId(written);
      assert.deepEqual([read.modelId, read.geography], [modelId, geography], written);
    }
  });

  it('has names for what is on no list', () => {
    for (const [written, name] of [
      ['newlab.alpha-2.5-flash', 'Alpha 2.5 Flash'],
      ['us.newlab.alpha-2.5-flash', 'Alpha 2.5 Flash'],
      ['twelvelabs.pegasus-1-2-v1:0', 'Pegasus 1.2'],
      ['ai21.jamba-1-5-mini-v1:0', 'Jamba 1.5 Mini'],
      ['mistral.mixtral-8x7b-instruct-v0:1', 'Mixtral 8x7B Instruct'],
      ['anthropic.claude-v2:1', 'Claude'],
      ['anthropic.claude-instant-v1', 'Claude Instant'],
      ['us.anthropic.claude-mythos-preview', 'Claude Mythos Preview'],
    ] as const) {
      assert.equal(nameFromId(written), name);
    }
  });
});

describe('The ARN of a model', () => {
  const arn = (rest: string) => `arn:aws:bedrock:eu-west-1:111122223333:${rest}`;

  it('is read in its parts', () => {
    assert.deepEqual(
      parseModelId(
        'arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.openai.gpt-5.6-sol',
      ),
      {
        kind: 'systemProfile',
        modelId: 'openai.gpt-5.6-sol',
        profileId: 'us-gov.openai.gpt-5.6-sol',
        geography: 'us-gov',
        partition: 'aws-us-gov',
        region: 'us-gov-west-1',
        account: '111122223333',
      },
    );
  });

  it('tells what it stands for, and names no model where it does not say', () => {
    const kinds = {
      [arn('application-inference-profile/a1b2c3d4e5f6')]: 'applicationProfile',
      [arn('provisioned-model/a1b2c3d4e5f6')]: 'provisionedModel',
      [arn('custom-model-deployment/a1b2c3d4e5f6')]: 'customModelDeployment',
      [arn('imported-model/a1b2c3d4e5f6')]: 'importedModel',
      [arn('prompt/A1B2C3D4E5:2')]: 'prompt',
      [arn('default-prompt-router/anthropic.claude:1')]: 'promptRouter',
      [arn('prompt-router/a1b2c3d4e5f6')]: 'promptRouter',
      [arn('marketplace/model-endpoint/all-access')]: 'marketplaceEndpoint',
      'arn:aws:sagemaker:us-east-1:111122223333:endpoint/my-endpoint': 'marketplaceEndpoint',
      [arn('guardrail/a1b2c3d4e5f6')]: 'unknown',
      'arn:aws:s3:::bucket/key': 'unknown',
      'arn:aws:bedrock': 'unknown',
      'arn:': 'unknown',
    };
    for (const [written, kind] of Object.entries(kinds)) {
      const read = parseModelId(written);
      assert.equal(read.kind, kind, written);
      assert.equal(read.modelId, undefined, written);
      assert.equal(configuredModel(written).modelId, written);
    }
  });

  it('of a custom model tells the facts of the one it was made from, but not that its price is the same', () => {
    const written = arn('custom-model/amazon.nova-lite-v1:0:300k/a1b2c3d4e5f6');
    const { modelId, inferenceProfile } = configuredModel(written);
    assert.deepEqual([modelId, inferenceProfile], ['amazon.nova-lite-v1:0:300k', written]);
    assert.deepEqual(modelTraits(written), modelTraits('amazon.nova-lite-v1:0'));
    assert.equal(nameFromId(written), 'Nova Lite');
  });
});

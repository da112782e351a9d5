import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HeaderSource } from '../../src/core/chat/headerSource';
import { pricer } from '../../src/core/spending/pricer';
import { refuses, says } from './bedrock';
import { engineOnWorld } from './support/engineOnWorld';

/* The settings say us-east-1. */
const claude = 'anthropic.claude-3-haiku-20240307-v1:0';
const nova = 'amazon.nova-lite-v1:0';
const inIreland = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0`;

describe('A model that is named by an ARN', () => {
  const { world, test } = engineOnWorld();

  async function askedIn(model: string): Promise<{ wire: unknown; record: unknown; event: unknown }> {
    const { events } = await test().ask('Hello', { model });
    const said = events.find(({ type }) => type === 'model');
    return {
      wire: world().requests.at(-1)?.region,
      record: test().invocations.at(-1)?.region,
      event: said?.type === 'model' ? said.region : undefined,
    };
  }

  for (const [model, region] of [
    [inIreland, 'eu-west-1'],
    [`arn:aws:bedrock:eu-central-1::foundation-model/${claude}`, 'eu-central-1'],
    [`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${claude}`, 'us-gov-west-1'],
    ['arn:aws:bedrock:ap-south-1:111122223333:provisioned-model/a1b2c3d4e5f6', 'ap-south-1'],
    ['arn:aws:bedrock:eu-west-2:111122223333:imported-model/a1b2c3d4e5f6', 'eu-west-2'],
    ['arn:aws:sagemaker:eu-west-3:111122223333:endpoint/jumpstart-model', 'eu-west-3'],
    [claude, 'us-east-1'],
    [`eu.${claude}`, 'us-east-1'],
  ] as const) {
    it(`is asked in its region, which is on record: ${model}`, async () => {
      assert.deepEqual(await askedIn(model), { wire: region, record: region, event: region });
    });
  }

  it('is asked in the region of the settings where its own can be no region', async () => {
    for (const region of ['evil.example.com#', 'eu-west-1.evil.example', '', '..', 'EU-WEST-1']) {
      await test().ask('Hello', { model: `arn:aws:bedrock:${region}::foundation-model/${claude}` });
    }
    assert.deepEqual([...new Set(world().requests.map(({ region }) => region))], ['us-east-1']);
  });

  it('has the price of its region', async () => {
    const costs: (number | undefined)[] = [];
    test().price = (call) => {
      const cost = pricer({ own: () => ({}) })(call);
      costs.push(cost?.usd);
      return cost;
    };
    const usage = { inputTokens: 1_000_000, outputTokens: 1 };
    const arn = (region: string) => `arn:aws:bedrock:${region}::foundation-model/${nova}`;
    for (const region of ['us-west-2', 'eu-west-1']) {
      world().reply(says('Hi', { usage }));
      await test().ask('Hello', { model: arn(region) });
    }
    const [american, european] = test().invocations.map(({ cost_usd: usd }) => usd);
    assert.ok(Math.abs((american ?? 0) - 0.06) < 1e-6, String(american));
    // Nova's prices are listed for the United States alone.
    assert.equal(european, null);
  });

  it('is asked about in its region, where it is a profile of the account’s own', async () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6';
    await test().ask('Hello', { model: arn });
    const asked = world().requests.filter(({ operation }) => operation === 'GetInferenceProfile');
    assert.deepEqual(
      asked.map(({ region }) => region),
      ['eu-west-1'],
    );
  });

  it('answers from its region in place of one that is throttled', async () => {
    test().connection = { ...test().connection, retryMaxAttempts: 1 };
    test().settings = { ...test().settings, fallbackModel: inIreland };
    world().reply(
      refuses({ status: 429, name: 'ThrottlingException', message: 'Too many requests, please wait.' }),
      says('From Ireland.'),
    );
    const { text } = await test().ask('Hello');
    assert.equal(text, 'From Ireland.');
    assert.equal(world().requests.at(-1)?.region, 'eu-west-1');
    assert.deepEqual(
      test().invocations.map(({ region }) => region),
      ['us-east-1', 'eu-west-1'],
    );
  });

  it('of a region that the account has not enabled is told from keys that are wrong', async () => {
    test().connection = { ...test().connection, retryMaxAttempts: 1 };
    const refusal = {
      status: 403,
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    const sentences: string[] = [];
    for (const region of ['af-south-1', 'eu-west-1']) {
      world().reply(refuses(refusal));
      const model = `arn:aws:bedrock:${region}::foundation-model/${claude}`;
      const { outcome } = await test().ask('Hello', { model });
      assert.ok(outcome.type === 'called');
      sentences.push(outcome.problem?.message ?? '');
    }
    assert.match(sentences[0] ?? '', /not enabled that region/);
    assert.match(sentences[0] ?? '', /af-south-1/);
    assert.doesNotMatch(sentences[1] ?? '', /enabled/);
  });

  it('shows its region in the panel’s header', async () => {
    const header = new HeaderSource({
      connections: test().connections,
      catalog: test().catalog,
      model: () => inIreland,
      region: () => Promise.resolve('us-east-1'),
    });
    assert.equal((await header.fromSettings()).region, 'eu-west-1');
    assert.equal((await header.fromAccount()).region, 'eu-west-1');
  });
});

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { ListedModel } from '../../src/core/bedrock/models/modelChoice';
import { gives, modelSummary, profileSummary, refuses, silent, type ControlReply } from './bedrock';
import { engineOnWorld } from './support/engineOnWorld';

const sonnet46 = 'anthropic.claude-sonnet-4-6';
const sonnet45 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const nova = 'amazon.nova-2-lite-v1:0';
const dayMs = 24 * 60 * 60 * 1000;

/** AWS's answer about a model that is in order. */
const inOrder = {
  agreementAvailability: { status: 'AVAILABLE' },
  authorizationStatus: 'AUTHORIZED',
  entitlementAvailability: 'AVAILABLE',
  regionAvailability: 'AVAILABLE',
};
const notSubscribed = { ...inOrder, agreementAvailability: { status: 'NOT_AVAILABLE' } };

const endsIn = (days: number) => ({
  modelLifecycle: { status: 'ACTIVE', endOfLifeTime: new Date(Date.now() + days * dayMs).toISOString() },
});

describe('Models that end, and models that the account does not get', () => {
  const { world, test } = engineOnWorld();

  beforeEach(() => {
    test().settings = { ...test().settings, model: '' };
    test().connection = { ...test().connection, retryMaxAttempts: 2 };
  });

  /** The account lists these models, each also as its profile of the United States. */
  function lists(models: Readonly<Record<string, object>>): void {
    const ids = Object.keys(models);
    const modelSummaries = Object.entries(models).map(([id, more]) => modelSummary(id, 'us-east-1', more));
    world().control('ListFoundationModels', gives({ modelSummaries }));
    const profiles = ids.map((id) => profileSummary(`us.${id}`));
    world().control('ListInferenceProfiles', ({ query }) =>
      gives({ inferenceProfileSummaries: Object.values(query).includes('APPLICATION') ? [] : profiles }),
    );
  }

  /** AWS says this of models; of all others, that they are in order. */
  function saysOf(answers: Readonly<Record<string, object>>): void {
    world().control('GetFoundationModelAvailability', ({ resource = '' }) =>
      gives({ ...inOrder, ...answers[resource], modelId: resource }),
    );
  }

  async function choice(): Promise<{ asked: string | undefined; sentence: string; steps: string[] }> {
    const { outcome } = await test().ask('Hello');
    const problem = outcome.type === 'cancelled' ? undefined : outcome.problem;
    return {
      asked: world().requests.find(({ operation }) => operation === 'ConverseStream')?.modelId,
      sentence: problem?.message ?? '',
      steps: (problem?.actions ?? []).map(({ id }) => id),
    };
  }

  async function listed(id: string): Promise<ListedModel> {
    const { models } = await test().catalog.refresh(await test().connections.current());
    const model = models.find((each) => each.id === `us.${id}`);
    assert.ok(model, `${id} is not listed`);
    return model;
  }

  const asked = () =>
    world().requests.filter(({ operation }) => operation === 'GetFoundationModelAvailability').length;

  it('an active model that ends in six weeks is not chosen, since models of 2026 are legacy for as little', async () => {
    lists({ [sonnet46]: endsIn(42), [sonnet45]: {} });
    assert.equal((await choice()).asked, `us.${sonnet45}`);
  });

  it('where all of Claude ends soon, none is chosen, and the user is told to choose', async () => {
    lists({ [sonnet46]: endsIn(42), [sonnet45]: { modelLifecycle: { status: 'LEGACY' } } });
    const { asked: id, sentence, steps } = await choice();
    assert.equal(id, undefined);
    assert.match(sentence, /legacy or ends within 60 days/);
    assert.match(sentence, /Choose a model/);
    assert.ok(steps.includes('chooseModel'));
  });

  it('a profile ends with its model, although AWS lists the profile as active', async () => {
    const end = endsIn(30);
    lists({ [sonnet46]: end, [sonnet45]: {} });
    assert.equal((await listed(sonnet46)).endsUtc, end.modelLifecycle.endOfLifeTime);
    assert.equal((await listed(sonnet45)).endsUtc, undefined);
  });

  it('a model that the account is not authorized for is kept apart, and another is chosen', async () => {
    lists({ [sonnet46]: {}, [sonnet45]: {} });
    saysOf({ [sonnet46]: { ...notSubscribed, authorizationStatus: 'NOT_AUTHORIZED' } });
    assert.equal((await choice()).asked, `us.${sonnet45}`);
    assert.equal((await listed(sonnet46)).access, 'authorization');
  });

  it('where the account gets no Claude, none is chosen, and the user is told where the step is named', async () => {
    lists({ [sonnet46]: {} });
    saysOf({ [sonnet46]: { authorizationStatus: 'NOT_AUTHORIZED' } });
    const { asked: id, sentence, steps } = await choice();
    assert.equal(id, undefined);
    assert.match(sentence, /no Claude in us-east-1 that can be used by this account yet/);
    assert.ok(steps.includes('chooseModel'));
  });

  it('a model without an agreement is chosen all the same, since the first call makes one', async () => {
    lists({ [sonnet46]: {}, [sonnet45]: {} });
    saysOf({ [sonnet46]: notSubscribed });
    assert.equal((await choice()).asked, `us.${sonnet46}`);
    assert.equal((await listed(sonnet46)).access, 'subscribes');
  });

  it('Amazon’s own models, which some accounts are told are not authorized, stay where they are', async () => {
    lists({ [nova]: {} });
    saysOf({ [nova]: { ...notSubscribed, authorizationStatus: 'NOT_AUTHORIZED' } });
    assert.equal((await listed(nova)).access, undefined);
  });

  it('a model that AWS says is in order and then refuses has its own sentence, and stays listed', async () => {
    lists({ [sonnet46]: {} });
    saysOf({});
    const message = `${sonnet46} is not available for this account. Contact AWS Sales.`;
    world().reply(refuses({ status: 403, name: 'AccessDeniedException', message }));
    assert.match((await choice()).sentence, /is not offered to this AWS account/);
    assert.equal((await listed(sonnet46)).access, undefined);
  });

  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_none, index) => [`vendor.model-${index}-v1:0`, {}]),
  );
  const failures: readonly (readonly [string, ControlReply])[] = [
    [
      'the permission is missing',
      refuses({
        status: 403,
        name: 'AccessDeniedException',
        message:
          'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: bedrock:GetFoundationModelAvailability',
      }),
    ],
    [
      'the endpoint does not know it',
      refuses({ status: 404, name: 'UnknownOperationException', message: '' }),
    ],
    ['it is throttled', refuses({ status: 429, name: 'ThrottlingException', message: 'Rate exceeded' })],
    ['nobody answers', silent(20_000)],
  ];
  for (const [name, reply] of failures) {
    it(`nothing is known, and nothing kept apart, where ${name}`, async () => {
      lists({ [sonnet46]: {}, ...many });
      world().control('GetFoundationModelAvailability', reply);
      const startedMs = Date.now();
      assert.equal((await choice()).asked, `us.${sonnet46}`);
      assert.ok(Date.now() - startedMs < 10_000);
      assert.ok(asked() > 0 && asked() < 20, `${asked()} requests`);
      assert.equal((await listed(sonnet46)).access, undefined);
    });
  }
});

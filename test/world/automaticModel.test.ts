import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { gives, modelSummary, profileSummary, refuses, type ControlReply } from './bedrock';
import { engineOnWorld } from './support/engineOnWorld';

const sonnet46 = 'anthropic.claude-sonnet-4-6';
const sonnet45 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const haiku45 = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const haiku3 = 'anthropic.claude-3-haiku-20240307-v1:0';
const opus = 'anthropic.claude-opus-5';
const gemma = 'google.gemma-3-4b-it';
const nova = 'amazon.nova-lite-v1:0';
const legacy = { modelLifecycle: { status: 'LEGACY' } };
const ended = { modelLifecycle: { status: 'ACTIVE', endOfLifeTime: '2026-01-15T00:00:00Z' } };
const ends = { modelLifecycle: { status: 'ACTIVE', endOfLifeTime: '2099-01-15T00:00:00Z' } };

/** A refusal as IAM words it. */
const denies = (action: string) =>
  refuses({
    status: 403,
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  });

describe('The automatic choice of a model', () => {
  const { world, test } = engineOnWorld();

  beforeEach(() => {
    test().settings = { ...test().settings, model: '' };
    test().connection = { ...test().connection, retryMaxAttempts: 2 };
  });

  function lists(models: readonly (readonly [string, object?])[], profiles: readonly string[]): void {
    world().control(
      'ListFoundationModels',
      gives({ modelSummaries: models.map(([id, more]) => modelSummary(id, 'us-east-1', more)) }),
    );
    listsProfiles(gives({ inferenceProfileSummaries: profiles.map((id) => profileSummary(id)) }));
  }

  function listsProfiles(reply: ControlReply): void {
    world().control('ListInferenceProfiles', ({ query }) =>
      Object.values(query).includes('APPLICATION') ? gives({ inferenceProfileSummaries: [] }) : reply,
    );
  }

  /** The model that was asked, or the sentence that was said instead. */
  async function choice(): Promise<{ asked: string | undefined; sentence: string; steps: string[] }> {
    const { outcome } = await test().ask('Hello');
    const problem = outcome.type === 'cancelled' ? undefined : outcome.problem;
    return {
      asked: world().requests.find(({ operation }) => operation === 'ConverseStream')?.modelId,
      sentence: problem?.message ?? '',
      steps: (problem?.actions ?? []).map(({ id }) => id),
    };
  }

  for (const [name, models, profiles, asked] of [
    [
      'the newest active Sonnet, not a newer one that is legacy',
      [[sonnet46, legacy], [sonnet45]],
      [`us.${sonnet46}`, `us.${sonnet45}`],
      `us.${sonnet45}`,
    ],
    [
      'an active Claude where every Sonnet is legacy',
      [[sonnet46, legacy], [sonnet45, legacy], [haiku45]],
      [`us.${sonnet46}`, `us.${sonnet45}`, `us.${haiku45}`],
      `us.${haiku45}`,
    ],
    [
      'no Sonnet that is past its end, whatever its status says',
      [[sonnet46, ended], [haiku45]],
      [`us.${sonnet46}`, `us.${haiku45}`],
      `us.${haiku45}`,
    ],
    [
      'a Sonnet whose end is yet to come',
      [[sonnet46, ends], [haiku45]],
      [`us.${sonnet46}`, `us.${haiku45}`],
      `us.${sonnet46}`,
    ],
    [
      'Sonnet before a dearer one that is newer',
      [[sonnet46], [opus]],
      [`us.${sonnet46}`, `us.${opus}`],
      `us.${sonnet46}`,
    ],
    [
      'its geography before the whole world',
      [[sonnet46]],
      [`global.${sonnet46}`, `us.${sonnet46}`],
      `us.${sonnet46}`,
    ],
  ] as const) {
    it(`takes ${name}`, async () => {
      lists(models, profiles);
      assert.equal((await choice()).asked, asked);
    });
  }

  it('takes none where all of Claude is legacy, and says that the choice is the user’s', async () => {
    lists(
      [
        [sonnet46, legacy],
        [sonnet45, legacy],
      ],
      [`us.${sonnet46}`, `us.${sonnet45}`],
    );
    const { asked, sentence, steps } = await choice();
    assert.equal(asked, undefined);
    assert.match(sentence, /Each Claude .* in us-east-1 is legacy/);
    assert.ok(steps.includes('chooseModel'));
  });

  it('takes no other vendor’s model, and says that the choice is the user’s', async () => {
    lists([[gemma], [nova], ['openai.gpt-oss-120b-1:0']], []);
    const { asked, sentence, steps } = await choice();
    assert.equal(asked, undefined);
    assert.match(sentence, /no Claude in us-east-1/);
    assert.ok(steps.includes('chooseModel'));
  });

  it('says that nothing is listed where nothing is', async () => {
    lists([], []);
    const { asked, sentence, steps } = await choice();
    assert.equal(asked, undefined);
    assert.match(sentence, /no chat model in us-east-1/);
    assert.ok(steps.includes('chooseModel'));
  });

  for (const message of [undefined, 'Access denied by an administrator.', '']) {
    it(`names the permission that listing models lacks${message === undefined ? '' : `, where AWS says “${message}”`}`, async () => {
      const denied = denies('bedrock:ListFoundationModels');
      world().control('ListFoundationModels', message === undefined ? denied : { ...denied, message });
      const { asked, sentence, steps } = await choice();
      assert.equal(asked, undefined);
      assert.match(sentence, /bedrock:ListFoundationModels/);
      assert.match(sentence, /type a model id/);
      assert.doesNotMatch(sentence, /Invoke/);
      assert.ok(steps.includes('chooseModel'));
    });
  }

  it('names it where neither models nor profiles may be listed', async () => {
    world().control('ListFoundationModels', denies('bedrock:ListFoundationModels'));
    world().control('ListInferenceProfiles', denies('bedrock:ListInferenceProfiles'));
    const { sentence } = await choice();
    assert.match(sentence, /bedrock:ListFoundationModels/);
  });

  it('names the permission that listing profiles lacks, and takes no vendor’s model that needs none', async () => {
    lists([[sonnet46], [gemma], [nova]], []);
    world().control('ListInferenceProfiles', denies('bedrock:ListInferenceProfiles'));
    const { asked, sentence, steps } = await choice();
    assert.equal(asked, undefined);
    assert.match(sentence, /bedrock:ListInferenceProfiles/);
    assert.ok(steps.includes('chooseModel'));
  });

  it('takes an active Claude that needs no profile where profiles may not be listed, and no legacy one', async () => {
    lists([[sonnet46], [haiku3], [gemma]], []);
    world().control('ListInferenceProfiles', denies('bedrock:ListInferenceProfiles'));
    assert.equal((await choice()).asked, haiku3);
    test().connections.invalidate();
    lists([[sonnet46], [haiku3, legacy], [gemma]], []);
    world().control('ListInferenceProfiles', denies('bedrock:ListInferenceProfiles'));
    assert.match((await choice()).sentence, /bedrock:ListInferenceProfiles/);
  });

  it('works once the permission is there, without a new sign-in', async () => {
    world().control('ListFoundationModels', denies('bedrock:ListFoundationModels'));
    assert.equal((await choice()).asked, undefined);
    lists([[sonnet46]], [`us.${sonnet46}`]);
    assert.equal((await choice()).asked, `us.${sonnet46}`);
  });

  for (const operation of ['ListFoundationModels', 'ListInferenceProfiles']) {
    it(`says that ${operation} is throttled, takes nothing from half a list, and works afterwards`, async () => {
      lists([[sonnet46], [haiku3]], [`us.${sonnet46}`]);
      const throttled = { status: 429, name: 'ThrottlingException', message: 'Rate exceeded' };
      world().control(operation, refuses(throttled));
      const { asked, steps } = await choice();
      assert.equal(asked, undefined);
      assert.ok(steps.includes('retry'));
      lists([[sonnet46], [haiku3]], [`us.${sonnet46}`]);
      assert.equal((await choice()).asked, `us.${sonnet46}`);
    });
  }

  it('reads every page of the profiles, and takes nothing where one is missing', async () => {
    lists([[sonnet46], [haiku45]], []);
    const pages: Record<string, ControlReply> = {
      '': gives({ inferenceProfileSummaries: [profileSummary(`us.${haiku45}`)], nextToken: 'two' }),
      two: gives({ inferenceProfileSummaries: [profileSummary(`us.${sonnet46}`)] }),
    };
    world().control('ListInferenceProfiles', ({ query }) => {
      const isSystem = !Object.values(query).includes('APPLICATION');
      return (isSystem && pages[query['nextToken'] ?? '']) || gives({ inferenceProfileSummaries: [] });
    });
    assert.equal((await choice()).asked, `us.${sonnet46}`);
    test().connections.invalidate();
    const before = world().requests.length;
    pages['two'] = refuses({ status: 500, name: 'InternalServerException', message: 'Unexpected.' });
    const { outcome } = await test().ask('Hello');
    assert.equal(outcome.type, 'notCalled');
    assert.ok(
      world()
        .requests.slice(before)
        .every(({ operation }) => operation !== 'ConverseStream'),
    );
  });
});

describe('A list of models', () => {
  const { world, test } = engineOnWorld();
  const listed = async () => test().catalog.refresh(await test().connections.current());

  it('offers no model that needs a profile where profiles may not be listed, and says which permission is missing', async () => {
    world().control('ListInferenceProfiles', denies('bedrock:ListInferenceProfiles'));
    const { models, denied } = await listed();
    assert.deepEqual(denied, ['bedrock:ListInferenceProfiles']);
    assert.ok(models.some(({ id }) => id === haiku3));
    assert.ok(models.every(({ id }) => id !== sonnet46 && id !== haiku45));
  });

  it('offers the profiles by their names where models may not be listed, and says which permission is missing', async () => {
    world().control('ListFoundationModels', denies('bedrock:ListFoundationModels'));
    const { models, denied } = await listed();
    assert.deepEqual(denied, ['bedrock:ListFoundationModels']);
    const one = models.find(({ id }) => id === `us.${sonnet46}`);
    assert.deepEqual([one?.label, one?.provider, one?.modelId], ['Claude Sonnet 4.6', 'Anthropic', sonnet46]);
    assert.ok(models.every(({ kind }) => kind === 'systemProfile'));
  });

  it('is whole otherwise', async () => {
    const { models, denied } = await listed();
    assert.deepEqual(denied, []);
    assert.ok(models.some(({ id }) => id === `us.${sonnet46}`));
  });
});

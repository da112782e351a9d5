import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { ModelCatalog } from '../../src/core/bedrock/models/modelCatalog';
import { noOwnModels, type OwnModels } from '../../src/core/bedrock/models/ownModels';
import { ChatEngine } from '../../src/core/chat/chatEngine';
import type { ChatEvent, Question } from '../../src/core/chat/question';
import { textMessage } from '../../src/core/bedrock/content';
import { pricer } from '../../src/core/spending/pricer';
import { gives, refuses, says } from './bedrock';
import { engineOnWorld } from './support/engineOnWorld';

const account = 'arn:aws:bedrock:us-east-1:111122223333';
const arn = `${account}:application-inference-profile/q7w8e9r0t1y2`;
const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const million = { inputTokens: 1_000_000, outputTokens: 1 };

/* IAM's words. */
const denied = refuses({
  status: 403,
  name: 'AccessDeniedException',
  message: `User: arn:aws:sts::111122223333:assumed-role/dev/leo is not authorized to perform: bedrock:GetInferenceProfile on resource: ${arn} because no identity-based policy allows the bedrock:GetInferenceProfile action`,
});

describe('An inference profile of the account’s own', () => {
  const { world, test } = engineOnWorld();
  let own: OwnModels;
  let admitted: (number | undefined)[];
  let engine: ChatEngine;

  beforeEach(() => {
    own = noOwnModels;
    admitted = [];
    engine = new ChatEngine({
      connections: test().connections,
      catalog: new ModelCatalog(undefined, () => own),
      settings: () => test().settings,
      observer: (event) => test().events.push(event),
      price: pricer({ own: () => ({}) }),
      budget: {
        admit: (maxCostUsd) => {
          admitted.push(maxCostUsd);
          return Promise.resolve({ dispose: () => undefined });
        },
      },
    });
  });

  /** Says what the profile's model may answer in, as GetInferenceProfile does. */
  function leadsTo(modelId: string, regions: readonly string[]): void {
    world().profileLeadsTo(arn, modelId);
    world().control(
      'GetInferenceProfile',
      gives({
        inferenceProfileName: 'dev-chat',
        inferenceProfileArn: arn,
        inferenceProfileId: 'q7w8e9r0t1y2',
        status: 'ACTIVE',
        type: 'APPLICATION',
        models: regions.map((region) => ({
          modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}`,
        })),
      }),
    );
  }

  async function ask(
    model = arn,
    more: Partial<Question> = {},
  ): Promise<{ usd: number | null; texts: string[] }> {
    const events: ChatEvent[] = [];
    world().reply(says('Hi', { usage: million }));
    await engine.ask({
      surface: 'panel',
      conversationId: null,
      messages: [textMessage('user', 'Hello')],
      signal: new AbortController().signal,
      model,
      ...more,
      onEvent: (event) => events.push(event),
    });
    const usd = test().invocations.at(-1)?.cost_usd ?? null;
    const texts = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
    return { usd: usd === null ? null : Number(usd.toFixed(4)), texts };
  }

  for (const [name, regions, usd] of [
    ['of one region', ['us-east-1'], 3],
    ['of a geography', ['us-east-1', 'us-east-2', 'us-west-2'], 3.3],
    ['of Europe', ['eu-west-1', 'eu-central-1'], 3.3],
    ['of the whole world', ['us-east-1', ''], 3],
    ['of nothing but the world', [''], 3],
  ] as const) {
    it(`costs what its original does: ${name}`, async () => {
      leadsTo(sonnet, regions);
      const answer = await ask();
      assert.deepEqual(answer, { usd, texts: [] });
      const [record] = test().invocations;
      assert.deepEqual([record?.model_id, record?.inference_profile], [sonnet, arn]);
      assert.ok((admitted[0] ?? 0) > 0, 'the budget counts it');
    });
  }

  it('has the parameters of its model', async () => {
    leadsTo('anthropic.claude-opus-4-7', ['us-east-1', 'us-west-2']);
    test().settings = { ...test().settings, parameters: { temperature: 0.5, maxTokens: 100 } };
    await ask();
    const { inferenceConfig } = world().requests.at(-1)?.body ?? {};
    // From Opus 4.7 on a temperature is refused.
    assert.deepEqual(inferenceConfig, { maxTokens: 100 });
    assert.deepEqual(world().refusals, []);
  });

  it('says once which permission is missing and which setting tells it', async () => {
    world().profileLeadsTo(arn, sonnet);
    world().control('GetInferenceProfile', denied);
    const first = await ask();
    assert.equal(first.usd, null);
    assert.equal(first.texts.length, 1);
    assert.match(first.texts[0] ?? '', /bedrock:GetInferenceProfile.*bedrockChat\.profileModels/s);
    assert.deepEqual((await ask()).texts, []);
    const looked = world().requests.filter(({ operation }) => operation === 'GetInferenceProfile');
    assert.equal(looked.length, 1, 'AWS is asked once');
  });

  for (const [behind, usd] of [
    [sonnet, 3],
    [`us.${sonnet}`, 3.3],
    [`global.${sonnet}`, 3],
    [`arn:aws:bedrock:us-east-1::foundation-model/${sonnet}`, 3],
    [`${account}:inference-profile/eu.${sonnet}`, 3.3],
  ] as const) {
    it(`has cost, facts and budget of the model in the settings: ${behind}`, async () => {
      world().profileLeadsTo(arn, sonnet);
      world().control('GetInferenceProfile', denied);
      own = { ...noOwnModels, profileModels: { [arn]: behind } };
      const answer = await ask();
      assert.deepEqual(answer, { usd, texts: [] });
      const [record] = test().invocations;
      assert.deepEqual([record?.model_id, record?.inference_profile], [sonnet, arn]);
      assert.ok((admitted[0] ?? 0) > 0);
      // Nothing that may not be asked is asked.
      assert.ok(world().requests.every(({ operation }) => operation !== 'GetInferenceProfile'));
    });
  }

  it('is asked about again after a failure that passes', async () => {
    world().control(
      'GetInferenceProfile',
      refuses({ status: 500, name: 'InternalServerException', message: 'Oh.' }),
    );
    assert.equal((await ask()).usd, null);
    leadsTo(sonnet, ['us-east-1', 'us-west-2']);
    assert.equal((await ask()).usd, 3.3);
  });

  for (const rest of [
    'provisioned-model/q7w8e9r0t1y2',
    'imported-model/q7w8e9r0t1y2',
    'custom-model-deployment/q7w8e9r0t1y2',
    'default-prompt-router/anthropic.claude:1',
    'prompt/Q7W8E9R0T1:3',
  ]) {
    it(`is not what another ARN is, and that its model is not known is said: ${rest}`, async () => {
      const { usd, texts } = await ask(`${account}:${rest}`);
      assert.equal(usd, null);
      assert.match(texts[0] ?? '', /ARN does not name it.*bedrockChat\.profileModels/s);
      own = { ...noOwnModels, profileModels: { [`${account}:${rest}`]: sonnet } };
      assert.deepEqual((await ask(`${account}:${rest}`)).texts, []);
      assert.equal(test().invocations.at(-1)?.model_id, sonnet);
    });
  }

  it('is no free ride: capacity that was bought by the hour has no price by the token', async () => {
    const provisioned = `${account}:provisioned-model/q7w8e9r0t1y2`;
    own = { ...noOwnModels, profileModels: { [provisioned]: sonnet } };
    assert.equal((await ask(provisioned)).usd, null);
    assert.equal(configuredModel(provisioned).modelId, provisioned);
  });
});

describe('The limits of a model', () => {
  const { world, test } = engineOnWorld();
  const unknown = 'newlab.alpha-2.5';
  /* Some 60,000 tokens of history in 30 turns. */
  const history = Array.from({ length: 30 }, (_, n) => [
    textMessage('user', `Question ${n}: ${'some words of it '.repeat(400)}`),
    textMessage('assistant', `Answer ${n}: ${'and some of an answer '.repeat(100)}`),
  ]).flat();
  const messages = [...history, textMessage('user', 'And now?')];

  beforeEach(() => {
    test().settings = { ...test().settings, historyMaxTurns: 0 };
  });

  it('that nobody knows cut nothing, and that is said once', async () => {
    const { events } = await test().ask('', { model: unknown, messages });
    const told = events.find(({ type }) => type === 'notice');
    assert.match(told?.type === 'notice' ? told.text : '', /bedrockChat\.modelLimits/);
    assert.equal(world().requests.at(-1)?.body.messages?.length, messages.length);
    assert.ok(events.every(({ type }) => type !== 'historyCut'));
    const again = await test().ask('', { model: unknown, messages });
    assert.ok(again.events.every(({ type }) => type !== 'notice'));
  });

  it('are AWS’s to tell where nobody knows them: too long is said as that', async () => {
    world().reply(
      refuses({
        status: 400,
        name: 'ValidationException',
        message: 'Input is too long for requested model.',
      }),
    );
    const { outcome } = await test().ask('', { model: unknown, messages });
    assert.ok(outcome.type === 'called');
    assert.equal(outcome.problem?.reason, 'contextTooLong');
  });

  it('are those of the settings, which cut the history and bound the answer', async () => {
    const modelLimits = { [unknown]: { contextTokens: 16_000, maxOutputTokens: 1_000 } };
    const catalog = new ModelCatalog(undefined, () => ({ ...noOwnModels, modelLimits }));
    const events: ChatEvent[] = [];
    const { connections, settings } = test();
    await new ChatEngine({
      connections,
      catalog,
      settings: () => settings,
      observer: () => undefined,
      price: () => undefined,
      budget: { admit: () => Promise.resolve({ dispose: () => undefined }) },
    }).ask({
      surface: 'panel',
      conversationId: null,
      messages,
      model: unknown,
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
    });
    const { body } = world().requests.at(-1) ?? {};
    assert.ok((body?.messages?.length ?? 0) < messages.length);
    assert.equal(body?.inferenceConfig?.maxTokens, 1_000);
    assert.ok(events.some(({ type }) => type === 'historyCut'));
    assert.ok(events.every(({ type }) => type !== 'notice'));
  });
});

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import { testEngine, type TestEngine } from '../support/engine';
import { answers, breaks, calls, closes, refuses, says, streams, thinks } from './bedrock/replies';
import { startWorldBedrock } from './bedrock';
import { samplePng } from './bedrock/samplePictures';
import { startWorldOpenAi, type WorldOpenAi } from './openai/server';

const weather = {
  name: 'weather',
  description: 'The weather of a place.',
  inputSchema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

describe('Models of the OpenAI-compatible APIs', () => {
  let runtime: WorldOpenAi;
  let mantle: WorldOpenAi;
  let test: TestEngine;
  before(async () => {
    runtime = await startWorldOpenAi('runtime');
    mantle = await startWorldOpenAi('mantle');
  });
  beforeEach(() => {
    runtime.reset();
    mantle.reset();
    test = testEngine(runtime.url, runtime.keys);
    test.connection = { ...test.connection, mantleEndpoint: mantle.url };
  });
  afterEach(() => test.dispose());
  after(() => Promise.all([runtime.close(), mantle.close()]));

  const bothHosts = () => [...runtime.requests, ...mantle.requests];

  for (const [model, path] of [
    ['openai.gpt-5.4', '/openai/v1/responses'],
    ['openai.gpt-5.6-luna', '/openai/v1/responses'],
    ['us.openai.gpt-6-sol', '/openai/v1/responses'],
    ['global.openai.gpt-6.1-sol', '/openai/v1/responses'],
    ['arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.openai.gpt-6-luna', '/openai/v1/responses'],
    ['xai.grok-4.3', '/openai/v1/responses'],
    ['openai.gpt-oss-120b', '/v1/responses'],
    ['google.gemma-4-31b', '/openai/v1/chat/completions'],
  ] as const) {
    it(`answer: ${model}`, async () => {
      const reply = answers(
        says('A short answer.', {
          usage: { inputTokens: 7, outputTokens: 3, cacheReadInputTokens: 100 },
        }),
      );
      (model.startsWith('us.') || model.startsWith('global.') || model.startsWith('arn:')
        ? runtime
        : mantle
      ).reply(reply);
      const { outcome, text } = await test.ask('Hello', { model });
      assert.equal(text, 'A short answer.', JSON.stringify(bothHosts()));
      const [request] = bothHosts();
      assert.equal(request?.path, path);
      assert.equal(outcome.type, 'called');
      const [record] = test.invocations;
      assert.deepEqual(
        [record?.input_tokens, record?.cache_read_tokens, record?.output_tokens, record?.usage_source],
        [7, 100, 3, 'reported'],
      );
      assert.equal(record?.operation, path.includes('chat') ? 'ChatCompletions' : 'Responses');
    });
  }

  it('keep nothing at the service', async () => {
    await test.ask('Hello', { model: 'us.openai.gpt-6-sol' });
    assert.equal(runtime.requests[0]?.body['store'], false);
    assert.ok(!('previous_response_id' in (runtime.requests[0]?.body ?? {})));
  });

  it('call tools, and get their results behind the thoughts that led to the calls', async () => {
    mantle.reply(
      answers(
        thinks('I need the weather.'),
        calls('weather', { place: 'Oslo' }, 'call_1'),
        calls('weather', { place: 'Rome' }, 'call_2'),
      ),
    );
    const first = await test.ask('Where is it warmer?', { model: 'openai.gpt-5.4', tools: [weather] });
    assert.ok(first.outcome.type === 'called');
    const { content, stopReason } = first.outcome.result;
    assert.equal(stopReason, 'tool_use');
    assert.deepEqual(
      first.events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : [])),
      [
        { toolUseId: 'call_1', name: 'weather', input: { place: 'Oslo' } },
        { toolUseId: 'call_2', name: 'weather', input: { place: 'Rome' } },
      ],
    );
    const messages: Message[] = [
      textMessage('user', 'Where is it warmer?'),
      { role: 'assistant', content },
      {
        role: 'user',
        content: ['call_1', 'call_2'].map((toolUseId) => ({
          type: 'toolResult',
          toolUseId,
          content: [{ type: 'text', text: '20 degrees' }],
        })),
      },
    ];
    mantle.reply(says('Both the same.'));
    const second = await test.ask('', { model: 'openai.gpt-5.4', tools: [weather], messages });
    assert.equal(second.text, 'Both the same.', JSON.stringify(mantle.requests.at(-1)));
    const items = mantle.requests[1]?.body['input'] as { type: string }[];
    assert.deepEqual(
      items.map(({ type }) => type),
      [
        'message',
        'reasoning',
        'function_call',
        'function_call',
        'function_call_output',
        'function_call_output',
      ],
    );
  });

  it('do not get the thoughts of another model', async () => {
    mantle.reply(answers(thinks('It is simple.'), says('Four.')));
    const first = await test.ask('2 + 2?', { model: 'openai.gpt-5.4' });
    assert.ok(first.outcome.type === 'called');
    const messages: Message[] = [
      textMessage('user', '2 + 2?'),
      { role: 'assistant', content: first.outcome.result.content },
      textMessage('user', 'And 3 + 3?'),
    ];
    mantle.reply(says('Six.'));
    const second = await test.ask('', { model: 'xai.grok-4.3', messages });
    assert.equal(second.text, 'Six.');
    assert.ok(!JSON.stringify(mantle.requests[1]?.body['input']).includes('reasoning'));
  });

  it('are asked with efforts that they take, and no temperature where they take none', async () => {
    test.settings = {
      ...test.settings,
      parameters: { temperature: 0.2, reasoning: { type: 'effort', level: 'max' } },
    };
    for (const model of ['openai.gpt-5.4', 'openai.gpt-6-luna', 'xai.grok-4.3', 'openai.gpt-oss-20b']) {
      await test.ask('Hello', { model });
    }
    assert.deepEqual(
      mantle.requests.map(({ body, refusal }) => [
        refusal,
        (body['reasoning'] as { effort?: string }).effort,
      ]),
      [
        [undefined, 'xhigh'],
        [undefined, 'max'],
        [undefined, 'high'],
        [undefined, 'high'],
      ],
    );
  });

  it('say that they refuse, and that an answer was cut off', async () => {
    mantle.reply(says('I cannot help with that.', { stopReason: 'refusal' }));
    const refused = await test.ask('Something bad', { model: 'openai.gpt-5.4' });
    assert.ok(refused.outcome.type === 'called');
    assert.equal(refused.outcome.result.outcome, 'blocked');
    assert.equal(refused.text, 'I cannot help with that.');
    mantle.reply(
      answers(says('Once upon'), calls('weather', '{"place": "Os'), says('', { stopReason: 'max_tokens' })),
    );
    const cut = await test.ask('A story', { model: 'openai.gpt-5.4', tools: [weather] });
    assert.ok(cut.outcome.type === 'called');
    assert.equal(cut.outcome.result.stopReason, 'max_tokens');
    assert.equal(cut.outcome.result.cutCall, 'weather');
    assert.ok(!cut.events.some(({ type }) => type === 'toolCall'));
  });

  it('are tried again while they are busy, and where the stream breaks before its first word', async () => {
    mantle.reply(
      refuses({ status: 429, name: 'rate_limit_exceeded', message: 'Rate exceeded' }),
      breaks({ after: 2, name: 'server_error', message: 'Something went wrong' }),
      closes(1),
      says('At last.'),
    );
    const { outcome, text } = await test.ask('Hello', { model: 'openai.gpt-5.4' });
    assert.equal(text, 'At last.');
    assert.ok(outcome.type === 'called');
    assert.equal(outcome.result.attempts, 4);
  });

  it('keep what has arrived where the stream breaks after it', async () => {
    mantle.reply(closes(6, { answer: says('This answer is cut off in its midst.') }));
    const { outcome, text } = await test.ask('Hello', { model: 'openai.gpt-5.4' });
    assert.ok(outcome.type === 'called');
    assert.equal(outcome.result.error?.reason, 'streamBroken');
    assert.ok(text.length > 0 && 'This answer is cut off in its midst.'.startsWith(text));
  });

  const refusals: readonly (readonly [status: number, message: string, reason: string])[] = [
    [
      400,
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      'contextTooLong',
    ],
    [
      403,
      'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: bedrock-mantle:CreateInference because no identity-based policy allows the bedrock-mantle:CreateInference action',
      'accessDenied',
    ],
    [429, 'Too many tokens per day, please wait before trying again.', 'quotaUsedUp'],
    [404, "The model 'openai.gpt-5.4' does not exist or you do not have access to it.", 'modelNotFound'],
  ];
  for (const [status, message, reason] of refusals) {
    it(`say why they do not answer: ${reason}`, async () => {
      mantle.reply(refuses({ status, name: 'invalid_request_error', message }));
      const { outcome } = await test.ask('Hello', { model: 'openai.gpt-5.4' });
      assert.ok(outcome.type === 'called');
      assert.equal(outcome.result.error?.reason, reason, outcome.result.error?.message);
      assert.ok(outcome.result.error.detail.message.includes(message.slice(0, 30)));
    });
  }

  it('get pictures and documents, each as these APIs take it', async () => {
    const content: Message['content'] = [
      { type: 'text', text: 'What is this?' },
      { type: 'image', format: 'jpeg', bytes: samplePng(4, 4) },
      { type: 'document', format: 'pdf', name: 'bill', bytes: Buffer.from('%PDF-1.4 a page') },
      { type: 'document', format: 'csv', name: 'costs', bytes: Buffer.from('day,cost') },
    ];
    for (const [model, server] of [
      ['us.openai.gpt-6-sol', runtime],
      ['google.gemma-4-31b', mantle],
    ] as const) {
      const { text } = await test.ask('', { model, messages: [{ role: 'user', content }] });
      assert.equal(text, 'Here is a short answer.', JSON.stringify(server.requests.at(-1)).slice(0, 500));
      const sent = JSON.stringify(server.requests.at(-1)?.body);
      // The picture is told by its bytes, whatever its label.
      assert.match(sent, /"data:image\/png;base64,iVBOR/);
      assert.match(sent, /"data:application\/pdf;base64,JVBERi0xLjQgYSBwYWdl"/);
      assert.match(sent, /\[costs\.csv\]\\nday,cost/);
    }
  });

  it('are read where a text comes whole, with its item', async () => {
    const message = { type: 'message', content: [{ type: 'output_text', text: 'All at once.' }] };
    mantle.reply(
      streams([
        ['response.created', { response: {} }],
        ['response.some_news', { anything: [1, 2] }],
        ['response.output_item.done', { output_index: 0, item: message }],
        ['response.completed', { response: { status: 'completed', usage: null } }],
      ]),
    );
    const { outcome, text } = await test.ask('Hello', { model: 'openai.gpt-5.4' });
    assert.equal(text, 'All at once.');
    assert.ok(outcome.type === 'called');
    assert.deepEqual([outcome.result.stopReason, outcome.result.usage.source], ['end_turn', 'estimated']);
  });

  it('are not asked without the guardrail of the settings', async () => {
    test.settings = {
      ...test.settings,
      parameters: { guardrail: { id: 'gr-1', version: '1', trace: false } },
    };
    const { outcome } = await test.ask('Hello', { model: 'openai.gpt-5.4' });
    assert.ok(outcome.type === 'called');
    assert.match(outcome.problem?.message ?? '', /knows no guardrails/);
    assert.equal(mantle.requests.length, 0);
  });

  it('are asked by Converse where the endpoint knows no other API, once and for all', async () => {
    const converse = await startWorldBedrock();
    test.connection = { ...test.connection, endpoint: converse.url };
    test.keys = converse.keys;
    try {
      for (const prompt of ['Hello', 'And now?']) {
        const { outcome, text } = await test.ask(prompt, { model: 'us.openai.gpt-6-sol' });
        assert.equal(text, 'Here is a short answer.');
        assert.ok(outcome.type === 'called');
      }
      assert.deepEqual(
        converse.requests.map(({ operation }) => operation),
        ['POST /openai/v1/responses', 'ConverseStream', 'ConverseStream'],
      );
      assert.deepEqual(
        test.invocations.map(({ attempts, operation }) => [attempts, operation]),
        [
          [2, 'ConverseStream'],
          [1, 'ConverseStream'],
        ],
      );
    } finally {
      await converse.close();
    }
  });

  it('are not asked by Converse because one of them is not there', async () => {
    runtime.reply(
      refuses({ status: 404, name: 'model_not_found', message: 'This model does not exist.' }),
      says('But this one is.'),
    );
    const { outcome } = await test.ask('Hello', { model: 'us.openai.gpt-6-sol' });
    assert.ok(outcome.type === 'called');
    assert.equal(outcome.result.error?.reason, 'modelNotFound');
    const { text } = await test.ask('Hello', { model: 'us.openai.gpt-6-luna' });
    assert.equal(text, 'But this one is.');
    assert.deepEqual(
      runtime.requests.map(({ path }) => path),
      ['/openai/v1/responses', '/openai/v1/responses'],
    );
  });
});

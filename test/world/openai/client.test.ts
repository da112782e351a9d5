import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { bedrock } from 'openai/providers/bedrock/aws';
import { startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import { answers, calls, says, thinks } from '../bedrock/replies';
import { startWorldOpenAi, type WorldOpenAi } from './server';

/** OpenAI's own client, which knows neither the product nor these servers. */
function client(
  server: { url: string; keys: { accessKeyId: string; secretAccessKey: string } },
  endpoint: 'runtime' | 'mantle',
): OpenAI {
  const { accessKeyId, secretAccessKey } = server.keys;
  return new OpenAI({
    provider: bedrock({
      region: 'us-east-1',
      endpoint,
      baseURL: `${server.url}/openai/v1`,
      accessKeyId,
      secretAccessKey,
    }),
    maxRetries: 0,
  });
}

describe('OpenAI’s own client', () => {
  let world: WorldOpenAi;
  let emulator: BedrockEmulator;
  before(async () => {
    world = await startWorldOpenAi('mantle');
    emulator = await startBedrockEmulator();
  });
  after(() => Promise.all([world.close(), emulator.close()]));

  it('reads a response with a thought, a text and a call', async () => {
    world.reply(
      answers(
        thinks('I need the weather.'),
        says('Let me look.'),
        calls('weather', { place: 'Oslo' }, 'call_1'),
      ),
    );
    const response = await client(world, 'mantle')
      .responses.stream({
        model: 'openai.gpt-5.4',
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
        store: false,
        include: ['reasoning.encrypted_content'],
        tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' }, strict: false }],
      })
      .finalResponse();
    assert.equal(response.output_text, 'Let me look.');
    assert.deepEqual(
      response.output.map(({ type }) => type),
      ['reasoning', 'message', 'function_call'],
    );
    assert.equal(response.usage?.input_tokens, 10);
  });

  it('reads a chat completion with a call', async () => {
    world.reply(answers(says('Let me look.'), calls('weather', { place: 'Oslo' }, 'call_1')));
    const completion = await client(world, 'mantle')
      .chat.completions.stream({
        model: 'google.gemma-4-31b',
        messages: [{ role: 'user', content: 'Hello' }],
        tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
      })
      .finalChatCompletion();
    const [choice] = completion.choices;
    assert.equal(choice?.message.content, 'Let me look.');
    assert.equal(choice.finish_reason, 'tool_calls');
    const [call] = choice.message.tool_calls ?? [];
    assert.ok(call?.type === 'function');
    assert.deepEqual(JSON.parse(call.function.arguments), { place: 'Oslo' });
  });

  for (const model of ['openai.gpt-5.4', 'us.openai.gpt-6-sol']) {
    it(`is answered by the emulator, whose signatures it makes: ${model}`, async () => {
      const given = { url: emulator.url, keys: emulator.credentials };
      const openai = client(given, model.startsWith('us.') ? 'runtime' : 'mantle');
      const response = await openai.responses.stream({ model, input: 'Hello', store: false }).finalResponse();
      assert.match(response.output_text, /emulator/);
      const completion = await openai.chat.completions
        .stream({
          model,
          messages: [{ role: 'user', content: 'Hello' }],
          stream_options: { include_usage: true },
        })
        .finalChatCompletion();
      assert.match(completion.choices[0]?.message.content ?? '', /emulator/);
      assert.ok((completion.usage?.completion_tokens ?? 0) > 0);
    });
  }

  it('is told of a model that is not there', async () => {
    await assert.rejects(
      client(world, 'mantle').responses.create({ model: 'openai.gpt-9', input: 'Hello', store: false }),
      /does not exist/,
    );
  });
});

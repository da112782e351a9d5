import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { answerSchemaOf } from '../../src/core/bedrock/structure/answerSchema';
import { testEngine, type TestEngine } from '../support/engine';
import { answers, calls, says } from './bedrock/replies';
import { startWorldOpenAi, type WorldOpenAi } from './openai/server';

const stop = {
  type: 'object',
  properties: { town: { type: 'string' }, minutes: { type: 'integer', minimum: 1 } },
  required: ['town', 'minutes'],
};
const answer = { town: 'Lindau', minutes: 12 };

describe('Answers by a JSON schema, of the OpenAI-compatible APIs', () => {
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

  async function ask(model: string, schema: object) {
    const asked = await test.ask('When?', { model, answerSchema: answerSchemaOf(schema, 'stop') });
    assert.equal(asked.outcome.type, 'called', JSON.stringify(asked.outcome));
    const { result } = asked.outcome;
    assert.equal(result.error, undefined, result.error?.message);
    const sent = [...runtime.requests, ...mantle.requests].at(-1)?.body;
    return { result, text: asked.text, sent };
  }

  for (const model of ['openai.gpt-5.4', 'us.openai.gpt-6-luna', 'xai.grok-4.3', 'openai.gpt-oss-120b']) {
    it(`are held to it: ${model}`, async () => {
      (model.startsWith('us.') ? runtime : mantle).reply(says(JSON.stringify(answer)));
      const { result, sent } = await ask(model, stop);
      const { format } = sent?.['text'] as { format: { type: string; strict: boolean; name: string } };
      assert.deepEqual([format.type, format.strict, format.name], ['json_schema', true, 'stop']);
      assert.deepEqual(result.schemaCheck, { faults: [], isWhole: true });
    });
  }

  it('are not strict where a property may be left out', async () => {
    mantle.reply(says(JSON.stringify(answer)));
    const { sent } = await ask('openai.gpt-5.4', { ...stop, required: ['town'] });
    assert.equal((sent?.['text'] as { format: { strict: boolean } }).format.strict, false);
  });

  for (const model of ['us.openai.gpt-6-sol', 'global.openai.gpt-6.1-sol', 'google.gemma-4-31b']) {
    it(`are given to a tool that has to be called: ${model}`, async () => {
      const reply = answers(says('Well.'), calls('final_answer', answer));
      (model.startsWith('google') ? mantle : runtime).reply(reply);
      const { result, sent, text } = await ask(model, stop);
      assert.equal(sent?.['tool_choice'], 'required');
      assert.deepEqual(JSON.parse(text), answer);
      assert.equal(result.stopReason, 'end_turn');
      assert.deepEqual(result.schemaCheck?.faults, []);
    });
  }
});

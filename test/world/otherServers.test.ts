import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startAimock } from '../support/aimock';
import { testEngine, type EngineAnswer } from '../support/engine';
import { streams } from './bedrock';
import { withWorld } from './support/withWorld';

const model = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** What a model said, of an answer that succeeded. */
function resultOf({ outcome }: EngineAnswer) {
  assert.equal(outcome.type, 'called');
  assert.equal(outcome.result.outcome, 'success', outcome.result.error?.message);
  return outcome.result;
}

/** The examples of ConverseStream's answers in AWS's API reference and user guide, rebuilt: their events and their order. */
describe('A stream as AWS’s documents show it', () => {
  const world = withWorld();

  it('is read where a text has no start of its own, with its usage', async () => {
    const { server, test } = world();
    server.reply(
      streams([
        ['messageStart', { role: 'assistant' }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Three' } }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' songs' } }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: '.' } }],
        ['contentBlockStop', { contentBlockIndex: 0 }],
        ['messageStop', { stopReason: 'end_turn' }],
        [
          'metadata',
          { usage: { inputTokens: 47, outputTokens: 20, totalTokens: 67 }, metrics: { latencyMs: 100 } },
        ],
      ]),
    );

    const answer = await test.ask('Which songs?', { model });

    assert.equal(answer.text, 'Three songs.');
    const { stopReason, usage } = resultOf(answer);
    assert.equal(stopReason, 'end_turn');
    assert.deepEqual([usage.inputTokens, usage.outputTokens], [47, 20]);
    assert.deepEqual(server.refusals, []);
  });

  it('is read where a tool is called in pieces, the first of them empty', async () => {
    const { server, test } = world();
    server.reply(
      streams([
        ['messageStart', { role: 'assistant' }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Let me see.' } }],
        ['contentBlockStop', { contentBlockIndex: 0 }],
        [
          'contentBlockStart',
          {
            contentBlockIndex: 1,
            start: { toolUse: { toolUseId: 'tooluse_kZJMlvQmRJ6e', name: 'top_song' } },
          },
        ],
        ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '' } } }],
        ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"sign": "' } } }],
        ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: 'WZPZ"}' } } }],
        ['contentBlockStop', { contentBlockIndex: 1 }],
        ['messageStop', { stopReason: 'tool_use' }],
        [
          'metadata',
          { usage: { inputTokens: 401, outputTokens: 53, totalTokens: 454 }, metrics: { latencyMs: 900 } },
        ],
      ]),
    );
    const inputSchema = { type: 'object', properties: { sign: { type: 'string' } }, required: ['sign'] };
    const tools = [{ name: 'top_song', description: 'The song of the day.', inputSchema }];

    const answer = await test.ask('What is on WZPZ?', { model, tools });

    const { content, stopReason } = resultOf(answer);
    assert.equal(stopReason, 'tool_use');
    const call = content.find(({ type }) => type === 'toolUse');
    assert.ok(call?.type === 'toolUse');
    assert.deepEqual(
      [call.toolUseId, call.name, call.input],
      ['tooluse_kZJMlvQmRJ6e', 'top_song', { sign: 'WZPZ' }],
    );
  });

  it('is read where reasoning comes first, with its signature and what was kept', async () => {
    const { server, test } = world();
    server.reply(
      streams([
        ['messageStart', { role: 'assistant' }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Twice two' } } }],
        [
          'contentBlockDelta',
          { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'EqoBCkgIA' } } },
        ],
        ['contentBlockStop', { contentBlockIndex: 0 }],
        ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Four.' } }],
        ['contentBlockStop', { contentBlockIndex: 1 }],
        ['messageStop', { stopReason: 'end_turn', additionalModelResponseFields: { stop_sequence: null } }],
        [
          'metadata',
          {
            usage: {
              inputTokens: 4,
              outputTokens: 9,
              totalTokens: 2_061,
              cacheReadInputTokens: 2_048,
              cacheWriteInputTokens: 0,
            },
            metrics: { latencyMs: 500 },
            performanceConfig: { latency: 'standard' },
          },
        ],
      ]),
    );

    const answer = await test.ask('Twice two?', { model });

    const { content, usage } = resultOf(answer);
    assert.equal(answer.text, 'Four.');
    const thought = content.find(({ type }) => type === 'reasoning');
    assert.ok(thought?.type === 'reasoning');
    assert.deepEqual([thought.text, thought.signature], ['Twice two', 'EqoBCkgIA']);
    assert.equal(usage.cacheReadInputTokens, 2_048);
  });
});

describe('A mock that others wrote', () => {
  it('is understood as well: text and calls of tools', async () => {
    const aimock = await startAimock({ defaultAnswer: 'From elsewhere.' });
    aimock.on('weather', { toolCalls: [{ name: 'weather', arguments: '{"city":"Ulm"}' }] });
    const test = testEngine(aimock.url, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' });
    try {
      const said = await test.ask('Who are you?', { model });
      assert.equal(said.text, 'From elsewhere.');
      const inputSchema = { type: 'object', properties: { city: { type: 'string' } } };
      const tools = [{ name: 'weather', description: 'Tells the weather.', inputSchema }];
      const called = await test.ask('How is the weather?', { model, tools });
      const call = resultOf(called).content.find(({ type }) => type === 'toolUse');
      assert.ok(call?.type === 'toolUse');
      assert.deepEqual([call.name, call.input], ['weather', { city: 'Ulm' }]);
    } finally {
      test.dispose();
      await aimock.close();
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatSession } from '../../src/core/chat/chatSession';
import type { ToolRunner } from '../../src/core/chat/toolRunner';
import { noTools } from '../support/fakes/noTools';
import { TestTools } from '../support/fakes/testTools';
import { answers, calls, says, saysNothing, thinks, type Answer } from './bedrock';
import { withWorld } from './support/withWorld';

describe('An answer that ends short of whole', () => {
  const world = withWorld();

  /** The answer as the panel shows it. */
  async function shown(given: Answer, tools: ToolRunner = noTools) {
    const { server, test } = world();
    server.reply(given);
    const session = new ChatSession({
      engine: test.engine,
      post: () => undefined,
      feedback: { record: () => undefined },
      tools: () => ({ runner: tools, maxRounds: 3 }),
    });
    await session.send('Good morning');
    return session.snapshot().at(-1) ?? assert.fail('There is no answer');
  }

  const reasons: readonly (readonly [string, RegExp])[] = [
    ['max_tokens', /limit of tokens/],
    ['model_context_window_exceeded', /context/],
    ['guardrail_intervened', /guardrail/i],
    ['content_filtered', /filter/],
    ['refusal', /declined/],
    ['pause_turn', /paused/],
    ['malformed_model_output', /malformed/],
    ['malformed_tool_use', /malformed/],
    ['compute_budget_reached', /compute_budget_reached/],
  ];
  for (const [stopReason, said] of reasons) {
    it(`says why it stopped after some words: ${stopReason}`, async () => {
      const { text, notices, error } = await shown(says('Half of it', { stopReason }));
      assert.equal(text, 'Half of it');
      assert.equal(error, null);
      assert.match(notices.join(' '), said);
    });

    it(`says why it stopped before any word: ${stopReason}`, async () => {
      const { notices } = await shown(saysNothing({ stopReason }));
      assert.match(notices.join(' '), said);
    });
  }

  for (const stopReason of ['end_turn', 'stop_sequence', 'tool_use']) {
    it(`says that nothing was said, and that the question can be asked again: ${stopReason}`, async () => {
      for (const given of [
        saysNothing({ stopReason }),
        says('\n', { stopReason }),
        answers(thinks('Hm.'), saysNothing({ stopReason })),
      ]) {
        const { notices } = await shown(given);
        assert.match(notices.join(' '), /without a word.*again/);
      }
    });
  }

  for (const stopReason of ['end_turn', 'stop_sequence']) {
    it(`says nothing of an end that is one: ${stopReason}`, async () => {
      assert.deepEqual((await shown(says('All of it.', { stopReason }))).notices, []);
    });
  }

  describe('in the call of a tool', () => {
    const input = '{"path":"notes.txt","text":"Once upon a ti';
    for (const [what, cut] of [
      ['within its input', input],
      ['before its input', ''],
      ['after its input, as far as one can see', '{"path":"notes.txt"}'],
    ] as const) {
      for (const stopReason of ['max_tokens', 'model_context_window_exceeded', 'something_new']) {
        it(`runs nothing, and says so: ${stopReason} ${what}`, async () => {
          const tools = new TestTools(['write_file']);
          const given = answers(
            says('I write it down.'),
            calls('write_file', cut),
            saysNothing({ stopReason }),
          );
          const { notices, error } = await shown(given, tools);
          assert.deepEqual(tools.ran, []);
          assert.equal(error, null);
          assert.match(notices.join(' '), /write_file.*not run/);
          assert.equal(world().server.requests.length, 1);
        });
      }
    }

    it('is told to no one who would run it', async () => {
      const { server, test } = world();
      server.reply(answers(calls('clock', ''), saysNothing({ stopReason: 'max_tokens' })));
      const tools = [{ name: 'clock', description: 'Tells the time', inputSchema: { type: 'object' } }];
      const { events, outcome } = await test.ask('Good morning', { tools });
      assert.ok(!events.some(({ type }) => type === 'toolCall'));
      assert.ok(outcome.type === 'called' && outcome.result.content.length === 0);
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import type { Question } from '../../src/core/chat/question';
import { answers, calls, says, thinks } from './bedrock';
import { withWorld } from './support/withWorld';

/** A Claude that binds what it thinks to all that was said before. */
const model = 'us.anthropic.claude-fable-5-2';
const tools = [{ name: 'look', description: 'Looks', inputSchema: { type: 'object', properties: {} } }];

describe('reasoning that is bound to the conversation before it', () => {
  const world = withWorld();

  /** Asks, adds the answer to the history, and resolves with how many pieces of reasoning were sent. */
  async function asked(history: Message[], more: Partial<Question> = {}): Promise<number> {
    const { server, test } = world();
    server.reply(answers(thinks('So it is.'), says('It is so.')));
    const { outcome } = await test.ask('', { model, messages: history, ...more });
    assert.ok(outcome.type === 'called' && outcome.result.error === undefined);
    history.push({ role: 'assistant', content: outcome.result.content });
    const blocks = server.requests.at(-1)?.body.messages?.flatMap(({ content = [] }) => content) ?? [];
    return blocks.filter(({ reasoningContent }) => reasoningContent !== undefined).length;
  }

  async function threeTurns(more: Partial<Question> = {}): Promise<Message[]> {
    const history: Message[] = [];
    for (const question of ['One?', 'Two?', 'Three?']) {
      const number = history.length / 2;
      history.push(textMessage('user', question));
      assert.equal(await asked(history, more), number);
    }
    return history;
  }

  it('goes back as long as nothing before it has changed', async () => {
    await threeTurns({ systemPrompt: 'Be brief.', parameters: { caching: '5m' } });
  });

  it('stays away behind a turn that was left out or edited, and before that not', async () => {
    const history = await threeTurns();
    const question = textMessage('user', 'And?');
    assert.equal(await asked([...history.slice(2), question]), 0);
    const edited = history.with(2, textMessage('user', 'Two, I mean?'));
    assert.equal(await asked([...edited, question]), 1);
  });

  it('stays away after other instructions', async () => {
    const history = await threeTurns();
    assert.equal(await asked([...history, textMessage('user', 'And?')], { systemPrompt: 'Sing.' }), 0);
  });

  it('is not sent to another model, and comes back to its own', async () => {
    const history = await threeTurns();
    history.push(textMessage('user', 'And you?'));
    assert.equal(await asked(history, { model: 'us.anthropic.claude-opus-4-8' }), 0);
    history.push(textMessage('user', 'And you again?'));
    assert.equal(await asked(history), 3);
  });

  it('goes back with the results of the tools that it called', async () => {
    const { server, test } = world();
    const history = [textMessage('user', 'Look')];
    server.reply(answers(thinks('I have to look.'), calls('look', {})));
    const { outcome } = await test.ask('', { model, messages: history, tools });
    assert.ok(outcome.type === 'called');
    const { content } = outcome.result;
    history.push({ role: 'assistant', content });
    const results = content.flatMap((block) =>
      block.type === 'toolUse'
        ? [{ type: 'toolResult' as const, toolUseId: block.toolUseId, content: [] }]
        : [],
    );
    history.push({ role: 'user', content: results });
    assert.equal(await asked(history, { tools }), 1);
    assert.deepEqual(server.refusals, []);
  });
});

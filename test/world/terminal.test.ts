import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { calls, says } from './bedrock';
import { withWorld } from './support/withWorld';
import { withWorldTerminal } from './support/worldTerminal';

describe('The terminal in the world', () => {
  const world = withWorld();
  const terminal = withWorldTerminal();

  it('asks by Converse and breaks no rule', async () => {
    const { server } = world();
    server.reply(says('In the terminal.'));

    const { code, printed } = await terminal().json(server, [
      'ask',
      '--model',
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'Where are you?',
    ]);

    assert.equal(code, 0);
    assert.equal((printed as { text: string }).text, 'In the terminal.');
    assert.deepEqual(server.refusals, []);
    assert.equal(server.requests.at(-1)?.operation, 'ConverseStream');
  });

  it('prints calls of tools under the names of its request', async () => {
    const { server } = world();
    server.reply(calls('look_up', { word: 'loop' }));
    const request = {
      model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      messages: [{ role: 'user', content: [{ text: 'Look up loop.' }] }],
      tools: [
        {
          name: 'look_up',
          description: 'Looks a word up.',
          inputSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
        },
      ],
    };

    const { printed } = await terminal().json(server, ['ask', '--request', '-'], {
      stdin: JSON.stringify(request),
    });

    const { content } = printed as { content: { toolUse?: { name: string; input: unknown } }[] };
    assert.deepEqual(
      content.flatMap(({ toolUse }) => (toolUse ? [[toolUse.name, toolUse.input]] : [])),
      [['look_up', { word: 'loop' }]],
    );
    assert.deepEqual(server.refusals, []);
  });
});

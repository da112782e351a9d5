import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { calls } from './bedrock';
import { startWorldOpenAi, type WorldOpenAi } from './openai/server';
import { withWorld } from './support/withWorld';
import { withWorldTerminal } from './support/worldTerminal';

describe('The terminal, with models of bedrock-mantle', () => {
  const world = withWorld();
  const terminal = withWorldTerminal();
  let mantle: WorldOpenAi;
  before(async () => {
    mantle = await startWorldOpenAi('mantle');
  });
  after(() => mantle.close());

  it('asks them with a Bedrock API key, and prints calls of tools', async () => {
    mantle.reply(calls('look_up', { word: 'loop' }, 'call_7'));
    const request = {
      model: 'openai.gpt-5.4',
      messages: [{ role: 'user', content: [{ text: 'Look up loop.' }] }],
      tools: [{ name: 'look_up', description: 'Looks a word up.', inputSchema: { type: 'object' } }],
      toolRequired: true,
    };
    const { printed, code } = await terminal().json(
      world().server,
      ['ask', '--request', '-', '--mantle-endpoint', mantle.url],
      {
        stdin: JSON.stringify(request),
        env: { AWS_BEARER_TOKEN_BEDROCK: 'bedrock-api-key-of-nobody' },
      },
    );
    assert.equal(code, 0, JSON.stringify(printed));
    const { content } = printed as { content: { toolUse?: object }[] };
    assert.deepEqual(
      content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : [])),
      [{ toolUseId: 'call_7', name: 'look_up', input: { word: 'loop' } }],
    );
    const [asked] = mantle.requests;
    assert.deepEqual([asked?.service, asked?.body['tool_choice']], [undefined, 'required']);
  });
});

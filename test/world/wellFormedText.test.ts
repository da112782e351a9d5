import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Message } from '../../src/core/bedrock/content';
import { withEmulator, withEngine } from '../support/withEngine';

const half = '\ud83d';
const mended = '\ufffd';

describe('text with half of a surrogate pair', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  /** What is sent of a question, as the service reads it. */
  async function sent(...asked: Parameters<ReturnType<typeof test>['ask']>): Promise<string> {
    await test().ask(...asked);
    const { body } = emulator().requests.at(-1) ?? assert.fail('Nothing was sent');
    return JSON.stringify(body);
  }

  it('is replaced in the question, the system prompt, stop sequences and metadata', async () => {
    const body = await sent(`cut ${half}`, {
      systemPrompt: `Be ${half} brief`,
      parameters: { stopSequences: [`stop${half}`] },
    });
    assert.ok(body.isWellFormed() && !/\\ud[89a-f]/i.test(body), body);
    assert.match(body, new RegExp(`cut ${mended}`));
    assert.match(body, new RegExp(`Be ${mended} brief`));
    assert.match(body, new RegExp(`stop${mended}`));
  });

  it('is replaced in what tools are called with at any depth, keys too, and in what they give back', async () => {
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'Look' }] },
      {
        role: 'assistant',
        content: [
          {
            type: 'toolUse',
            toolUseId: 'call_1',
            name: 'look',
            input: { [`key${half}`]: [{ deep: [`value${half}`, 1, null, { [half]: half }] }] },
          },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'toolResult', toolUseId: 'call_1', content: [{ type: 'text', text: `seen ${half}` }] },
        ],
      },
    ];
    const tools = [
      {
        name: 'look',
        description: `Looks ${half}`,
        inputSchema: {
          type: 'object',
          properties: { at: { type: 'string', description: `where ${half}`, enum: [`a${half}`] } },
        },
      },
    ];
    const body = await sent('', { messages, tools, model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' });
    assert.ok(!/\\ud[89a-f]/i.test(body), body);
    for (const part of [
      `key${mended}`,
      `value${mended}`,
      `seen ${mended}`,
      `Looks ${mended}`,
      `where ${mended}`,
    ]) {
      assert.ok(body.includes(part), `${part} is missing in ${body}`);
    }
  });

  it('leaves whole pairs and everything else as they are', async () => {
    const body = await sent('pair \ud83d\ude00 and na\u00efve \u6f22\u5b57');
    assert.match(body, /pair \ud83d\ude00 and na\u00efve \u6f22\u5b57/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatSession } from '../../../../src/core/chat/chatSession';
import { exportMarkdown } from '../../../../src/core/chat/exportMarkdown';
import type { ToolSpec } from '../../../../src/core/bedrock/tools/toolSpec';
import { cachedConversations, longTool, sonnet } from '../../../support/cachedConversation';
import { pricer } from '../../../../src/core/spending/pricer';

describe('A miss of the prompt cache in a conversation', () => {
  const { test } = cachedConversations();

  it('is told under the answer, with a step that is offered there alone', async () => {
    test().price = pricer({ own: () => ({}) });
    test().settings = {
      ...test().settings,
      model: sonnet,
      parameters: { caching: '5m' },
      answerCacheMs: 60_000,
    };
    let tools: readonly ToolSpec[] = ['beds', 'seeds', 'rain', 'soil'].map((name) => longTool(name));
    const session = new ChatSession({
      engine: test().engine,
      post: () => undefined,
      feedback: { record: () => undefined },
      tools: () => ({
        runner: { offered: () => tools, run: () => Promise.reject(new Error('Nobody asked')) },
        maxRounds: 1,
      }),
    });
    await session.send('What grows here?');
    assert.deepEqual(session.snapshot()[1]?.cacheMisses, []);
    tools = tools.toReversed();
    await session.send('And there?');
    const [, first, , second] = session.snapshot();
    const [miss] = second?.cacheMisses ?? [];
    assert.match(miss?.text ?? '', /^Prompt cache missed: The tools came in another order.*\$0\.0/);
    assert.deepEqual(miss?.actions, [{ id: 'sortTools', label: 'Keep Tools in Order' }]);
    assert.equal(session.offers(second?.id ?? '', 'sortTools'), true);
    assert.equal(session.offers(first?.id ?? '', 'sortTools'), false);
    assert.equal(session.offers(second?.id ?? '', 'useHourCache'), false);
    assert.match(exportMarkdown(session.snapshot(), 'Claude', new Date()), /> Prompt cache missed/);
  });
});

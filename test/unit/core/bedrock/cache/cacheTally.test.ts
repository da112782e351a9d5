import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cacheOverview, CacheTally } from '../../../../../src/core/bedrock/cache/cacheTally';
import { cachedConversations, longTool } from '../../../../support/cachedConversation';

const rules = 'Water it when dry.\n'.repeat(400);

describe('How conversations fared with the prompt cache', () => {
  const { open, test } = cachedConversations();
  const tallied = (): CacheTally => {
    const tally = new CacheTally();
    test().events.forEach((event) => {
      if (event.type === 'ended' && event.cache !== undefined) {
        tally.add(event.invocation, event.cache);
      }
    });
    return tally;
  };

  it('is told of each, the last one first, with what helps against most', async () => {
    test().settings = { ...test().settings, systemPrompt: rules };
    const stable = open('stable');
    for (const question of ['One', 'Two', 'Three', 'Four']) {
      await stable.ask(question);
    }
    const shuffled = open('shuffled');
    shuffled.tools = [longTool('beds'), longTool('seeds')];
    await shuffled.ask('One');
    shuffled.tools = shuffled.tools.toReversed();
    await shuffled.ask('Two');
    const { conversations, advice } = tallied().overview();
    assert.deepEqual(
      conversations.map(({ calls, hits, modelLabel, surface }) => [calls, hits, modelLabel, surface]),
      [
        [2, 0, 'Claude Sonnet 4.5', 'panel'],
        [4, 3, 'Claude Sonnet 4.5', 'panel'],
      ],
    );
    const [worst, best] = conversations;
    assert.match(worst?.reason ?? '', /^The tools came in another order: seeds/);
    assert.ok((worst?.lostUsd ?? 0) > 0 && (worst?.savedUsd ?? 0) < 0);
    assert.equal(best?.reason, '');
    assert.ok((best?.savedUsd ?? 0) > 0);
    assert.deepEqual(
      advice.map(({ id, label }) => [id, label]),
      [['sortTools', 'Keep Tools in Order']],
    );
  });

  it('is nothing where no call used it', async () => {
    await open().ask('Short');
    assert.equal(cacheOverview([], tallied()), null);
    assert.equal(cacheOverview([], undefined), null);
  });
});

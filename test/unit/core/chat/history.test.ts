import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage } from '../../../../src/core/bedrock/content';
import { estimateMessageTokens } from '../../../../src/core/bedrock/tokenEstimate';
import { questionMessage } from '../../../../src/core/chat/context';
import { cutHistory } from '../../../../src/core/chat/history';

const turns = (...names: string[]) =>
  names.flatMap((name) => [textMessage('user', name), textMessage('assistant', `${name}!`)]);

describe('cutHistory', () => {
  it('cuts the oldest whole turns, never half of one', () => {
    const cut = cutHistory([...turns('a', 'b', 'c'), textMessage('user', 'd')], {
      maxTurns: 2,
      maxTokens: 1e6,
    });
    assert.deepEqual(cut.messages, [...turns('c'), textMessage('user', 'd')]);
    assert.equal(cut.droppedTurns, 2);
  });

  it('cuts until the rest fits the model, but keeps the question', () => {
    const long = 'x'.repeat(4000);
    const question = textMessage('user', long);
    const cut = cutHistory([...turns(long, long), question], { maxTurns: 0, maxTokens: 500 });
    assert.deepEqual(cut.messages, [question]);
    assert.equal(cut.droppedTurns, 2);
  });

  it('keeps beginning with the same turn for a while, so that the prompt cache knows it', () => {
    const names = Array.from({ length: 60 }, (_, index) => `turn ${index}`);
    const beginnings = (limits: { maxTurns: number; maxTokens: number }) =>
      names.map((_, index) => {
        const { messages, droppedTurns } = cutHistory(turns(...names.slice(0, index + 1)), limits);
        assert.ok(limits.maxTurns === 0 || index + 1 - droppedTurns <= limits.maxTurns);
        const tokens = messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
        assert.ok(tokens <= limits.maxTokens);
        return droppedTurns;
      });
    const byTurns = beginnings({ maxTurns: 20, maxTokens: 1e6 });
    assert.deepEqual([...new Set(byTurns)], [0, 5, 10, 15, 20, 25, 30, 35, 40]);
    assert.deepEqual(byTurns.slice(19, 26), [0, 5, 5, 5, 5, 5, 10]);
    const byTokens = beginnings({ maxTurns: 0, maxTokens: 200 });
    assert.ok(new Set(byTokens).size < 20, `${new Set(byTokens).size} beginnings`);
  });

  it('keeps a tool result with the turn it belongs to', () => {
    const history = [
      ...turns('a'),
      textMessage('user', 'b'),
      {
        role: 'assistant' as const,
        content: [{ type: 'toolUse' as const, toolUseId: 't', name: 'n', input: {} }],
      },
      { role: 'user' as const, content: [{ type: 'toolResult' as const, toolUseId: 't', content: [] }] },
    ];
    assert.equal(cutHistory(history, { maxTurns: 1, maxTokens: 1e6 }).messages.length, 3);
  });
});

describe('questionMessage', () => {
  it('names each file with its lines and fences it so that its text cannot get out', () => {
    const message = questionMessage('Explain', [
      {
        type: 'text' as const,
        path: 'docs/a.md',
        language: 'markdown',
        lines: { from: 3, to: 5 },
        text: '````js\ncode\n````',
      },
    ]);
    const [block] = message.content;
    assert.equal(
      block?.type === 'text' && block.text,
      'docs/a.md:3-5\n`````markdown\n````js\ncode\n````\n`````\n\nExplain',
    );
  });
});

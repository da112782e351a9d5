import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage } from '../../../../src/core/bedrock/content';
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
      { path: 'docs/a.md', language: 'markdown', lines: { from: 3, to: 5 }, text: '````js\ncode\n````' },
    ]);
    const [block] = message.content;
    assert.equal(
      block?.type === 'text' && block.text,
      'docs/a.md:3-5\n`````markdown\n````js\ncode\n````\n`````\n\nExplain',
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  textMessage,
  toConverseMessages,
  type ContentBlock,
  type Message,
} from '../../../../src/core/bedrock/messages';
import { brokenRule, type ConverseBody } from '../../../support/emulators/bedrock';

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.oneof(fc.string(), fc.constant(' \n')) }),
  fc.record(
    { type: fc.constant('reasoning' as const), text: fc.string(), signature: fc.string({ minLength: 1 }) },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({
    type: fc.constant('toolUse' as const),
    toolUseId: fc.uuid(),
    name: fc.constantFrom('read_file', 'search'),
    input: fc.dictionary(fc.string(), fc.string()),
  }),
  fc.record({ type: fc.constant('toolResult' as const), toolUseId: fc.uuid(), text: fc.string() }),
);
const message: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const),
  content: fc.array(block, { maxLength: 4 }),
});

describe('toConverseMessages', () => {
  it('makes any history one that Converse accepts', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`      seed ${seed}`);
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (history) => {
        // A question is what brings a history to be sent.
        const sent = toConverseMessages([...history, textMessage('user', 'And now?')]);
        assert.equal(
          brokenRule({ messages: sent } as ConverseBody, { verifySignature: () => true }),
          undefined,
        );
      }),
      { seed, numRuns: 500 },
    );
  });

  it('merges runs of one role and drops blank texts', () => {
    const sent = toConverseMessages([
      textMessage('assistant', 'Nobody asked'),
      textMessage('user', 'One'),
      textMessage('user', '  '),
      textMessage('user', 'Two'),
      textMessage('assistant', ''),
      textMessage('user', 'Three'),
    ]);
    assert.deepEqual(sent, [
      { role: 'user', content: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }] },
    ]);
  });

  it('sends reasoning back only with its signature, unmodified', () => {
    const answer: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'aborted' },
        { type: 'reasoning', text: 'done', signature: 'sig' },
        { type: 'text', text: 'Yes.' },
      ],
    };
    assert.deepEqual(toConverseMessages([textMessage('user', 'Sure?'), answer])[1]?.content, [
      { reasoningContent: { reasoningText: { text: 'done', signature: 'sig' } } },
      { text: 'Yes.' },
    ]);
  });

  it('keeps what tools said as text, since no tool is declared', () => {
    const sent = toConverseMessages([
      textMessage('user', 'Weather?'),
      {
        role: 'assistant',
        content: [{ type: 'toolUse', toolUseId: 't1', name: 'weather', input: { at: 'Rome' } }],
      },
      { role: 'user', content: [{ type: 'toolResult', toolUseId: 't1', text: 'Sunny' }] },
    ]);
    assert.match(JSON.stringify(sent), /weather.*Rome.*Sunny/);
    assert.ok(!JSON.stringify(sent).includes('toolUseId'));
  });
});

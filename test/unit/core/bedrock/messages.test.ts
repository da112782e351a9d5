import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { textMessage, type ContentBlock, type Message } from '../../../../src/core/bedrock/content';
import { toConverseMessages } from '../../../../src/core/bedrock/messages';
import { toToolConfig } from '../../../../src/core/bedrock/tools';
import { brokenRule, type ConverseBody } from '../../../support/emulators/bedrock';

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.oneof(fc.string(), fc.constant(' \n')) }),
  fc.record(
    { type: fc.constant('reasoning' as const), text: fc.string(), signature: fc.string({ minLength: 1 }) },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({
    type: fc.constant('toolUse' as const),
    toolUseId: fc.constantFrom('t1', 't2', 't3'),
    name: fc.constantFrom('read_file', 'search'),
    input: fc.dictionary(fc.string(), fc.string()),
  }),
  fc.record({
    type: fc.constant('toolResult' as const),
    toolUseId: fc.constantFrom('t1', 't2', 't3'),
    content: fc.array(fc.record({ type: fc.constant('text' as const), text: fc.string() }), { maxLength: 2 }),
  }),
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
        assert.equal(brokenRule({ messages: sent }, { verifySignature: () => true }), undefined);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('makes any history one that Converse accepts with tools, too', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`      seed ${seed}`);
    const toolConfig = toToolConfig([{ name: 'search', description: '', inputSchema: null }], false);
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (history) => {
        const sent = toConverseMessages([...history, textMessage('user', 'And now?')], { withTools: true });
        const body = { messages: sent, toolConfig } as ConverseBody;
        assert.equal(brokenRule(body, { verifySignature: () => true }), undefined);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('keeps calls with their results where tools are declared, results first and in one message', () => {
    const call = (toolUseId: string) => ({ type: 'toolUse' as const, toolUseId, name: 'search', input: {} });
    const result = (toolUseId: string) => ({
      type: 'toolResult' as const,
      toolUseId,
      content: [{ type: 'text' as const, text: toolUseId }],
    });
    const sent = toConverseMessages(
      [
        textMessage('user', 'Find it'),
        { role: 'assistant', content: [call('a'), call('b'), call('never answered')] },
        { role: 'user', content: [{ type: 'text', text: 'Here' }, result('a')] },
        { role: 'user', content: [result('b')] },
      ],
      { withTools: true },
    );
    assert.deepEqual(
      sent[2]?.content?.map((block) => block.toolResult?.toolUseId ?? block.text),
      ['a', 'b', 'never_answered', 'Here'],
    );
    assert.match(sent[2]?.content?.[2]?.toolResult?.content?.[0]?.text ?? '', /not carried out/);
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
      {
        role: 'user',
        content: [{ type: 'toolResult', toolUseId: 't1', content: [{ type: 'text', text: 'Sunny' }] }],
      },
    ]);
    assert.match(JSON.stringify(sent), /weather.*Rome.*Sunny/);
    assert.ok(!JSON.stringify(sent).includes('toolUseId'));
  });
});

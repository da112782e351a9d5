import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type Message } from '../../../../src/core/bedrock/content';
import { readTurn, storeTurn } from '../../../../src/core/chat/storedTurn';

describe('what the Chat view keeps of an answer', () => {
  const call = { type: 'toolUse', toolUseId: 't1', name: 'clock', input: { zone: 'UTC' } } as const;
  const turn: Message[] = [
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'A clock.', signature: 'signed', model: 'm' },
        { type: 'redactedReasoning', data: new Uint8Array([1, 2, 255]), model: 'm' },
        call,
      ],
    },
    {
      role: 'user',
      content: [{ type: 'toolResult', toolUseId: 't1', content: [{ type: 'text', text: '12:00' }] }],
    },
    textMessage('assistant', 'Noon.'),
  ];

  it('is the answer as it came, with tools and signed reasoning', () => {
    assert.deepEqual(readTurn(storeTurn(turn)), turn);
  });

  it('is nothing when the words say it all, and nothing of reasoning that is not signed', () => {
    assert.equal(storeTurn([textMessage('assistant', 'Noon.')]), undefined);
    const unsigned = { type: 'reasoning', text: 'Broken off' } as const;
    assert.equal(
      storeTurn([{ role: 'assistant', content: [unsigned, { type: 'text', text: 'x' }] }]),
      undefined,
    );
  });

  it('has no pictures in it, and an end', () => {
    const image = { type: 'image', format: 'png', bytes: new Uint8Array(1000) } as const;
    const result: Message = {
      role: 'user',
      content: [{ type: 'toolResult', toolUseId: 't1', content: [image] }],
    };
    assert.match(storeTurn([{ role: 'assistant', content: [call] }, result]) ?? '', /a picture/);
    const long = { ...call, input: { text: 'x'.repeat(300_000) } };
    assert.equal(storeTurn([{ role: 'assistant', content: [long] }]), undefined);
  });

  it('is not read when it is something else', () => {
    for (const other of [undefined, 7, 'no JSON', '{}', '[{"role":"system","content":[]}]']) {
      assert.equal(readTurn(other), undefined);
    }
  });
});

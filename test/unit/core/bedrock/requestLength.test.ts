import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { MAX_REQUEST_CHARACTERS, requestLength } from '../../../../src/core/bedrock/requestLength';

describe('The length of a request', () => {
  const lengthOf = (text: string) =>
    requestLength({ messages: [{ role: 'user', content: [{ type: 'text', text }] }], systemPrompt: '' })
      .texts;

  it('is that of its texts as JSON has them, where it depends on that whether they are too long', () => {
    const lone = '\ud800';
    // Six times as much is too long.
    const filling = 'ab"c'.repeat(MAX_REQUEST_CHARACTERS / 20);
    for (const text of [
      'plain ü 🙂',
      '"\\\n\t\r\b\f',
      '\u0000\u001f\u007f',
      lone,
      `${lone}x\udc00`,
      '🙂\udc00\ud83d',
    ]) {
      const long = `${filling}${text}`;
      const expected = JSON.stringify(long).length - 2;
      assert.equal(lengthOf(long), expected, JSON.stringify(text));
    }
  });

  it('counts the system prompt as it counts messages', () => {
    const systemPrompt = '"'.repeat(MAX_REQUEST_CHARACTERS / 5);
    assert.equal(requestLength({ messages: [], systemPrompt }).texts, systemPrompt.length * 2);
  });

  it('is that of the texts themselves where they are not too long in any case', () => {
    assert.equal(lengthOf('"\u0001'), 2);
  });

  it('is more than is sent where a text of control characters would be', () => {
    assert.ok(lengthOf('\u0001'.repeat(MAX_REQUEST_CHARACTERS / 5)) > MAX_REQUEST_CHARACTERS);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { MAX_REQUEST_CHARACTERS, requestLength } from '../../../../src/core/bedrock/requestLength';

describe('The length of a request', () => {
  const lengthOf = (text: string) =>
    requestLength({ messages: [{ role: 'user', content: [{ type: 'text', text }] }], systemPrompt: '' })
      .texts;

  it('is that of its texts as JSON has them', () => {
    const lone = '\ud800';
    const texts = [
      '',
      'plain ü 🙂',
      '"\\\n\t\r\b\f',
      '\u0000\u001f\u007f',
      lone,
      `${lone}x\udc00`,
      '🙂\udc00\ud83d',
    ];
    for (const text of texts) {
      assert.equal(lengthOf(text), JSON.stringify(text).length - 2, JSON.stringify(text));
      const { texts: ofPrompt } = requestLength({ messages: [], systemPrompt: text });
      assert.equal(ofPrompt, JSON.stringify(text).length - 2, JSON.stringify(text));
    }
  });

  it('is more than is sent where a text of control characters would be', () => {
    assert.ok(lengthOf('\u0001'.repeat(MAX_REQUEST_CHARACTERS / 5)) > MAX_REQUEST_CHARACTERS);
  });
});

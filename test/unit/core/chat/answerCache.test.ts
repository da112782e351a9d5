import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ContentBlock } from '../../../../src/core/bedrock/content';
import type { ConverseRequest, ConverseResult } from '../../../../src/core/bedrock/wire/converseCall';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';
import { nothingUsed } from '../../../../src/core/bedrock/unreportedUsage';
import { AnswerCache } from '../../../../src/core/chat/answerCache';

const result: ConverseResult = {
  invocationId: 'i',
  outcome: 'success',
  text: 'A cat.',
  content: [],
  stopReason: 'end_turn',
  usage: nothingUsed,
  latencyMs: 1,
  timeToFirstTokenMs: 1,
  attempts: 1,
};

const png = (bytes: Uint8Array): ContentBlock => ({ type: 'image', format: 'png', bytes });

function asked(...files: readonly ContentBlock[]): ConverseRequest {
  return {
    surface: 'panel',
    conversationId: null,
    model: configuredModel('anthropic.claude-3-haiku-20240307-v1:0'),
    messages: [{ role: 'user', content: [...files, { type: 'text', text: 'What is it?' }] }],
    systemPrompt: '',
    parameters: {},
  };
}

describe('a stored answer', () => {
  const store = new AnswerCache();
  const picture = Uint8Array.of(1, 2, 3, 4);
  store.keep('us-east-1', asked(png(picture)), result, 60_000);
  const isKnown = (request: ConverseRequest) => store.find('us-east-1', request) !== undefined;

  it('is that of the same picture, wherever its bytes lie', () => {
    assert.ok(isKnown(asked(png(picture.slice()))));
    assert.ok(isKnown(asked(png(Uint8Array.of(9, 1, 2, 3, 4, 9).subarray(1, 5)))));
  });

  it('is not that of another picture, of another format, of more of them, or of none', () => {
    for (const bytes of [[1, 2, 3, 5], [1, 2, 3], [1, 2, 3, 4, 0], []]) {
      assert.ok(!isKnown(asked(png(Uint8Array.from(bytes)))), bytes.join());
    }
    assert.ok(!isKnown(asked({ type: 'image', format: 'gif', bytes: picture })));
    assert.ok(!isKnown(asked(png(picture), png(picture))));
    assert.ok(!isKnown(asked()));
  });

  it('is not that of a picture that lies in the same memory', () => {
    const memory = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    store.keep('us-east-1', asked(png(memory.subarray(0, 4))), result, 60_000);
    assert.ok(!isKnown(asked(png(memory.subarray(4)))));
  });

  it('is that of a document by its bytes and its name', () => {
    const document = (name: string, last: number): ContentBlock => ({
      type: 'document',
      format: 'pdf',
      name,
      bytes: Uint8Array.of(7, last),
    });
    store.keep('us-east-1', asked(document('a', 1)), result, 60_000);
    assert.ok(isKnown(asked(document('a', 1))));
    assert.ok(!isKnown(asked(document('a', 2))));
    assert.ok(!isKnown(asked(document('b', 1))));
  });
});

import assert from 'node:assert/strict';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import type { ChatOutcome } from '../../src/core/chat/question';
import { answers, breaks, closes, failsOnce, refuses, says, thinks } from './bedrock';
import { withWorld } from './support/withWorld';

const opus = 'us.anthropic.claude-opus-4-7';

/** What is left of answers that broke or were stopped must be fit to go out again. */
describe('an answer that was cut off', () => {
  const world = withWorld();

  for (const after of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
    it(`can go out again, broken after ${after} events of thought and talk`, async () => {
      const { server, test } = world();
      test.settings = {
        ...test.settings,
        model: opus,
        parameters: { reasoning: { type: 'effort', level: 'high' } },
      };
      test.connection = { ...test.connection, retryMaxAttempts: 1 };
      server.reply(closes(after, { answer: answers(thinks('The sea rises.'), says('It is ebb at four.')) }));
      const { outcome } = await test.ask('How is the tide?');
      const content = contentOf(outcome);
      const history: Message[] = [
        textMessage('user', 'How is the tide?'),
        ...(content.length > 0 ? [{ role: 'assistant' as const, content }] : []),
        textMessage('user', 'Go on.'),
      ];
      await test.ask('', { messages: history });
      assert.deepEqual(server.refusals, []);
    });
  }
});

describe('a failure that passes by itself', () => {
  const world = withWorld();

  for (const [what, failure] of [
    [
      'the model failed and AWS says to try again',
      refuses({
        status: 424,
        name: 'ModelErrorException',
        message: 'The system encountered an unexpected error during processing. Try your request again.',
      }),
    ],
    [
      'the service is too busy, in the stream',
      breaks({
        after: 1,
        name: 'serviceUnavailableException',
        message: 'Bedrock is unable to process your request.',
      }),
    ],
    [
      'the service is too busy',
      refuses({
        status: 503,
        name: 'ServiceUnavailableException',
        message: 'Bedrock is unable to process your request.',
      }),
    ],
    ['a status without a name', refuses({ status: 529, name: '', message: 'overloaded_error' })],
    [
      'the model is not warm yet',
      refuses({ status: 429, name: 'ModelNotReadyException', message: 'Model is not ready for inference.' }),
    ],
    ['the connection broke before the answer', closes('request')],
  ] as const) {
    it(`is tried again: ${what}`, async () => {
      const { server, test } = world();
      server.reply(...failsOnce(failure, says('Ebb.')));
      const { text } = await test.ask('How is the tide?');
      assert.equal(text, 'Ebb.');
      assert.equal(server.requests.length, 2);
    });
  }
});

function contentOf(outcome: ChatOutcome) {
  assert.equal(outcome.type, 'called');
  return outcome.result.content;
}

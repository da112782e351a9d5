import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { attachmentOf } from '../../src/core/chat/attachment';
import { ChatSession } from '../../src/core/chat/chatSession';
import { exportMarkdown } from '../../src/core/chat/exportMarkdown';
import type { ToolRunner } from '../../src/core/chat/toolRunner';
import { noTools } from '../support/fakes/noTools';
import { TestTools } from '../support/fakes/testTools';
import { breaks, calls, closes, gateway, refuses, says, saysNothing, type Reply } from './bedrock';
import { withWorld } from './support/withWorld';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = () =>
  attachmentOf({ type: 'file', path: 'plan.png', block: { type: 'image', format: 'png', bytes: png } });

describe('A question that the service refuses', () => {
  const world = withWorld();

  function begin(tools: ToolRunner = noTools): ChatSession {
    return new ChatSession({
      engine: world().test.engine,
      post: () => undefined,
      feedback: { record: () => undefined },
      tools: () => ({ runner: tools, maxRounds: 3 }),
    });
  }

  /** The last request as it went out. */
  const sent = () => JSON.stringify(world().server.requests.at(-1)?.body.messages ?? assert.fail('None'));

  const refused = (status: number, name: string, message: string) => refuses({ status, name, message });
  const refusals: readonly (readonly [string, Reply])[] = [
    ['its picture cannot be read', refused(400, 'ValidationException', 'Could not process image')],
    ['it is too long', refused(400, 'ValidationException', 'Input is too long for requested model.')],
    ['it is invalid once the stream runs', breaks({ after: 1, name: 'validationException', message: 'No' })],
    ['nobody allowed it', refused(403, 'AccessDeniedException', 'User: a is not authorized to perform: b')],
    ['its model is not there', refused(404, 'ResourceNotFoundException', 'Could not resolve the model')],
    ['a guardrail blocks it', says('I cannot help with that.', { stopReason: 'guardrail_intervened' })],
    ['a filter blocks it', saysNothing({ stopReason: 'content_filtered' })],
    ['the model declines', says('It would', { stopReason: 'refusal' })],
  ];
  for (const [why, reply] of refusals) {
    it(`is marked, and left out of what is sent next: ${why}`, async () => {
      const session = begin();
      world().server.reply(says('Hello.'), reply, says('4'));
      await session.send('Good morning');
      await session.send('What is on this plan?', [picture()]);
      const marks = session.snapshot().map(({ leftOut }) => leftOut !== '');
      assert.deepEqual(marks, [false, false, true, true]);
      await session.send('What is 2 + 2?');
      assert.equal(session.snapshot().at(-1)?.text, '4');
      assert.match(sent(), /Good morning.*Hello.*2 \+ 2/);
      assert.doesNotMatch(sent(), /plan|image|cannot help|It would/);
    });
  }

  const others: readonly (readonly [string, readonly Reply[]])[] = [
    ['throttled', Array.from({ length: 5 }, () => refused(429, 'ThrottlingException', 'Too many requests'))],
    ['busy', Array.from({ length: 5 }, () => refused(503, 'ServiceUnavailableException', 'Busy'))],
    ['cut off', [closes(3)]],
    ['lost at a gateway', Array.from({ length: 5 }, () => gateway({ status: 502, body: '<html></html>' }))],
    ['cut by its limit', [says('Half', { stopReason: 'max_tokens' })]],
  ];
  for (const [what, replies] of others) {
    it(`is none that was ${what}: that goes along`, async () => {
      const session = begin();
      world().server.reply(...replies, says('4'));
      await session.send('What is on this plan?');
      assert.ok(session.snapshot().every(({ leftOut }) => leftOut === ''));
      await session.send('What is 2 + 2?');
      assert.match(sent(), /plan.*2 \+ 2/);
    });
  }

  it('is none that was stopped', async () => {
    const session = begin();
    world().server.reply({ kind: 'silence', ms: 3_000, after: 1, answer: says('Late.') });
    setTimeout(() => session.stop(), 100);
    await session.send('What is on this plan?');
    assert.ok(session.snapshot().every(({ leftOut }) => leftOut === ''));
  });

  it('is left out with the tools that were run for it, whose results may be what is refused', async () => {
    const session = begin(new TestTools(['look']));
    world().server.reply(calls('look', {}), refused(400, 'ValidationException', 'Could not process image'));
    await session.send('What is on this plan?');
    await session.send('What is 2 + 2?');
    assert.doesNotMatch(sent(), /plan|look/);
  });

  it('can be asked again, and counts once it is answered', async () => {
    const session = begin();
    world().server.reply(
      refused(403, 'AccessDeniedException', 'Not authorized'),
      says('A house.'),
      says('Red.'),
    );
    await session.send('What is on this plan?');
    await session.retry(session.snapshot()[1]?.id ?? '');
    assert.ok(session.snapshot().every(({ leftOut }) => leftOut === ''));
    await session.send('In which color?');
    assert.match(sent(), /plan.*A house.*color/);
  });

  it('can be taken back with its attachments, to be written anew', async () => {
    const session = begin();
    world().server.reply(
      refused(400, 'ValidationException', 'Could not process image'),
      says('Text will do.'),
    );
    await session.send('What is on this plan?', [picture()]);
    const [question] = session.snapshot();
    const back = session.takeBack(question?.id ?? '');
    assert.equal(back?.text, 'What is on this plan?');
    assert.deepEqual(
      back.attachments.map(({ label }) => label),
      [picture().label],
    );
    assert.deepEqual(session.snapshot(), []);
    await session.send('What is on a plan?');
    assert.equal(session.takeBack(session.snapshot()[0]?.id ?? ''), undefined, 'This one was answered');
    assert.doesNotMatch(sent(), /image/);
  });

  it('stays marked where others followed it, on the page that is shown again and in an export', async () => {
    const session = begin();
    world().server.reply(refused(400, 'ValidationException', 'Could not process image'), says('4'));
    await session.send('What is on this plan?', [picture()]);
    await session.send('What is 2 + 2?');
    session.takeBack(session.snapshot()[0]?.id ?? '');
    const messages = session.snapshot();
    assert.equal(messages.length, 4);
    const text = exportMarkdown(messages, 'Some model', new Date(0));
    assert.equal(text.split('left out of what is sent').length, 2, text);
  });
});

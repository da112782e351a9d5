import assert from 'node:assert/strict';
import type { ToPanel } from '../../src/protocol/chatPanel';
import {
  completedAnswers,
  initialChatState,
  questionsOf,
  reduceChat,
  type ChatState,
} from '../../webview/conversation/chatState';
import { answer, attached, question, snapshot } from './chatPage';

function after(...messages: ToPanel[]): ChatState {
  return messages.reduce(reduceChat, initialChatState);
}

describe('the state of the chat panel', () => {
  it('is ready once a snapshot came, and takes all of it', () => {
    assert.equal(initialChatState.ready, false);
    const state = after(snapshot({ messages: [question('Hi')], busy: true }));
    assert.equal(state.ready, true);
    assert.equal(state.busy, true);
    assert.deepEqual(questionsOf(state), ['Hi']);
    assert.equal(state.header.region, 'us-east-1');
  });

  it('adds a new message, and replaces the one of the same id', () => {
    const state = after(
      snapshot({ messages: [question('Hi')] }),
      { type: 'message', message: answer('', { streaming: true }) },
      { type: 'message', message: answer('Hello', { notices: ['Stopped.'] }) },
    );
    assert.deepEqual(
      state.messages.map(({ id, text }) => [id, text]),
      [
        ['q1', 'Hi'],
        ['a1', 'Hello'],
      ],
    );
    assert.deepEqual(state.messages[1]?.notices, ['Stopped.']);
  });

  it('adds deltas to their message, and leaves the others as they are', () => {
    const before = after(snapshot({ messages: [question('Hi'), answer('He', { streaming: true })] }));
    const now = reduceChat(before, { type: 'delta', messageId: 'a1', text: 'llo' });
    assert.equal(now.messages[1]?.text, 'Hello');
    assert.equal(now.messages[0], before.messages[0]);
    assert.equal(before.messages[1]?.text, 'He');
  });

  it('ignores what concerns a message that is gone', () => {
    const state = after(snapshot());
    assert.equal(reduceChat(state, { type: 'delta', messageId: 'x', text: 'y' }), state);
    assert.equal(
      reduceChat(state, { type: 'status', messageId: 'x', status: 'y', waitsToRetry: false }),
      state,
    );
    assert.equal(reduceChat(state, { type: 'truncate', messageId: 'x' }), state);
  });

  it('drops a message and all after it', () => {
    const messages = [question('1'), answer('2'), question('3', { id: 'q2' }), answer('4', { id: 'a2' })];
    const state = after(snapshot({ messages }), { type: 'truncate', messageId: 'a1' });
    assert.deepEqual(
      state.messages.map(({ id }) => id),
      ['q1'],
    );
  });

  it('takes the parts that change by themselves', () => {
    const attachments = [attached({ label: 'a.ts' })];
    const header = { modelLabel: 'M', modelTooltip: '', region: 'eu-west-1', signedIn: 'no' as const };
    const state = after(
      snapshot({ messages: [answer('', { streaming: true })] }),
      { type: 'attachments', attachments },
      { type: 'header', header },
      { type: 'busy', busy: true },
      { type: 'status', messageId: 'a1', status: 'Throttled', waitsToRetry: false },
      { type: 'focusInput', text: null },
    );
    assert.deepEqual(state.attachments, attachments);
    assert.deepEqual(state.header, header);
    assert.equal(state.busy, true);
    assert.equal(state.messages[0]?.status, 'Throttled');
  });

  it('tells which answers became complete, and only then', () => {
    const streaming = after(snapshot({ messages: [answer('x', { streaming: true })] }));
    const done = reduceChat(streaming, { type: 'message', message: answer('x') });
    assert.deepEqual(completedAnswers(streaming, done), [answer('x')]);
    assert.deepEqual(completedAnswers(done, done), []);
    assert.deepEqual(completedAnswers(initialChatState, done), []);
  });
});

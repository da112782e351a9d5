import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { attachmentOf } from '../../../../src/core/chat/attachment';
import { ChatSession } from '../../../../src/core/chat/chatSession';
import type { ToolRunner } from '../../../../src/core/chat/toolRunner';
import { actionIdSchema, type PanelMessage, type ToPanel } from '../../../../src/protocol/chatPanel';
import { answer, failMid, throttle } from '../../../support/emulators/bedrock';
import { reply, TestTools } from '../../../support/fakes/testTools';
import { withEmulator, withEngine } from '../../../support/withEngine';
import { noTools } from '../../../support/fakes/noTools';

/** The view, as far as the session can tell: applies what is posted. */
class View {
  messages: PanelMessage[] = [];
  readonly statuses: string[] = [];
  onDelta: () => void = () => undefined;
  onStepDelta: () => void = () => undefined;

  readonly post = (change: ToPanel): void => {
    switch (change.type) {
      case 'message': {
        const index = this.messages.findIndex(({ id }) => id === change.message.id);
        this.messages.splice(index < 0 ? this.messages.length : index, 1, change.message);
        break;
      }
      case 'delta': {
        const index = this.messages.findIndex(({ id }) => id === change.messageId);
        const message = this.messages[index];
        assert.ok(message, 'a delta came for a message that was never shown');
        this.messages[index] = { ...message, text: message.text + change.text };
        this.onDelta();
        break;
      }
      case 'step': {
        const index = this.messages.findIndex(({ id }) => id === change.messageId);
        const message = this.messages[index];
        assert.ok(message, 'a step came for a message that was never shown');
        const at = message.steps.findIndex(({ id }) => id === change.step.id);
        const steps = at < 0 ? [...message.steps, change.step] : message.steps.with(at, change.step);
        this.messages[index] = { ...message, steps };
        break;
      }
      case 'stepDelta': {
        const index = this.messages.findIndex(({ id }) => id === change.messageId);
        const message = this.messages[index];
        assert.ok(message, 'a delta came for a message that was never shown');
        const steps = message.steps.map((step) =>
          step.type === 'reasoning' && step.id === change.stepId
            ? { ...step, text: step.text + change.text }
            : step,
        );
        this.messages[index] = { ...message, steps };
        this.onStepDelta();
        break;
      }
      case 'truncate':
        this.messages.splice(this.messages.findIndex(({ id }) => id === change.messageId));
        break;
      case 'status':
        this.statuses.push(change.status);
        break;
    }
  };

  get last(): PanelMessage {
    const last = this.messages.at(-1);
    assert.ok(last);
    return last;
  }
}

describe('ChatSession', () => {
  const emulator = withEmulator();
  const engine = withEngine(emulator);
  let view: View;
  let session: ChatSession;
  let tools: ToolRunner;
  let maxRounds: number;
  const feedback: [string, string][] = [];

  beforeEach(() => {
    view = new View();
    feedback.length = 0;
    tools = noTools;
    maxRounds = 5;
    session = new ChatSession({
      engine: engine().engine,
      post: view.post,
      tools: () => ({ runner: tools, maxRounds }),
      feedback: { record: (id, value) => feedback.push([id, value]) },
    });
  });

  it('shows the view exactly what it holds, delta by delta', async () => {
    await session.send('Hello');
    assert.deepEqual(view.messages, session.snapshot());
    assert.equal(view.last.streaming, false);
    assert.match(view.last.text, /Hello/);
    assert.ok((view.last.figures?.totalInputTokens ?? 0) > 0);
  });

  it('gives a view that shows up in mid-answer all that came so far, once', async () => {
    emulator().script(answer({ words: 40, paceMs: 5 }));
    const late = new View();
    let deltas = 0;
    session = new ChatSession({
      engine: engine().engine,
      tools: () => ({ runner: noTools, maxRounds: 5 }),
      feedback: { record: () => undefined },
      post: (change) => {
        if (deltas >= 3) {
          late.post(change);
        }
        deltas += change.type === 'delta' ? 1 : 0;
        if (deltas === 3 && late.messages.length === 0) {
          late.messages = session.snapshot();
        }
      },
    });
    await session.send('Count');
    assert.deepEqual(late.messages, session.snapshot());
  });

  it('puts a question and its attachments together once, however often it is asked', async () => {
    const text = '`a'.repeat(20_000_000);
    await session.send('Why?', [attachmentOf({ type: 'text', path: 'a.md', language: '', text })]);
    // To look through 40 million characters takes a good part of a second.
    for (let time = 0; time < 60; time++) {
      await session.retry(view.last.id);
    }
    assert.match(view.last.error?.message ?? '', /^The question .* is too long for .* 40 million characters/);
    assert.deepEqual(emulator().requests, []);
  });

  it('sends a second question with the first and its answer', async () => {
    await session.send('My name is Ada');
    await session.send('What is my name?');
    const body = emulator().requests.at(-1)?.body as { messages: { role: string }[] };
    assert.deepEqual(
      body.messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.match(JSON.stringify(body), /Ada/);
  });

  it('keeps what came when stopped, and goes on where it broke off', async () => {
    emulator().script(answer({ words: 500, paceMs: 5 }));
    view.onDelta = () => session.stop();
    await session.send('Stop this');
    const partial = view.last.text;
    assert.notEqual(partial, '');
    assert.deepEqual(view.last.notices, ['Stopped.']);

    view.onDelta = () => undefined;
    emulator().script(answer({ text: ' and the rest' }));
    await session.continue(view.last.id);
    assert.equal(view.last.text, `${partial} and the rest`);
    assert.equal(view.messages.length, 2);
  });

  it('offers the steps that a message shows, as long as it shows them, and no other', async () => {
    const all = actionIdSchema.options;
    const offered = (id: string | null) => all.filter((action) => session.offers(id, action));
    assert.deepEqual(offered(null), ['signIn'], 'An empty conversation invites to sign in');
    emulator().script(failMid('modelStreamErrorException', 3));
    await session.send('Fail');
    const { id, error } = view.last;
    const shown = error?.actions.map((action) => action.id) ?? [];
    assert.ok(shown.length > 0 && !shown.includes('allowToday'));
    assert.deepEqual(new Set(offered(id)), new Set(shown));
    assert.deepEqual(offered(view.messages[0]?.id ?? ''), [], 'A question offers nothing');
    assert.deepEqual(offered('another'), []);
    await session.retry(id);
    assert.deepEqual([...offered(id), ...offered(view.last.id)], [], 'What went well offers nothing');
  });

  it('keeps the text of a stream that fails and asks the same again on retry', async () => {
    emulator().script(failMid('modelStreamErrorException', 3));
    await session.send('Fail');
    assert.equal(view.last.error?.code, 'modelError');
    assert.notEqual(view.last.text, '');
    await session.retry(view.last.id);
    assert.equal(view.last.error, null);
    assert.equal(view.messages.length, 2);
    assert.deepEqual(view.messages, session.snapshot());
  });

  it('counts down to the next attempt when throttled', async () => {
    // With its jitter never so near a whole second that the tick of it comes too late to be told.
    engine().connection = { ...engine().connection, retryBaseDelayMs: 1600 };
    emulator().script(throttle(1));
    await session.send('Busy');
    assert.ok(
      view.statuses.includes('Throttled by Bedrock; trying again in 1 s (2 of 5)'),
      view.statuses.join(),
    );
    assert.equal(view.last.error, null);
  });

  it('asks another question in the place of an edited one', async () => {
    await session.send('One');
    await session.send('Two');
    const first = view.messages[0];
    assert.ok(first);
    await session.editAndResend(first.id, 'Three');
    assert.deepEqual(
      view.messages.map(({ role, text }) => (role === 'user' ? text : role)),
      ['Three', 'assistant'],
    );
    assert.ok(!JSON.stringify(emulator().requests.at(-1)?.body).includes('Two'));
  });

  it('ignores a second question while an answer is on its way', async () => {
    emulator().script(answer({ words: 20, paceMs: 5 }));
    await Promise.all([session.send('First'), session.send('Second')]);
    assert.equal(view.messages.filter(({ role }) => role === 'user').length, 1);
  });

  it('ends what is on its way before it begins a new conversation', async () => {
    emulator().script(answer({ words: 500, paceMs: 5 }));
    const asking = session.send('Old');
    await emulator().waitForRequest(({ wordsSent }) => wordsSent > 1);
    await session.reset();
    await asking;
    assert.deepEqual(session.snapshot(), []);
    await session.send('New');
    assert.ok(!JSON.stringify(emulator().requests.at(-1)?.body).includes('Old'));
    assert.notEqual(engine().invocations[0]?.conversation_id, engine().invocations[1]?.conversation_id);
  });

  it('shows reasoning as it comes, and sends it back as it came, with its signature', async () => {
    emulator().script(answer({ reasoning: 'Six times seven is forty-two.', text: 'It is 42.', paceMs: 5 }));
    const seen: number[] = [];
    view.onStepDelta = () => {
      const [step] = view.last.steps;
      seen.push(step?.type === 'reasoning' ? step.text.length : 0);
      assert.equal(view.last.text, '');
    };
    await session.send('What is six times seven?');
    assert.ok(seen.length > 1, 'it came in one piece');
    const [step] = view.last.steps;
    assert.ok(step?.type === 'reasoning' && step.durationMs !== null);
    assert.equal(step.text, 'Six times seven is forty-two.');
    assert.deepEqual(view.messages, session.snapshot());
    await session.send('And eight times?');
    const body = emulator().requests.at(-1)?.body as { messages: unknown[] };
    assert.match(JSON.stringify(body.messages[1]), /Six times seven is forty-two\..*"signature"/);
    assert.equal(emulator().requests.at(-1)?.status, 200);
  });

  it('lives on after an answer was stopped in the middle of its reasoning', async () => {
    emulator().script(answer({ reasoning: 'Well, '.repeat(200), paceMs: 5 }));
    view.onStepDelta = () => session.stop();
    await session.send('Think hard');
    const [step] = view.last.steps;
    assert.ok(step?.type === 'reasoning' && step.durationMs !== null, 'it still thinks');
    await session.send('Then tell me at once');
    assert.equal(emulator().requests.at(-1)?.status, 200);
    assert.doesNotMatch(JSON.stringify(emulator().requests.at(-1)?.body), /Well, /);
    assert.equal(view.last.error, null);
  });

  it('shows a tool call with its input and result where it happened, and sums the calls', async () => {
    tools = new TestTools(['clock']);
    emulator().script(
      answer({ text: 'Let me look.', toolUses: [{ name: 'clock', input: { zone: 'UTC' } }] }),
      answer({ text: 'Noon.' }),
    );
    await session.send('What time is it?');
    assert.equal(view.last.text, 'Let me look.\n\nNoon.');
    const [step] = view.last.steps;
    assert.ok(step?.type === 'tool');
    assert.deepEqual([step.name, step.state, step.result], ['clock', 'done', 'done']);
    assert.match(step.input, /"zone": "UTC"/);
    assert.equal(view.last.text.slice(0, step.at), 'Let me look.');
    assert.equal(view.last.figures?.calls, 2);
    assert.ok(view.statuses.includes('Running clock…'));
    assert.deepEqual(view.messages, session.snapshot());
    await session.send('Sure?');
    const body = JSON.stringify(emulator().requests.at(-1)?.body);
    assert.match(body, /"toolUse".*"toolResult"/);
    assert.equal(emulator().requests.at(-1)?.status, 200);
  });

  it('tells each of many long results once, not all of them with each', async () => {
    const [rounds, calls, characters] = [3, 100, 1_000];
    const toolUses = Array.from({ length: calls }, () => ({ name: 'clock', input: {} }));
    emulator().script(
      ...Array.from({ length: rounds }, () => answer({ toolUses })),
      answer({ text: 'Noon.' }),
    );
    const clock = new TestTools(['clock']);
    clock.on('clock', () => Promise.resolve(reply('x'.repeat(characters))));
    tools = clock;
    let told = 0;
    let posts = 0;
    session = new ChatSession({
      engine: engine().engine,
      tools: () => ({ runner: tools, maxRounds }),
      feedback: { record: () => undefined },
      post: (change) => {
        posts++;
        told += JSON.stringify(change).length;
        view.post(change);
      },
    });
    await session.send('What time is it?');
    assert.deepEqual(view.messages, session.snapshot());
    const results = view.last.steps.map((step) => (step.type === 'tool' ? step.result.length : 0));
    assert.deepEqual(results, Array<number>(rounds * calls).fill(characters));
    // Each once as it comes, and a few times with the whole message, at the beginning and the end.
    assert.ok(told < 5 * rounds * calls * characters, `${told} characters in ${posts} posts`);
  });

  it('stops after so many rounds of tools and goes on in the same answer when asked to', async () => {
    tools = new TestTools(['clock']);
    maxRounds = 1;
    emulator().script(
      answer({ text: 'Once.', toolUses: [{ name: 'clock', input: {} }] }),
      answer({ text: 'Twice.' }),
    );
    await session.send('What time is it?');
    assert.equal(view.last.canGoOn, true);
    assert.match(view.last.notices.join(), /tools\.maxRounds/);
    await session.continue(view.last.id);
    assert.equal(view.last.canGoOn, false);
    assert.equal(view.last.text, 'Once.\n\nTwice.');
    assert.equal(view.last.figures?.calls, 2);
    assert.doesNotMatch(JSON.stringify(emulator().requests.at(-1)?.body), /broke off/);
  });

  it('ends an answer with words about it even when asking itself fails', async () => {
    session = new ChatSession({
      engine: { ask: () => Promise.reject(new Error('a fault of our own')) },
      post: view.post,
      tools: () => ({ runner: noTools, maxRounds: 5 }),
      feedback: { record: () => undefined },
    });
    await assert.rejects(session.send('Hello'), /a fault of our own/);
    assert.equal(view.last.streaming, false);
    assert.notEqual(view.last.error, null);
    assert.equal(session.busy, false);
  });

  it('records feedback on the call that gave the answer', async () => {
    await session.send('Good?');
    session.feedback(view.last.id, 'helpful');
    assert.deepEqual(feedback, [[engine().invocations[0]?.id, 'helpful']]);
    assert.equal(view.last.feedback, 'helpful');
  });
});

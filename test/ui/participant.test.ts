import assert from 'node:assert/strict';
import { answer, failMid, throttle } from '../support/emulators/bedrock';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

describe('@bedrock in VS Code’s Chat view, used by a user', () => {
  const session = withSession({
    signedIn: true,
    settings: { 'bedrockChat.retry.baseDelayMs': 500 },
  });
  let window: VsCodeWindow;

  beforeEach(() => session().emulator.reset());

  function lastInvocation(): Record<string, unknown> {
    const last = session().invocations().at(-1);
    assert.ok(last);
    return last;
  }

  it('answers in a fresh window as soon as it can be asked', async () => {
    window = await session().openWindow();
    await window.chat.askAtOnce('@bedrock hello');
    await window.chat.waitForAnswer(/emulator[^]*Claude Sonnet.*chosen automatically/);
    assert.equal(lastInvocation()['surface'], 'participant');
    assert.equal(lastInvocation()['outcome'], 'success');
  });

  it('shows text before the answer ends', async () => {
    session().emulator.script(answer({ words: 80, paceMs: 50 }));
    await window.chat.ask('@bedrock stream');
    await eventually(async () => {
      assert.ok(/(\w+ ){5}/.test(await window.chat.answer.innerText()));
      assert.equal(session().emulator.requests.at(-1)?.ended, false);
    });
    await window.chat.waitForEnd();
  });

  it('stops in mid-answer', async () => {
    session().emulator.script(answer({ words: 2000, paceMs: 20 }));
    await window.chat.ask('@bedrock long');
    await session().emulator.waitForRequest(({ wordsSent }) => wordsSent > 20);
    await window.chat.stop();
    await session().emulator.waitForRequest(({ aborted }) => aborted);
    await eventually(() => {
      assert.equal(lastInvocation()['outcome'], 'cancelled');
      return Promise.resolve();
    });
  });

  it('shows a retry and succeeds', async () => {
    session().emulator.script(throttle(1));
    const text = await window.chat.askAndWait('@bedrock busy?');
    assert.match(text, /emulator/);
    assert.equal(lastInvocation()['attempts'], 2);
  });

  it('keeps the text of a stream that fails and offers to continue', async () => {
    session().emulator.script(failMid('serviceUnavailableException', 8));
    await window.chat.ask('@bedrock fail');
    await window.chat.waitForAnswer(/The answer broke off/);
    assert.equal(await window.chat.answer.getByRole('button', { name: 'Continue' }).isVisible(), true);
    assert.equal(lastInvocation()['outcome'], 'error');
  });

  it('remembers earlier turns, without its own footer', async () => {
    // Enter does nothing while the view still shows the answer before as under way.
    await window.chat.waitForEnd();
    await window.chat.askAndWait('@bedrock my cat is called Minka');
    await window.chat.askAndWait('@bedrock how is my cat called?');
    const questions = session().emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
    const body = JSON.stringify(questions.at(-1)?.body);
    assert.match(body, /Minka/);
    assert.doesNotMatch(body, /first token/);
  });

  it('offers a sign-in button when AWS does not accept the keys', async () => {
    session().emulator.script({ fault: { kind: 'fail', error: 'UnrecognizedClientException' } });
    await window.chat.ask('@bedrock let me in');
    await window.chat.waitForAnswer(/AWS does not accept/);
    assert.equal(await window.chat.answer.getByRole('button', { name: /Sign In/ }).isVisible(), true);
  });
});

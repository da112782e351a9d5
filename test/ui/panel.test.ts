import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { answer, failMid, throttle } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

describe('the Bedrock panel, used by a user', () => {
  const session = withSession({
    signedIn: true,
    settings: { 'bedrockChat.retry.baseDelayMs': 1500 },
  });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;

  before(async () => {
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  beforeEach(async () => {
    session().emulator.reset();
    await page.newChat();
  });

  function lastInvocation(): Record<string, unknown> {
    const last = session().invocations().at(-1);
    assert.ok(last);
    return last;
  }

  it('shows text before the answer ends, then its figures, and puts the call on record', async () => {
    session().emulator.script(answer({ words: 60, paceMs: 40 }));
    await page.ask('Stream, please');
    await eventually(async () => {
      const request = session().emulator.requests.at(-1);
      assert.ok(((await page.answer.innerText()).match(/\w+/g) ?? []).length > 3);
      assert.equal(request?.ended, false, 'the answer had ended before text was seen');
    });
    await page.ended();
    assert.match(await panel.getByTestId('chat-usage').innerText(), /first token.*tokens/s);

    const invocation = lastInvocation();
    assert.equal(invocation['outcome'], 'success');
    assert.equal(invocation['surface'], 'panel');
    assert.equal(invocation['attempts'], 1);
    assert.ok(Number(invocation['latency_ms']) >= 60 * 40);
    assert.ok(Number(invocation['time_to_first_token_ms']) < Number(invocation['latency_ms']));
    assert.ok(Number(invocation['input_tokens']) > 0 && Number(invocation['output_tokens']) > 0);
  });

  it('stops an answer in its middle and keeps what came', async () => {
    session().emulator.script(answer({ words: 1000, paceMs: 20 }));
    await page.ask('Long');
    await eventually(async () => assert.ok((await page.answer.innerText()).length > 30));
    await panel.getByTestId('chat-stop').click();
    await page.answer.getByText('Stopped.').waitFor();
    await session().emulator.waitForRequest(({ aborted }) => aborted);
    assert.equal(lastInvocation()['outcome'], 'cancelled');
    assert.equal(lastInvocation()['usage_source'], 'estimated');
  });

  it('says that it is throttled and when it tries again, and then answers', async () => {
    // So long that each wait can be seen, however busy the machine is.
    session().emulator.script(throttle(2, 3));
    await page.ask('Busy?');
    await panel.getByText(/Throttled by Bedrock; trying again in \d s \(2 of 5\)/).waitFor();
    await panel.getByText(/Throttled by Bedrock; trying again in \d s \(3 of 5\)/).waitFor();
    await page.answer
      .getByText(/emulator/)
      .first()
      .waitFor();
    await page.ended();
    assert.equal(lastInvocation()['outcome'], 'success');
    assert.equal(lastInvocation()['attempts'], 3);
  });

  it('keeps the text of a stream that fails, and continues it', async () => {
    session().emulator.script(failMid('modelStreamErrorException', 6), answer({ text: ' and so it ends.' }));
    await page.ask('Fail');
    const error = panel.locator('[data-testid="chat-error"][data-code="modelError"]');
    await error.waitFor();
    const kept = (await page.answer.innerText()).slice(0, 20);
    assert.equal(lastInvocation()['outcome'], 'error');
    await error.getByTestId('chat-action-continue').click();
    await page.answer.getByText('and so it ends.').waitFor();
    assert.ok((await page.answer.innerText()).startsWith(kept));
    assert.equal(await error.count(), 0);
  });

  it('sends a second question that remembers the first', async () => {
    await page.ask('My favorite color is teal');
    await page.ended();
    await page.ask('Which one is it?');
    await page.answer.getByText('teal').first().waitFor();
    await page.ended();
    const ids = session()
      .invocations()
      .slice(-2)
      .map((invocation) => invocation['conversation_id']);
    assert.equal(ids[0], ids[1]);
  });

  it('is as it was after it was hidden and shown again, even in the middle of an answer', async () => {
    session().emulator.script(answer({ words: 120, paceMs: 50 }));
    await page.ask('Hide me');
    await eventually(async () => assert.ok((await page.answer.innerText()).length > 20));
    await window.page.keyboard.press('Control+Shift+E');
    await eventually(async () => assert.equal(await isThere(panel), false));
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
    await panel.getByText('Hide me').waitFor();
    await page.ended();
    assert.equal(((await page.answer.locator('bc-markdown').innerText()).match(/\S+/g) ?? []).length, 120);
  });

  it('edits a question and asks it again in its place', async () => {
    await page.ask('First wording');
    await page.ended();
    await panel.locator('[data-testid="chat-message"][data-role="user"]').hover();
    await panel.getByTestId('chat-edit').click();
    await panel.getByTestId('chat-edit-input').fill('Second wording');
    await panel.getByTestId('chat-edit-input').press('Enter');
    await page.answer.getByText('Second wording').first().waitFor();
    // Asked of the messages alone: what is read out to screen readers may lag behind.
    assert.deepEqual(
      await panel.locator('[data-testid="chat-message"]').filter({ hasText: 'First wording' }).count(),
      0,
    );
  });

  it('sends a selection along when asked to', async () => {
    await window.openFile('prompts.txt');
    await window.page.locator('.editor-instance .view-lines').first().click();
    await window.page.keyboard.press('Control+A');
    await panel.getByTestId('chat-attach').click();
    await panel.getByTestId('chat-attach-selection').click();
    await panel.getByTestId('chat-attachment').waitFor();
    await page.ask('What is this?');
    await page.ended();
    const body = JSON.stringify(session().emulator.requests.at(-1)?.body);
    assert.match(body, /prompts\.txt:1-\d+/);
    assert.equal(await panel.getByTestId('chat-attachment').filter({ hasText: 'prompts.txt' }).count(), 1);
  });

  it('inserts code of an answer at the cursor', async () => {
    await window.openFile('README.md');
    await window.page.keyboard.press('Control+End');
    await page.ask('[code] Show me');
    await page.ended();
    await panel
      .getByRole('button', { name: /insert/i })
      .first()
      .click();
    await window.page.locator('.view-lines').getByText('export function greet').first().waitFor();
  });
});

async function isThere(frame: Frame): Promise<boolean> {
  if (frame.isDetached()) {
    return false;
  }
  return frame
    .getByTestId('chat-input')
    .isVisible()
    .catch(() => false);
}

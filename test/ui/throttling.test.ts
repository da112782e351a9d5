import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { throttle } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

const second = 'amazon.nova-pro-v1:0';

describe('throttling, and answers given before, as a user sees them', () => {
  const session = withSession({
    signedIn: true,
    settings: {
      // Longer than any test: only a user who does not wait sees an answer.
      'bedrockChat.retry.baseDelayMs': 600_000,
      'bedrockChat.retry.maxAttempts': 2,
      'bedrockChat.fallbackModel': second,
      'bedrockChat.storedAnswers.minutes': 10,
    },
  });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;

  before(async () => {
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  beforeEach(() => session().emulator.reset());

  const lastOutcomes = (count: number) =>
    session()
      .invocations()
      .slice(-count)
      .map(({ outcome, operation }) => [outcome, operation]);

  it('is not waited for when the user says so, in the panel', async () => {
    session().emulator.script(throttle(1));
    await page.ask('Do not wait');
    await panel.getByTestId('chat-retry-now').click();
    await page.ended();
    assert.match(await page.answer.innerText(), /emulator/);
    assert.equal(session().invocations().at(-1)?.['attempts'], 2);
  });

  it('is not waited for when the user says so, in the Chat view', async () => {
    session().emulator.script(throttle(1));
    await window.chat.ask('@bedrock do not wait');
    await window.page.getByRole('button', { name: 'Try Now' }).last().click();
    await window.chat.waitForAnswer(/emulator/);
    assert.equal(session().invocations().at(-1)?.['attempts'], 2);
  });

  it('makes the second model answer, which is said and on record', async () => {
    session().emulator.script(throttle(2));
    await page.ask('Who answers?');
    await panel.getByTestId('chat-retry-now').click();
    await page.ended();
    await page.answer.getByText(/is throttled, so .*Nova Pro answers/).waitFor();
    assert.deepEqual(lastOutcomes(2), [
      ['throttled', 'ConverseStream'],
      ['success', 'ConverseStream'],
    ]);
    assert.equal(session().invocations().at(-1)?.['model_id'], second);
  });

  it('gives a cached answer again, says so, and asks again at one click', async () => {
    const ask = async (): Promise<void> => {
      await page.newChat();
      await page.ask('The same question');
      await page.ended();
    };
    await ask();
    await ask();
    await page.answer.getByText(/This is the answer given less than a minute ago/).waitFor();
    assert.equal(
      session().emulator.requests.filter(({ operation }) => operation === 'ConverseStream').length,
      1,
    );
    assert.deepEqual(lastOutcomes(1), [['success', 'StoredAnswer']]);
    await page.answer.hover();
    await page.answer.getByTestId('chat-retry').click();
    await eventually(() => assert.deepEqual(lastOutcomes(1), [['success', 'ConverseStream']]));
    await page.ended();
    assert.equal(await page.answer.getByText(/This is the answer given/).count(), 0);
  });
});

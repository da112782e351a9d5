import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { answer, attached, figures, question, snapshot, useChatHost } from './chatPage';

const leftOut = 'This question was refused, so it is left out of what is sent with the next ones.';
const error = {
  code: 'validation',
  message: 'Bedrock did not accept the request: Could not process image',
  detail: 'ValidationException (HTTP 400): Could not process image',
  actions: [
    { id: 'openSettings' as const, label: 'Open Settings' },
    { id: 'chooseModel' as const, label: 'Choose Another Model…' },
  ],
};
const plan = attached({ label: 'plan.png', tooltip: 'plan.png', kind: 'image', size: '84 KB' });
const conversation = snapshot({
  messages: [
    question('What is on this plan?', { attachments: [plan], leftOut }),
    answer('', { error, leftOut }),
    question('What is 2 + 2?', { id: 'q2' }),
    answer('4', { id: 'a2', figures }),
  ],
});

describe('a question that was refused', function () {
  this.timeout(60_000);
  const host = useChatHost();

  for (const theme of ['dark', 'hcLight'] as const) {
    it(`is marked, and no other one is (${theme})`, async () => {
      const chat = await host.open({ theme, width: 420, height: 620 });
      await chat.receive(conversation);
      await chat.byId('chat-left-out').waitFor();
      assert.deepEqual(await chat.byId('chat-left-out').allInnerTexts(), [leftOut]);
      assert.ok(await chat.page.getByRole('button', { name: 'Edit and Ask Again' }).first().isVisible());
      mkdirSync('out/screenshots', { recursive: true });
      await chat.page.screenshot({ path: `out/screenshots/refused-question-${theme}.png` });
      assert.deepEqual(await chat.webview.problems(), []);
    });
  }

  it('goes back to the input with what was attached', async () => {
    const chat = await host.open();
    await chat.receive(conversation);
    await chat.byId('chat-edit').first().click();
    assert.deepEqual(await chat.intents(), [{ type: 'takeBack', messageId: 'q1' }]);
    // What the host says then.
    await chat.receive(
      { type: 'truncate', messageId: 'q1' },
      { type: 'attachments', attachments: [plan] },
      { type: 'focusInput', text: 'What is on this plan?' },
    );
    assert.equal(await chat.byId('chat-input').inputValue(), 'What is on this plan?');
    assert.equal(await chat.byId('chat-attachment').count(), 1);
    await chat.page.getByRole('button', { name: 'Remove plan.png' }).click();
    assert.deepEqual((await chat.intents()).at(-1), { type: 'detach', attachmentId: '1' });
  });

  it('is edited in its place where it was not refused', async () => {
    const chat = await host.open();
    await chat.receive(conversation);
    await chat.byId('chat-edit').last().click();
    await chat.byId('chat-edit-input').waitFor();
    assert.deepEqual(await chat.intents(), []);
  });
});

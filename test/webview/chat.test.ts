import assert from 'node:assert/strict';
import { answer, figures, question, snapshot, useChatHost } from './chatPage';

describe('the chat panel', function () {
  this.timeout(30_000);
  const host = useChatHost();

  it('sends a question with Enter, shows its answer as it streams, and says what it took', async () => {
    const chat = await host.open();
    await chat.receive(snapshot());
    await chat.byId('chat-input').fill('What is S3?');
    await chat.byId('chat-input').press('Enter');
    assert.deepEqual(await chat.intents(), [{ type: 'send', text: 'What is S3?' }]);
    assert.equal(await chat.byId('chat-input').inputValue(), '');

    await chat.receive(
      { type: 'busy', busy: true },
      { type: 'message', message: question('What is S3?') },
      { type: 'message', message: answer('', { streaming: true, status: 'Waiting for Claude…' }) },
      { type: 'delta', messageId: 'a1', text: 'An **object' },
    );
    const shown = chat.byId('chat-message').and(chat.page.locator('[data-role=assistant]'));
    await shown.getByText('An **object').waitFor();
    assert.notEqual(await shown.getAttribute('data-streaming'), null);

    await chat.receive(
      { type: 'delta', messageId: 'a1', text: ' store**.' },
      { type: 'message', message: answer('An **object store**.', { figures }) },
      { type: 'busy', busy: false },
    );
    await shown.locator('strong', { hasText: 'object store' }).waitFor();
    assert.equal(await shown.getAttribute('data-streaming'), null);
    assert.equal(
      (await chat.byId('chat-usage').innerText()).trim(),
      '1.2 s · first token 0.4 s · 812 → 340 tokens (600 cached) · $0.0061',
    );
    assert.deepEqual(await chat.webview.problems(), []);
  });

  it('turns the send button into stop while an answer is on its way', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ busy: true, messages: [question('Hi'), answer('', { streaming: true })] }));
    await chat.byId('chat-stop').click();
    assert.deepEqual(await chat.intents(), [{ type: 'stop' }]);
    assert.equal(await chat.byId('chat-send').count(), 0);
    assert.deepEqual(await chat.webview.problems(), []);
  });
});

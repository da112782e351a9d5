import assert from 'node:assert/strict';
import { answer, attached, figures, question, snapshot, useChatHost, type ChatPage } from './chatPage';

/** Two turns, both complete. */
const twoTurns = [
  question('first question'),
  answer('first answer', { figures }),
  question('second question', { id: 'q2' }),
  answer('second answer', { id: 'a2', figures }),
];

/** Lets the page draw what it was told. */
function drawn(chat: ChatPage): Promise<void> {
  return chat.page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

function activeTestId(chat: ChatPage): Promise<string | null> {
  return chat.page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null);
}

describe('the chat panel', function () {
  this.timeout(30_000);
  const host = useChatHost();

  it('asks for a snapshot when it has loaded', async () => {
    const chat = await host.open();
    await chat.byId('chat-input').waitFor();
    assert.deepEqual(await chat.webview.posted(), [{ type: 'ready' }]);
  });

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

  describe('its input', () => {
    it('breaks the line with Shift+Enter, and grows', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      const input = chat.byId('chat-input');
      await input.pressSequentially('one');
      const before = (await input.boundingBox())?.height ?? 0;
      await input.press('Shift+Enter');
      await input.pressSequentially('two');
      assert.equal(await input.inputValue(), 'one\ntwo');
      assert.ok(((await input.boundingBox())?.height ?? 0) > before);
      assert.deepEqual(await chat.intents(), []);
    });

    it('sends nothing when there is nothing but blanks', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      await chat.byId('chat-input').fill('  \n ');
      await chat.byId('chat-input').press('Enter');
      assert.notEqual(await chat.byId('chat-send').getAttribute('disabled'), null);
      assert.deepEqual(await chat.intents(), []);
    });

    it('does not send while an input method composes', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      const input = chat.byId('chat-input');
      await input.focus();
      const session = await chat.page.context().newCDPSession(chat.page);
      await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
      await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
      assert.deepEqual(await chat.intents(), []);
      await session.send('Input.insertText', { text: '日本' });
      await input.press('Enter');
      assert.deepEqual(await chat.intents(), [{ type: 'send', text: '日本' }]);
    });

    it('recalls earlier questions with the arrow keys', async () => {
      const chat = await host.open();
      await chat.receive(snapshot({ messages: [question('line 1\nline 2'), ...twoTurns.slice(2)] }));
      const input = chat.byId('chat-input');
      const values: string[] = [];
      await input.focus();
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
        await input.press(key);
        values.push(await input.inputValue());
      }
      const [older, oldest] = ['second question', 'line 1\nline 2'];
      assert.deepEqual(values, [older, oldest, oldest, older, '']);
    });

    it('takes the cursor, and a text, when the host says so', async () => {
      const chat = await host.open();
      await chat.receive(snapshot(), { type: 'focusInput', text: 'Explain this' });
      await drawn(chat);
      assert.equal(await activeTestId(chat), 'chat-input');
      assert.equal(await chat.byId('chat-input').inputValue(), 'Explain this');
    });

    it('sends with the button, and keeps the cursor', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      await chat.byId('chat-input').fill('Hi');
      await chat.byId('chat-send').click();
      assert.deepEqual(await chat.intents(), [{ type: 'send', text: 'Hi' }]);
      assert.equal(await activeTestId(chat), 'chat-input');
    });

    it('attaches the selection or a file, and takes an attachment off', async () => {
      const chat = await host.open();
      const attachments = [attached({ id: '7' })];
      await chat.receive(snapshot({ attachments }));
      for (const what of ['selection', 'file']) {
        await chat.byId('chat-attach').click();
        await chat.byId(`chat-attach-${what}`).click();
      }
      await chat.page.getByRole('button', { name: 'Remove a.ts:10-40' }).click();
      assert.deepEqual(await chat.intents(), [
        { type: 'attach', what: 'selection' },
        { type: 'attach', what: 'file' },
        { type: 'detach', attachmentId: '7' },
      ]);
    });
  });

  describe('while an answer is on its way', () => {
    const busy = snapshot({ busy: true, messages: [question('Hi'), answer('Hel', { streaming: true })] });

    it('has a stop button in place of send', async () => {
      const chat = await host.open();
      await chat.receive(busy);
      await chat.byId('chat-stop').click();
      assert.deepEqual(await chat.intents(), [{ type: 'stop' }]);
      assert.equal(await chat.byId('chat-send').count(), 0);
    });

    it('stops with Escape', async () => {
      const chat = await host.open();
      await chat.receive(busy);
      await chat.byId('chat-input').press('Escape');
      assert.deepEqual(await chat.intents(), [{ type: 'stop' }]);
    });

    it('keeps what is typed, and does not send it', async () => {
      const chat = await host.open();
      await chat.receive(busy);
      await chat.byId('chat-input').fill('next');
      await chat.byId('chat-input').press('Enter');
      assert.equal(await chat.byId('chat-input').inputValue(), 'next');
      assert.deepEqual(await chat.intents(), []);
    });

    it('puts the focus into the input when the stop button goes', async () => {
      const chat = await host.open();
      await chat.receive(busy);
      await chat.byId('chat-stop').focus();
      await chat.receive({ type: 'busy', busy: false });
      await chat.byId('chat-send').waitFor();
      assert.equal(await activeTestId(chat), 'chat-input');
    });

    it('says in words what is waited for', async () => {
      const chat = await host.open();
      await chat.receive(
        snapshot({ busy: true, messages: [question('Hi'), answer('', { streaming: true })] }),
      );
      await chat.byId('chat-status').getByText('Waiting for the model…').waitFor();
      const status = 'Throttled by Bedrock; trying again in 4 s (2 of 5)';
      await chat.receive({ type: 'status', messageId: 'a1', status, waitsToRetry: true });
      await chat.byId('chat-status').getByText(status).waitFor();
      await chat.byId('chat-retry-now').click();
      assert.deepEqual(await chat.intents(), [{ type: 'retryNow' }]);
      await chat.receive({ type: 'status', messageId: 'a1', status: '', waitsToRetry: false });
      await chat.receive({ type: 'delta', messageId: 'a1', text: 'Hello' });
      await chat.byId('chat-status').waitFor({ state: 'detached' });
    });
  });

  describe('when it is empty', () => {
    it('greets, and asks an example question with a click', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      await chat.page.getByRole('heading', { name: 'Ask Amazon Bedrock' }).waitFor();
      assert.equal(await chat.byId('chat-example').count(), 3);
      const text = (await chat.byId('chat-example').nth(1).innerText()).trim();
      await chat.byId('chat-example').nth(1).click();
      assert.deepEqual(await chat.intents(), [{ type: 'send', text }]);
    });

    it('invites to sign in only when nobody is', async () => {
      const chat = await host.open();
      const header = { modelLabel: '', modelTooltip: '', region: '' };
      await chat.receive(snapshot({ header: { ...header, signedIn: 'unknown' } }));
      await chat.byId('chat-example').first().waitFor();
      assert.equal(await chat.byId('chat-sign-in').count(), 0);
      await chat.receive({ type: 'header', header: { ...header, signedIn: 'no' } });
      await chat.byId('chat-sign-in').click();
      assert.deepEqual(await chat.intents(), [{ type: 'action', messageId: null, action: 'signIn' }]);
    });
  });

  it('offers model, region, new chat and export on top', async () => {
    const chat = await host.open();
    await chat.receive(snapshot());
    await chat.byId('chat-model').getByText('Claude Sonnet 4').click();
    await chat.byId('chat-region').getByText('us-east-1').click();
    await chat.byId('chat-new').click();
    await chat.byId('chat-more').click();
    await chat.byId('chat-export').click();
    assert.deepEqual(await chat.intents(), [
      { type: 'chooseModel' },
      { type: 'chooseRegion' },
      { type: 'newChat' },
      { type: 'exportChat' },
    ]);
  });

  describe('under an answer', () => {
    it('asks again, copies, and takes feedback', async () => {
      const chat = await host.open();
      await chat.receive(snapshot({ messages: twoTurns }));
      const last = chat.byId('chat-message').last();
      await last.getByTestId('chat-retry').click();
      await last.getByTestId('chat-copy').click();
      await last.getByTestId('chat-feedback-helpful').click();
      assert.deepEqual(await chat.intents(), [
        { type: 'retry', messageId: 'a2' },
        { type: 'copyText', text: 'second answer' },
        { type: 'feedback', messageId: 'a2', feedback: 'helpful' },
      ]);
      const thumb = chat.byId('chat-message').last().getByRole('button', { name: 'Helpful', exact: true });
      assert.equal(await thumb.getAttribute('aria-pressed'), 'false');
      await chat.receive({
        type: 'message',
        message: answer('second answer', { id: 'a2', figures, feedback: 'helpful' }),
      });
      await drawn(chat);
      assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
    });

    it('says which model was taken and why, and leads to another', async () => {
      const chat = await host.open();
      const modelNote = 'Claude Sonnet 4, the newest here';
      await chat.receive(snapshot({ messages: [answer('x', { figures: { ...figures, modelNote } })] }));
      await chat.page.getByRole('button', { name: modelNote }).click();
      assert.deepEqual(await chat.intents(), [{ type: 'chooseModel' }]);
    });

    it('shows what the extension remarks', async () => {
      const chat = await host.open();
      await chat.receive(snapshot({ messages: [answer('x', { notices: ['Stopped.'] })] }));
      await chat.page.getByText('Stopped.').waitFor();
    });
  });

  it('keeps the text of a failed answer and offers what to do next', async () => {
    const chat = await host.open();
    const actions = [
      { id: 'continue', label: 'Continue' },
      { id: 'retry', label: 'Try Again' },
      { id: 'showLog', label: 'Show Log' },
    ] as const;
    const error = {
      code: 'streamBroken',
      message: 'The connection was cut.',
      detail: 'ECONNRESET',
      actions: [...actions],
    };
    await chat.receive(snapshot({ messages: [question('Hi'), answer('Half an', { error })] }));
    await chat.page.getByText('Half an').waitFor();
    assert.equal(await chat.byId('chat-error').getAttribute('data-code'), 'streamBroken');
    assert.equal(await chat.byId('chat-retry').count(), 1, 'one way to try again is enough');
    for (const { label } of actions) {
      await chat.page.getByRole('button', { name: label }).click();
    }
    assert.deepEqual(await chat.intents(), [
      { type: 'continue', messageId: 'a1' },
      { type: 'retry', messageId: 'a1' },
      { type: 'action', messageId: 'a1', action: 'showLog' },
    ]);
    assert.equal(await chat.page.getByText('ECONNRESET').isVisible(), false);
    await chat.page.getByText('Details').click();
    await chat.page.getByText('ECONNRESET').waitFor();
  });

  it('edits a question and asks it again', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ messages: twoTurns }));
    const asked = chat.byId('chat-message').first();
    await asked.getByTestId('chat-edit').click();
    const editor = chat.byId('chat-edit-input');
    assert.equal(await editor.inputValue(), 'first question');
    await editor.press('Escape');
    assert.equal(await editor.count(), 0);
    await asked.getByTestId('chat-edit').click();
    await editor.fill('better question');
    await editor.press('Enter');
    assert.deepEqual(await chat.intents(), [
      { type: 'editAndResend', messageId: 'q1', text: 'better question' },
    ]);
  });

  it('starts over with a truncation and with a new snapshot', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ messages: twoTurns }), { type: 'truncate', messageId: 'q2' });
    await chat.page.getByText('second answer').waitFor({ state: 'detached' });
    assert.equal(await chat.byId('chat-message').count(), 2);
    await chat.receive(snapshot());
    await chat.byId('chat-example').first().waitFor();
    assert.equal(await chat.byId('chat-message').count(), 0);
  });

  it('drops what does not fit the protocol, says so, and goes on', async () => {
    const chat = await host.open();
    await chat.webview.receive({ type: 'snapshot', messages: 'no' }, { type: 'unknown' }, null, 7);
    await chat.receive(snapshot({ messages: [answer('still here')] }));
    await chat.page.getByText('still here').waitFor();
    assert.equal(chat.webview.warnings.filter((text) => text.includes('was dropped')).length, 4);
    assert.deepEqual(await chat.webview.problems(), []);
  });

  describe('taken away and brought back', () => {
    const long = answer('A line.\n\n'.repeat(200));

    it('keeps what was being typed, and forgets what was sent', async () => {
      const chat = await host.open({ state: { draft: 'half a question', scrollTop: null } });
      await chat.receive(snapshot());
      const input = chat.byId('chat-input');
      await drawn(chat);
      assert.equal(await input.inputValue(), 'half a question');
      await input.press('Enter');
      assert.doesNotMatch(JSON.stringify(await chat.webview.state()), /half a question/);
    });

    it('keeps its place in the conversation', async () => {
      const chat = await host.open({ state: { draft: '', scrollTop: 321 } });
      await chat.receive(snapshot({ messages: [long] }));
      await chat.byId('chat-jump').waitFor();
      assert.equal(await chat.page.locator('.conversation').evaluate((element) => element.scrollTop), 321);
    });

    it('survives a state that makes no sense', async () => {
      const chat = await host.open({ state: { draft: 5, scrollTop: 'x' } });
      await chat.receive(snapshot());
      await chat.byId('chat-example').first().waitFor();
      assert.deepEqual(await chat.webview.problems(), []);
    });
  });

  it('follows a growing answer while its end is in view, and leads back to it', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ messages: [answer('A line.\n\n'.repeat(100), { streaming: true })] }));
    const more = (text: string) => chat.receive({ type: 'delta', messageId: 'a1', text });
    await more('followed\n\n');
    await chat.page.getByText('followed').waitFor();
    await drawn(chat);
    const conversation = chat.page.locator('.conversation');
    const place = () =>
      conversation.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    assert.ok((await place()) <= 1);

    await conversation.hover();
    await chat.page.mouse.wheel(0, -400);
    await chat.byId('chat-jump').waitFor();
    const top = await conversation.evaluate((element) => element.scrollTop);
    await more('Another line.\n\n'.repeat(20));
    await drawn(chat);
    assert.equal(await conversation.evaluate((element) => element.scrollTop), top);

    await chat.byId('chat-jump').click();
    await chat.byId('chat-jump').waitFor({ state: 'detached' });
    await more('The end.\n\n');
    await drawn(chat);
    assert.ok((await place()) <= 1);
  });
});

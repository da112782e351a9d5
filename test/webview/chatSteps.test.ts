import assert from 'node:assert/strict';
import { answer, attached, question, snapshot, useChatHost, type ChatPage } from './chatPage';

describe('the chat panel, beyond words,', function () {
  this.timeout(30_000);
  const host = useChatHost();

  describe('what goes on in an answer', () => {
    const thought = { type: 'reasoning', id: 's1', at: 0, text: '', durationMs: null } as const;
    const call = { type: 'tool', id: 's2', at: 5, name: 'search', input: '{"q":1}', result: '' } as const;

    it('is folded between its words, where it happened, and stays open when a user opened it', async () => {
      const chat = await host.open();
      const running = { ...call, state: 'running', durationMs: null } as const;
      await chat.receive(
        snapshot({
          busy: true,
          messages: [question('Hi'), answer('', { streaming: true, steps: [thought] })],
        }),
      );
      const reasoning = chat.byId('chat-reasoning');
      await reasoning.locator('summary').getByText('Thinking…').click();
      await chat.receive({ type: 'stepDelta', messageId: 'a1', stepId: 's1', text: 'Let me <b>see</b>.' });
      await reasoning.locator('pre').getByText('Let me <b>see</b>.').waitFor();
      const told = { ...thought, text: 'Let me <b>see</b>.', durationMs: 4000 };
      await chat.receive({
        type: 'message',
        message: answer('One. ', { streaming: true, steps: [told, running] }),
      });
      await chat.byId('chat-tool').locator('summary').getByText('Running search…').waitFor();
      const done = { ...call, state: 'done', result: 'found', durationMs: 12 } as const;
      await chat.receive({ type: 'message', message: answer('One. Two.', { steps: [told, done] }) });
      await chat.byId('chat-tool').locator('summary').getByText('Ran search · 12 ms').click();
      assert.equal(await chat.byId('chat-tool-input').innerText(), '{"q":1}');
      assert.equal(await chat.byId('chat-tool-result').innerText(), 'found');
      assert.equal(await reasoning.evaluate((card) => card.hasAttribute('open')), true);
      const shown = await chat.byId('chat-message').last().innerText();
      assert.match(shown, /Thought for 4\.0 s.*Let me.*One\..*Ran search.*Two\./s);
      assert.deepEqual(await chat.webview.problems(), []);
    });

    it('goes on with a button when the model had no round of tools left', async () => {
      const chat = await host.open();
      await chat.receive(snapshot({ messages: [question('Hi'), answer('One.', { canGoOn: true })] }));
      await chat.byId('chat-go-on').click();
      assert.deepEqual(await chat.intents(), [{ type: 'continue', messageId: 'a1' }]);
    });

    it('may use the tools that the user chooses', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      await chat.page.getByRole('button', { name: 'Choose Tools…', exact: true }).click();
      await chat.receive({ type: 'tools', tools: 3 });
      await chat.page.getByRole('button', { name: 'Choose Tools… (3 chosen)' }).waitFor();
      assert.deepEqual(await chat.intents(), [{ type: 'chooseTools' }]);
    });
  });

  describe('pasted and dropped things', () => {
    const give = (chat: ChatPage, event: 'paste' | 'drop', text: string) =>
      chat.page.evaluate(
        ([how, plain]) => {
          const transfer = new DataTransfer();
          if (plain !== '') {
            transfer.setData('text/plain', plain);
          }
          transfer.items.add(new File(['hi'], 'a.txt'));
          const init = { bubbles: true, cancelable: true };
          document
            .querySelector('textarea')
            ?.dispatchEvent(
              how === 'paste'
                ? new ClipboardEvent('paste', { ...init, clipboardData: transfer })
                : new DragEvent('drop', { ...init, dataTransfer: transfer }),
            );
        },
        [event, text] as const,
      );

    it('are handed over with their bytes, but for the picture that comes beside pasted text', async () => {
      const chat = await host.open();
      await chat.receive(snapshot());
      await give(chat, 'paste', 'a table');
      await give(chat, 'paste', '');
      await give(chat, 'drop', '');
      const data = { type: 'attachData', name: 'a.txt', data: 'aGk=' };
      for (let tries = 0; tries < 50 && (await chat.intents()).length < 2; tries++) {
        await chat.page.waitForTimeout(20);
      }
      assert.deepEqual(await chat.intents(), [data, data]);
    });

    it('show a warning once, above the input', async () => {
      const chat = await host.open();
      const warning = 'Bedrock may refuse more than 20 pictures in one message.';
      const many = ['1', '2'].map((id) => attached({ id, kind: 'image', size: '1 MB', warning }));
      await chat.receive(snapshot({ attachments: many }));
      await chat.byId('chat-attachment-warning').getByText(warning).waitFor();
      assert.equal(await chat.byId('chat-attachment-warning').count(), 1);
    });
  });
});

import assert from 'node:assert/strict';
import type {} from './vscodeStub';
import { answer, question, snapshot, useChatHost, type ChatPage } from './chatPage';

const DELTAS = 20_000;

/** Cuts a text into that many deltas, or a few more. */
function deltas(text: string): string[] {
  const size = Math.floor(text.length / DELTAS);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += size) {
    pieces.push(text.slice(start, start + size));
  }
  return pieces;
}

/** An answer as models write them: headings, paragraphs, lists, a table and code, over and over. */
const mixed = Array.from(
  { length: 160 },
  (_, part) =>
    `## Part ${String(part)}\n\n${'Some words about **this part** and `code` in it. '.repeat(4)}\n\n` +
    `- one\n- two with [a link](https://example.com/${String(part)})\n- three\n\n` +
    `1. first\n\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n` +
    `\`\`\`ts\n${'const value: number = compute(1, 2);\n'.repeat(8)}\`\`\`\n\n> A quote\n\n`,
).join('');

const giantFence = `Here it is:\n\n\`\`\`ts\n${'const value: number = compute(1, 2);\n'.repeat(DELTAS)}\`\`\`\n`;

/** Sends the deltas, 40 every few milliseconds. */
function send(chat: ChatPage, pieces: readonly string[]) {
  const messages = pieces.map((text) => ({ type: 'delta', messageId: 'a1', text }));
  return chat.page.evaluate((messages) => vscodeStub.receiveInBursts(messages, 40), messages);
}

function stats(chat: ChatPage) {
  return chat.page.evaluate(() => {
    const view = document.querySelector('bc-markdown');
    if (view === null) {
      throw new Error('No answer is shown');
    }
    return { ...view.stats };
  });
}

describe(`an answer of ${DELTAS.toLocaleString('en-US')} deltas`, function () {
  this.timeout(120_000);
  const host = useChatHost();

  for (const [what, text] of [
    ['of mixed Markdown', mixed],
    ['of one code block', giantFence],
  ] as const) {
    it(`${what} is drawn as it comes, with each finished block parsed once`, async () => {
      const chat = await host.open();
      await chat.receive(
        snapshot({ busy: true, messages: [question('Go on'), answer('', { streaming: true })] }),
      );
      const pieces = deltas(text);
      const { frames, milliseconds, longTasks } = await send(chat, pieces);
      const firstBlock = await chat.page.evaluateHandle(
        () => document.querySelector('bc-markdown')?.firstElementChild,
      );
      await chat.receive({ type: 'message', message: answer(text) }, { type: 'busy', busy: false });
      await chat.byId('chat-usage').or(chat.byId('chat-retry')).waitFor();
      const { finishedBlocks, reparsedBlocks, lexCalls, lexedCharacters } = await stats(chat);
      const longest = Math.max(0, ...longTasks);
      console.log(
        `      ${String(pieces.length)} deltas, ${String(text.length)} characters in ${milliseconds.toFixed(0)} ms: ` +
          `${String(frames)} frames, ${String(lexCalls)} lexer calls, ` +
          `${(lexedCharacters / text.length).toFixed(2)} times the text lexed, ` +
          `${String(longTasks.length)} tasks over 50 ms (longest ${longest.toFixed(0)} ms)`,
      );
      assert.equal(reparsedBlocks, 0);
      assert.equal(await firstBlock.evaluate((block) => block?.isConnected), true, 'what was drawn stays');
      assert.ok(finishedBlocks > 0);
      // One lexer call a frame, and what is open then: small blocks, never the whole.
      assert.ok(lexCalls <= frames + 10, `${String(lexCalls)} lexer calls in ${String(frames)} frames`);
      assert.ok(lexedCharacters <= 2 * text.length + lexCalls * 2048, `${String(lexedCharacters)} lexed`);
      assert.ok(frames > 10, 'the page drew while text came');

      const reopened = await host.open();
      await reopened.receive(snapshot({ messages: [question('Go on'), answer(text)] }));
      await reopened.byId('chat-retry').waitFor();
      const shown = (page: ChatPage) => page.page.locator('bc-markdown').innerText();
      assert.equal(await shown(chat), await shown(reopened));
      assert.deepEqual(await chat.webview.problems(), []);
    });
  }

  it('can be written to and stopped while it comes', async () => {
    const chat = await host.open();
    await chat.receive(
      snapshot({ busy: true, messages: [question('Go on'), answer('', { streaming: true })] }),
    );
    const sending = send(chat, deltas(mixed));
    await chat.byId('chat-input').pressSequentially('next question');
    await chat.byId('chat-stop').click();
    assert.equal(await chat.byId('chat-input').inputValue(), 'next question');
    assert.deepEqual(await chat.intents(), [{ type: 'stop' }]);
    await sending;
  });
});

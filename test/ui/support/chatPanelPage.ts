import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { eventually } from './eventually';

/** The panel's input once it has the focus. */
export const focusedInput = '[data-testid="chat-input"]:focus';

/** The Bedrock panel's page. */
export class ChatPanelPage {
  constructor(readonly frame: Frame) {}

  /** The newest answer. */
  get answer(): Locator {
    return this.answers.last();
  }

  /** Begins a new conversation. */
  async newChat(): Promise<void> {
    await this.frame.getByTestId('chat-new').click();
    await eventually(async () => assert.equal(await this.frame.getByTestId('chat-message').count(), 0));
    // It comes to the input at the end, and a key that is pressed on its way there is lost.
    await this.frame.locator(focusedInput).waitFor();
  }

  /** Types a question and sends it; resolves once the panel took it. */
  async ask(text: string): Promise<void> {
    const before = await this.answers.count();
    await this.frame.getByTestId('chat-input').fill(text);
    await this.frame.getByTestId('chat-input').press('Enter');
    await eventually(async () => assert.equal(await this.answers.count(), before + 1));
  }

  /** Resolves once the newest answer has ended, well or not. */
  async ended(): Promise<void> {
    await eventually(async () => {
      assert.equal(await this.frame.locator('[data-streaming]').count(), 0);
      assert.equal(await this.frame.getByTestId('chat-stop').count(), 0);
    });
  }

  /** Asks and waits for the end; resolves with the answer's text. */
  async askAndWait(text: string): Promise<string> {
    await this.ask(text);
    await this.ended();
    return this.answer.innerText();
  }

  private get answers(): Locator {
    return this.frame.locator('[data-testid="chat-message"][data-role="assistant"]');
  }
}

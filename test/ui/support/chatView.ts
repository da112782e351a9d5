import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

const startMs = 60_000;
const answerMs = 60_000;

/** What the view needs of the window that it is in. */
interface Surroundings {
  readonly page: Page;
  ready(): Promise<void>;
  runCommand(title: string): Promise<void>;
}

/** VS Code's own Chat view. */
export class ChatView {
  constructor(private readonly window: Surroundings) {}

  /** The view, open or not. */
  get view(): Locator {
    return this.window.page.locator('.interactive-session').first();
  }

  /** Its text field. */
  get input(): Locator {
    return this.view.locator('.chat-editor-container .monaco-editor').first();
  }

  /** Every answer so far, oldest first. */
  get answers(): Locator {
    return this.view.locator('.interactive-item-container.interactive-response');
  }

  private get requests(): Locator {
    return this.view.locator('.interactive-item-container.interactive-request');
  }

  /** The newest answer. */
  get answer(): Locator {
    return this.answers.last();
  }

  /** Shows the view, which VS Code does by itself in a new window, and waits until one can type into it. */
  async open(): Promise<void> {
    await this.window.ready();
    if (!(await this.input.isVisible())) {
      await this.window.runCommand('Chat: Open Chat');
    }
    await this.input.waitFor({ timeout: startMs });
  }

  /** Types a question and sends it once a model is chosen; does not wait for the answer. */
  async ask(question: string): Promise<void> {
    await this.open();
    await this.picker.filter({ hasNotText: /^Models$/ }).waitFor({ timeout: startMs });
    await this.askAtOnce(question);
  }

  /**
   * The same as soon as one can type: `@name` counts once VS Code colors it, which it does when it has read which
   * participants there are. Whether there is a model yet is not looked at.
   */
  async askAtOnce(question: string): Promise<void> {
    await this.open();
    await this.input.click();
    const { keyboard } = this.window.page;
    const [, name, rest] = /^(@\S+ )?(.*)$/s.exec(question) ?? [];
    if (name !== undefined) {
      // What the view kept from the turn before, such as the participant's name, is typed over.
      await keyboard.press('Control+A');
      await keyboard.type(name);
      await this.input.locator('.view-line [class*="ced-chat-"]').first().waitFor({ timeout: startMs });
    }
    await keyboard.type(rest ?? '');
    await keyboard.press('Enter');
  }

  /** Resolves with the newest answer's text once it matches. */
  async waitForAnswer(pattern: RegExp, timeoutMs = answerMs): Promise<string> {
    return eventually(async () => {
      const texts = await this.answers.allInnerTexts();
      const text = texts.at(-1) ?? '';
      if (!pattern.test(text)) {
        throw new Error(`The answer is ${JSON.stringify(text)}, not ${String(pattern)}`);
      }
      return text;
    }, timeoutMs);
  }

  /** Asks, waits for the end of the answer and resolves with its text. */
  async askAndWait(question: string, timeoutMs = answerMs): Promise<string> {
    const before = await this.answers.allInnerTexts();
    await this.ask(question);
    const words = question.replace(/^([@/]\S+ )+/, '');
    await eventually(async () => {
      // The view draws only what is in sight: counting answers is not enough.
      const asked = (await this.requests.allInnerTexts()).at(-1) ?? '';
      const now = await this.answers.allInnerTexts();
      const isNew = now.length > before.length || now.at(-1) !== before.at(-1);
      if (!asked.includes(words) || !isNew) {
        throw new Error(`No answer to ${question}`);
      }
    }, timeoutMs);
    await this.waitForEnd(timeoutMs);
    return this.answer.innerText();
  }

  /** Whether an answer is under way. */
  async isAnswering(): Promise<boolean> {
    return (await this.loading.count()) > 0;
  }

  /** Waits until no answer is under way. */
  async waitForEnd(timeoutMs = answerMs): Promise<void> {
    await this.loading.waitFor({ state: 'detached', timeout: timeoutMs });
  }

  /** Stops the answer that is under way. */
  async stop(): Promise<void> {
    await this.view.locator('.chat-execute-toolbar .codicon[class*="codicon-stop"]').first().click();
  }

  /** Clicks a button in the newest answer. */
  async press(button: string | RegExp): Promise<void> {
    await this.answer.getByRole('button', { name: button }).first().click();
  }

  /** The name in VS Code's own model picker. */
  async model(): Promise<string> {
    return this.picker.innerText();
  }

  /** Chooses a model in VS Code's own picker by its name. */
  async pickModel(name: string): Promise<void> {
    const row = this.window.page
      .locator('.action-widget .monaco-list-row', { has: this.window.page.locator('.title') })
      .filter({ hasText: name })
      .first();
    // Opened before VS Code knows who is signed in to what, the list holds no model.
    await eventually(async () => {
      await this.window.page.keyboard.press('Escape');
      await this.picker.click();
      // Models that were not used lately are behind a line of their own, and found by their names.
      await row.waitFor({ timeout: 2000 }).catch(() => this.window.page.keyboard.insertText(name));
      await row.click({ timeout: 3000 });
    });
  }

  private get picker(): Locator {
    return this.view.locator('.model-picker-item .model-picker-name');
  }

  private get loading(): Locator {
    return this.answers.and(this.window.page.locator('.chat-response-loading')).first();
  }
}

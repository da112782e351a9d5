import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Frame } from 'playwright-core';
import { foundationModels } from '../../support/emulators/bedrock';
import { pseudoTexts } from '../../support/pseudo';
import { untranslatedTexts } from '../../support/untranslated';
import { eventually } from './eventually';
import type { VsCodeSession } from './vscodeSession';
import type { VsCodeWindow } from './vscodeWindow';

/** A quick input of VS Code: palette, picker or input box. */
export const quickInput = '.quick-input-widget';
/** Notifications that have just come. */
export const toasts = '.notifications-toasts';
/** A modal message. */
export const dialog = '.monaco-dialog-box';
/** Answers in VS Code's own Chat view, without VS Code's buttons around them. */
export const answers = '.interactive-response .value';
/** Wherever VS Code shows our words by itself. */
const spoken = `${toasts}, ${dialog}, ${answers}, .statusbar-item[id*="bedrock"]`;
const askedMs = 30_000;
/** How long VS Code shows a word at the least. */
const lookMs = 100;

/** Names that are the same in every language: products, regions as AWS names them, codes, units. */
const names = [
  'US East (N. Virginia)',
  'us-east-1',
  'global.anthropic.claude-haiku-4-5-20251001-v1:0',
  'arn:aws:bedrock',
  'arn:aws:iam::123456789012:user/emulator',
  'bedrockChat.endpoint',
  'bedrockChat.controlEndpoint',
  'bedrockChat.sts.endpoint',
  'auto',
  'HTTP',
  'Exception',
  'AccessDenied',
  'ServiceUnavailable',
  'Validation',
  'ConverseStream',
  'Throttling',
  'Amazon Bedrock',
  'Bedrock Chat',
  'Bedrock',
  'Amazon',
  'AWS_ACCESS_KEY_ID',
  'AWS',
  'SSO',
  'IAM',
  'ARN',
  'Anthropic',
  'Claude',
  'Haiku',
  'Sonnet',
  'USD',
  'JSON',
  'CSV',
  'SQL',
  'min',
];
/** Words of VS Code itself in the parts of its window that are looked at. */
const ofVsCode = [
  "Press 'Enter' to confirm or 'Escape' to cancel",
  'Toggle all checkboxes',
  'Cancel',
  'Back',
  'Selected',
  'Results',
  'similar commands',
  'recently used',
  'Focus on',
  'Type the name of a command to run.',
  'View',
  'Quick Tree',
  'Control',
  'Ctrl',
  'Shift',
  'Alt',
  'Error',
  'Warning',
  // What its Chat view says while nothing has come yet, one of them at random.
  'Working',
  'Thinking',
  'Reasoning',
  'Considering',
  'Analyzing',
  'Evaluating',
  'Processing',
  'Preparing',
  'Loading',
  'Completed',
  'Finished',
  'steps in',
  'with 1 step',
  'steps',
  'Used 1 reference',
  'Inspect the response in the accessible view with',
  'Notification Actions',
  'More Actions...',
  'Clear Notification (Del)',
  'Source',
  'source',
  'notification',
  'Progress',
  'Actions for',
  'Info',
  'Close Dialog',
];

/** A window in the language with accents: what it says there, and what it still says in English. */
export class TranslatedWindow {
  private constructor(
    readonly window: VsCodeWindow,
    private readonly known: readonly string[],
  ) {}

  /** Opens a window of a session in that language; `own` are further names, and data that it is given. */
  static async open(
    session: VsCodeSession,
    own: readonly string[] = [],
    profile?: BrowserContext,
  ): Promise<TranslatedWindow> {
    const ofModels = foundationModels.flatMap(({ modelId, modelName, providerName }) => [
      modelId,
      modelName,
      providerName,
    ]);
    const window = await session.openWindow(profile);
    await window.ready();
    return new TranslatedWindow(window, [
      ...names,
      ...ofModels,
      session.emulator.url,
      session.workspace,
      ...own,
    ]);
  }

  /** A text of the manifest. */
  text(key: string): string {
    return pseudoTexts().manifest[key] ?? key;
  }

  /** A text of the code, without its icon, by the English one, with a slash and the comment behind it where it has one. */
  label(english: string): string {
    const text = pseudoTexts().code[english];
    if (text === undefined) {
      throw new Error(`There is no text ${english}`);
    }
    return text.replace(/^\$\([\w-]+\) /, '');
  }

  /** The same with any values in it. */
  said(english: string): RegExp {
    const words = this.label(english).split(/\{\d\}/);
    return new RegExp(words.map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('[^]*?'));
  }

  /** Runs a command by its translated title. */
  run(command: string): Promise<void> {
    return this.window.runCommand(`Bedrock: ${this.text(`command.${command}`)}`);
  }

  /** English texts of a page; `data` is what it was given to show. */
  async leftOn(page: Frame, data: readonly string[] = []): Promise<string[]> {
    return page.evaluate(untranslatedTexts, { known: [...this.known, ...data] });
  }

  /** English texts of parts of the window, once there is one. */
  async leftIn(within: string, data: readonly string[] = []): Promise<string[]> {
    await this.window.page.locator(within).first().waitFor();
    return this.look(within, data);
  }

  /** Waits until VS Code asks this, as a title, a sentence or a hint; there is no English in it, and in all it offers. */
  async asked(question: string, data: readonly string[] = []): Promise<void> {
    await this.window.page.locator(quickInput).filter({ visible: true }).waitFor();
    const asking = this.said(question);
    // For a moment there is what VS Code asked before.
    await eventually(async () => {
      const hint = (await this.window.quickInput.getAttribute('placeholder', { timeout: 3000 })) ?? '';
      const text = await this.window.page.locator(quickInput).innerText();
      assert.match(`${hint} ${text}`, asking);
      assert.deepEqual(await this.look(quickInput, data), [], question);
    }, askedMs);
  }

  /** Confirms a text in an input box that VS Code refuses with this sentence. */
  async refused(text: string, why: string): Promise<void> {
    await this.window.enter(text);
    await this.asked(why);
  }

  /** Waits for a message that says this, with any values in it. */
  async told(message: string): Promise<void> {
    await this.window.notification(this.said(message)).first().waitFor();
  }

  /** Clicks a button of a message. */
  async press(button: string, message: string): Promise<void> {
    const told = this.window.notification(this.said(message)).last();
    await told.getByRole('button', { name: this.label(button), exact: true }).click();
  }

  /** Removes the messages that are there. */
  closeMessages(): Promise<void> {
    return this.window.runCommand('Notifications: Clear All Notifications');
  }

  /** Answers a modal message that says this; without a label of ours by VS Code's own way to close it. */
  async decide(message: string, button?: string): Promise<void> {
    const asking = this.window.page.locator(dialog).filter({ hasText: this.said(message) });
    const name = button === undefined ? 'Cancel' : this.label(button);
    await asking.getByRole('button', { name, exact: true }).click();
    await asking.waitFor({ state: 'detached' });
  }

  /** English texts that come up while something is done, wherever VS Code shows our words by itself. */
  async leftWhile(act: () => Promise<unknown>, data: readonly string[] = []): Promise<string[]> {
    const found = new Set<string>();
    let isOver = false;
    const acting = act().finally(() => (isOver = true));
    const over = acting.catch(() => undefined);
    for (let isLast = false; !isLast;) {
      isLast = isOver;
      (await this.look(spoken, data)).forEach((text) => found.add(text));
      await Promise.race([over, sleep(lookMs)]);
    }
    await acting;
    return [...found];
  }

  private look(within: string, data: readonly string[]): Promise<string[]> {
    return this.window.page.evaluate(untranslatedTexts, {
      known: [...ofVsCode, ...this.known, ...data],
      within,
    });
  }
}

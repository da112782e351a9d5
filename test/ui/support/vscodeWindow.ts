import assert from 'node:assert/strict';
import type { Frame, Locator, Page } from 'playwright-core';
import { focusedInput } from './chatPanelPage';
import { ChatView } from './chatView';
import { eventually } from './eventually';

const startMs = 60_000;
const actMs = 60_000;

/** A window of VS Code as a user uses it: by keys, clicks and what is on the screen. */
export class VsCodeWindow {
  /** VS Code's own Chat view. */
  readonly chat: ChatView;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(actMs);
    this.chat = new ChatView(this);
  }

  /** Waits until the workbench is there. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: startMs });
  }

  /** Runs a command by its title in the Command Palette, such as `Bedrock: Sign In…`; waits until it is offered. */
  async runCommand(title: string): Promise<void> {
    // A view that takes the focus closes the palette before the click.
    await eventually(async () => {
      const row = await this.findCommand(title);
      await row.click({ timeout: 3000 });
    }, startMs);
  }

  /** Finds a command by its title in the Command Palette; a click on what this resolves with runs it. */
  async findCommand(title: string): Promise<Locator> {
    await this.ready();
    const row = this.page.locator('.quick-input-widget .monaco-list-row', {
      has: this.page.locator('.quick-input-list-row').first().getByText(title, { exact: true }),
    });
    // A command is offered once VS Code has read the extension's manifest.
    await eventually(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.quickInput.waitFor({ timeout: 3000 });
      // One that closes again before it is typed into is opened anew.
      await this.quickInput.fill(`>${title}`, { timeout: 3000 });
      await row.first().waitFor({ timeout: 3000 });
    }, startMs);
    return row.first();
  }

  /** The text field of a quick input: palette, picker or input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"]) .quick-input-box input');
  }

  /** Picks the entry of an open picker whose label contains the text. */
  async pick(label: string): Promise<void> {
    const rows = this.page.locator('.quick-input-widget .monaco-list-row .label-name');
    await rows.filter({ hasText: label }).first().click();
  }

  /** Types the label of an entry into an open picker, and chooses it once it is the first one. */
  async typeChoice(label: string, timeoutMs = actMs): Promise<void> {
    await this.quickInput.fill(label);
    // At first the list is still that of nothing typed, and what is clicked may move away.
    const first = this.page
      .locator('.quick-input-widget .monaco-list-row')
      .first()
      .locator('.label-name')
      .first();
    await eventually(async () => assert.equal(await first.innerText({ timeout: 1000 }), label), timeoutMs);
    await this.quickInput.press('Enter');
  }

  /** Types into an open input box and confirms; waits until the box with this placeholder or title is the open one. */
  async enter(text: string, options: { box?: string | RegExp } = {}): Promise<void> {
    if (options.box !== undefined) {
      await this.page.locator('.quick-input-widget').filter({ hasText: options.box }).waitFor();
    }
    await this.quickInput.fill(text);
    await this.quickInput.press('Enter');
  }

  /** Whether what is typed into the open input box is hidden. */
  async entersSecret(): Promise<boolean> {
    return (await this.quickInput.getAttribute('type')) === 'password';
  }

  /** A notification by what it says. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** Clicks a button of a notification. */
  async press(button: string, notification: string | RegExp): Promise<void> {
    await this.notification(notification).getByRole('button', { name: button }).click();
  }

  /** The page of an open webview, found by something that it shows. Resolves when it shows it. */
  async frameWith(selector: string, timeoutMs = startMs): Promise<Frame> {
    return eventually(async () => {
      for (const frame of this.page.frames()) {
        if (frame.name() !== 'active-frame' && frame.parentFrame()?.url().includes('/webview/') !== true) {
          continue;
        }
        if (await frame.locator(selector).first().isVisible()) {
          return frame;
        }
      }
      throw new Error(`No webview shows ${selector}`);
    }, timeoutMs);
  }

  /** Opens the Bedrock panel and resolves with its page, once its input has the focus. */
  async openPanel(): Promise<Frame> {
    await this.runCommand('Bedrock: Open Chat');
    const panel = await this.frameWith('[data-testid="chat-input"]');
    await panel.locator(focusedInput).waitFor();
    return panel;
  }

  /** Chooses an entry of the context menu of something on the screen. */
  async chooseFromMenu(target: Locator, item: string): Promise<void> {
    const entry = this.page.getByRole('menuitem', { name: item });
    // A command is in the menu once VS Code has read the extension's manifest.
    await eventually(async () => {
      await this.page.keyboard.press('Escape');
      await target.click({ button: 'right', timeout: 3000 });
      await entry.hover({ timeout: 3000 });
    }, startMs);
    // A menu that has just opened takes no click, but takes keys.
    await eventually(async () => {
      if (await entry.isVisible()) {
        await this.page.keyboard.press('Enter');
      }
      await entry.waitFor({ state: 'detached', timeout: 1000 });
    });
  }

  /** Types a path into VS Code's own dialog for saving, which offers a file called `offered` by itself. */
  async saveAs(path: string, offered: string): Promise<void> {
    // The dialog fills in what it offers once it has read the folder, over whatever has been typed until then.
    await eventually(async () => assert.ok((await this.quickInput.inputValue()).endsWith(offered)));
    await eventually(async () => {
      await this.quickInput.fill(path);
      await this.page.waitForTimeout(300);
      assert.equal(await this.quickInput.inputValue(), path);
    });
    await this.quickInput.press('Enter');
  }

  /** Opens a file of the workspace in an editor. */
  async openFile(name: string): Promise<void> {
    await this.ready();
    await eventually(async () => {
      await this.page.keyboard.press('Control+P');
      await this.quickInput.waitFor({ timeout: 3000 });
    }, actMs);
    await this.typeChoice(name);
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Runs a task of .vscode/tasks.json by its label. */
  async runTask(label: string): Promise<void> {
    // VS Code reads the file of the tasks in its own time.
    await eventually(async () => {
      await this.runCommand('Tasks: Run Task');
      await this.typeChoice(label, 5000);
    });
  }

  /** Takes a picture into a PNG file. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  /** Closes the window. */
  close(): Promise<void> {
    return this.page.close();
  }
}

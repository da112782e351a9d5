import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { SessionOptions, VsCodeSession } from './vscodeSession';
import type { VsCodeWindow } from './vscodeWindow';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

/** A session in which one prompt is asked at a time, of a model whose price is known. */
export const promptSession: SessionOptions = {
  signedIn: true,
  settings: {
    'bedrockChat.model': model,
    // One try a call, so that it is the run that tries again.
    'bedrockChat.retry.maxAttempts': 1,
    'bedrockChat.prompts.retryDelaySeconds': 3,
    'bedrockChat.prompts.concurrency': 1,
    'bedrockChat.prices': { [model]: { input: 10, output: 50 } },
  },
};

/** A window in which somebody works with prompt files and their runs. */
export class PromptWindow {
  constructor(
    private readonly session: VsCodeSession,
    readonly window: VsCodeWindow,
  ) {}

  /** Path of a file of the workspace. */
  path(name: string): string {
    return join(this.session.workspace, name);
  }

  /** Writes a file of the workspace; an editor that shows it follows. */
  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** A CodeLens by what it says. */
  lens(text: string | RegExp): Locator {
    return this.window.page.locator('.codelens-decoration').getByText(text).first();
  }

  /** CodeLenses that can be clicked, by what they say: VS Code shows those of an earlier look before they can be. */
  links(text: string | RegExp): Locator {
    return this.window.page.locator('.codelens-decoration a', { hasText: text });
  }

  /**
   * Clicks a CodeLens by what it says. VS Code asks for no lenses while the editor has no focus, and shows those of an
   * earlier look, which cannot be clicked; it then waits as long as they took before.
   */
  async clickLens(text: string): Promise<void> {
    await this.window.page.locator('.editor-instance [role="textbox"]').first().focus();
    await this.links(text).first().click({ timeout: 90_000 });
  }

  /** An entry of the Runs view by what it says. */
  entry(text: string | RegExp): Locator {
    return this.entries(text).first();
  }

  /** All entries of the Runs view that say this, top first. */
  entries(text: string | RegExp): Locator {
    return this.window.page.locator('.pane', { hasText: 'Runs' }).getByRole('treeitem', { name: text });
  }

  /**
   * Presses a button that an entry of the Runs view has while the pointer is over it, until its effect is on the
   * screen: a press misses when VS Code draws the entry again between press and release.
   */
  async pressOn(entry: Locator, button: string, effect: Locator): Promise<void> {
    await eventually(async () => {
      if (await effect.isVisible()) {
        return;
      }
      await entry.hover({ timeout: 3000 });
      await entry.getByRole('button', { name: button }).click({ timeout: 3000 });
      await effect.waitFor({ timeout: 10_000 });
    });
  }

  /** A line of an editor by what it says. */
  line(text: string | RegExp): Locator {
    return this.window.page.locator('.editor-instance .view-line').filter({ hasText: text }).last();
  }

  /** Removes what earlier runs have said. */
  closeMessages(): Promise<void> {
    return this.window.runCommand('Notifications: Clear All Notifications');
  }

  /** How many calls have been made so far. */
  get calls(): number {
    return this.session.emulator.requests.filter(({ operation }) => operation === 'ConverseStream').length;
  }
}

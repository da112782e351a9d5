import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Without windows and tabs around it, the shell takes half of a browser's time for a page. */
export const SHELL = 'chromium-headless-shell';
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where the browser for tests is: the variable CHROMIUM_PATH, or the first one found on the PATH. */
export function chromiumPath(): string {
  const said = process.env['CHROMIUM_PATH'];
  if (said !== undefined && said !== '') {
    return said;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined) {
    throw new Error(`No browser found: install ${NAMES.join(' or ')}, or name one in CHROMIUM_PATH`);
  }
  return found;
}

/** Starts a browser that talks to nobody by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
}

/** How long the shared browser waits for its next user, who may be in the next file. */
const IDLE_MS = 3000;
let shared: Browser | undefined;
let users = 0;
let closing: NodeJS.Timeout | undefined;

/** A place in a browser that others use as well. */
export interface SharedBrowser {
  readonly browser: Browser;
  /** Closes these contexts, and the browser when no other user comes for a moment. To be called once. */
  leave(contexts: readonly BrowserContext[]): Promise<void>;
}

/**
 * The browser that this process shares: a start costs seconds, and a context of one's own, with storage and secrets
 * of its own, next to nothing.
 */
export async function shareChromium(): Promise<SharedBrowser> {
  clearTimeout(closing);
  if (shared?.isConnected() !== true) {
    shared = await launchChromium();
  }
  const browser = shared;
  users += 1;
  return {
    browser,
    leave: async (contexts) => {
      await Promise.all(contexts.map((context) => context.close()));
      users -= 1;
      if (users === 0) {
        closing = setTimeout(() => {
          shared = undefined;
          void browser.close();
        }, IDLE_MS);
      }
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

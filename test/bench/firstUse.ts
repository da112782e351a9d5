import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Locator } from 'playwright-core';
import { eventually } from '../ui/support/eventually';
import { VsCodeSession } from '../ui/support/vscodeSession';
import type { VsCodeWindow } from '../ui/support/vscodeWindow';
import { median, type Figure } from './figure';
import { packageExtension } from './startup';

const WINDOWS = 5;
const PROMPTS = 'first-use.prompts.txt';
const COSTS = 'exported-costs.csv';

type Act = () => Promise<void>;

/** A feature: what is made ready for the click that opens it, what is there once it is open, and what closes it. */
interface Feature {
  readonly name: string;
  readonly ready: (window: VsCodeWindow) => Promise<Act>;
  readonly opened: (window: VsCodeWindow) => Locator;
  readonly closer: string;
}

const inPage = (window: VsCodeWindow, testId: string): Locator =>
  window.page.frameLocator('iframe.webview').frameLocator('#active-frame').getByTestId(testId);

const features: readonly Feature[] = [
  {
    name: 'chat panel',
    ready: command('Bedrock: Open Chat'),
    opened: (window) => inPage(window, 'chat-input'),
    closer: 'View: Show Explorer',
  },
  {
    name: 'dashboard',
    ready: command('Bedrock: Open Monitoring Dashboard'),
    opened: (window) => inPage(window, 'kpi-requests'),
    closer: 'View: Close All Editors',
  },
  {
    name: 'cost data',
    ready: costFile,
    opened: (window) => inPage(window, 'finops'),
    closer: 'View: Close All Editors',
  },
  {
    name: 'prompts',
    ready: promptFile,
    opened: (window) => window.page.locator('.codelens-decoration', { hasText: 'Run all' }).first(),
    closer: 'View: Close All Editors',
  },
];

/**
 * Milliseconds from the click that opens a feature to what it shows, in a window that has used nothing yet, beside the
 * second time in the same window. The features take turns in being the window's first.
 */
export async function measureFirstUse(): Promise<Figure[]> {
  packageExtension();
  const session = await VsCodeSession.start({ extension: 'package', signedIn: true });
  writeFileSync(join(session.workspace, PROMPTS), 'Say hello.\n\nSay goodbye.\n');
  copyFileSync(join(session.workspace, 'costs', 'focus-sample.csv'), join(session.workspace, COSTS));
  const times = features.map(() => ({ first: [] as number[], second: [] as number[] }));
  try {
    for (let count = 0; count < WINDOWS; count++) {
      const window = await session.openWindow();
      await window.chat.open();
      await eventually(async () => {
        if (!/Bedrock/.test(await window.chat.model())) {
          throw new Error('No model is listed yet');
        }
      });
      for (let index = 0; index < features.length; index++) {
        const at = (index + count) % features.length;
        const [feature, figures] = [features[at], times[at]];
        if (feature !== undefined && figures !== undefined) {
          figures.first.push(await openAndClose(window, feature));
          figures.second.push(await openAndClose(window, feature));
        }
      }
      await window.page.context().close();
    }
    return features.flatMap(({ name }, at) => {
      const [first, second] = [median(times[at]?.first ?? []), median(times[at]?.second ?? [])];
      return [
        { name: `first use, ${name}`, ours: first, peer: second, peerName: 'second use', unit: 'ms' },
        { name: `first beyond second, ${name}`, ours: first - second, unit: 'ms' },
      ];
    });
  } finally {
    await session.dispose();
  }
}

async function openAndClose(window: VsCodeWindow, feature: Feature): Promise<number> {
  const act = await feature.ready(window);
  const begun = performance.now();
  await act();
  await feature.opened(window).waitFor();
  const ms = performance.now() - begun;
  await window.runCommand(feature.closer);
  await feature.opened(window).waitFor({ state: 'hidden' });
  return ms;
}

function command(title: string): Feature['ready'] {
  return async (window) => {
    const row = await window.findCommand(title);
    return () => row.click();
  };
}

async function promptFile(window: VsCodeWindow): Promise<Act> {
  const row = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: PROMPTS }).first();
  await eventually(async () => {
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Control+P');
    await window.quickInput.fill(PROMPTS);
    await row.waitFor({ timeout: 3000 });
  });
  return async () => {
    await row.click();
    // VS Code asks for no lenses while the editor has no focus.
    await window.page.locator('.editor-instance [role="textbox"]').first().focus();
  };
}

async function costFile(window: VsCodeWindow): Promise<Act> {
  await window.runCommand('View: Show Explorer');
  const row = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: COSTS }).first();
  const entry = window.page.getByRole('menuitem', { name: 'Analyze Cost Data…' });
  await eventually(async () => {
    await window.page.keyboard.press('Escape');
    await row.click({ button: 'right', timeout: 3000 });
    await entry.hover({ timeout: 3000 });
  });
  return () => window.page.keyboard.press('Enter');
}

// Takes the pictures of the README and the docs: a real VS Code, the real extension, the emulator's answers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpendingLog } from '../src/core/spending/spendingLog';
import type { Invocation } from '../src/protocol/invocation';
import { ChatPanelPage } from '../test/ui/support/chatPanelPage';
import { analyzeFromExplorer } from '../test/ui/support/costData';
import { VsCodeSession } from '../test/ui/support/vscodeSession';
import { answer } from '../test/support/emulators/bedrock';
import { root } from './devhost/paths';
import { sampleInvocations } from './sampleInvocations';

const images = join(root, 'docs', 'images');
const review = [
  'The parser is sound, with one edge to mind: `Number("")` is `0`, so an empty field counts as zero.',
  '',
  '```ts',
  'export function parseAmount(text: string): number | undefined {',
  "  return text.trim() === '' ? undefined : Number(text);",
  '}',
  '```',
  '',
  'A test with an **empty field** would have caught it.',
].join('\n');

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};
const dayMs = 86_400_000;

mkdirSync(images, { recursive: true });
// All of them, or those that are named: `chat`, `light`, …
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
if (isWanted('chat')) {
  await chatPicture();
}
if (isWanted('costs')) {
  await costPicture();
}
for (const [name, theme] of Object.entries(themes)) {
  if (isWanted(name)) {
    await dashboardPicture(name, theme);
  }
}

/** The panel and `@bedrock` beside each other, each with an answer. */
async function chatPicture(): Promise<void> {
  await withVsCode(themes.dark, async (session) => {
    const window = await session.openWindow();
    await window.page.setViewportSize({ width: 1360, height: 820 });
    await window.chat.open();
    session.emulator.script(answer({ text: 'Claude on Amazon Bedrock, in your own AWS account: ask away.' }));
    await window.chat.askAndWait('@bedrock who is answering?');
    const panel = new ChatPanelPage(await window.openPanel());
    session.emulator.script(answer({ text: review, paceMs: 15 }));
    await panel.askAndWait('Is the parsing of amounts right?');
    await window.screenshot(join(images, 'chat.png'));
  });
}

/** The sample of costs with one question answered: its number leads to the query that gave it. */
async function costPicture(): Promise<void> {
  await withVsCode(themes.dark, async (session) => {
    const window = await session.openWindow();
    await window.page.setViewportSize({ width: 1640, height: 1000 });
    await window.ready();
    const view = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await view.getByTestId('finops-total').waitFor();
    await window.runCommand('View: Toggle Secondary Side Bar Visibility');
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    const sql =
      'SELECT ServiceName AS service, round(sum(Cost), 2) AS cost FROM costs GROUP BY 1 ORDER BY 2 DESC';
    const input = { sql, purpose: 'Cost by service' };
    session.emulator.script(
      answer({ text: 'Let me add it up.', toolUses: [{ name: 'query_cost_data', input }] }),
      answer({ text: '**Amazon Elastic Compute Cloud** costs the most: $10,351.06 in October.' }),
    );
    await view.getByTestId('finops-ask').fill('What costs the most?');
    await view.getByTestId('finops-ask').press('Enter');
    await view.getByTestId('finops-cited').click();
    await view.locator('bc-cost-chart[data-points] [data-testid="finops-chart-time"] canvas').waitFor();
    await view.getByTestId('finops-total').scrollIntoViewIfNeeded();
    await window.screenshot(join(images, 'costs.png'));
  });
}

/** The dashboard over a week of sample calls, and the log of one real call. */
async function dashboardPicture(name: string, theme: string): Promise<void> {
  await withVsCode(theme, async (session) => {
    const now = Date.now();
    writeSamples(session, [...sampleInvocations({ count: 16_000, fromMs: now - 14 * dayMs, toMs: now })]);
    const window = await session.openWindow();
    await window.page.setViewportSize({ width: 1360, height: 1400 });
    const panel = new ChatPanelPage(await window.openPanel());
    await panel.askAndWait('Is the parsing of amounts right?');
    await window.runCommand('View: Toggle Secondary Side Bar Visibility');
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const page = await window.frameWith('[data-testid="invocation-row"]');
    await page.getByTestId('range').selectOption('7d');
    await page.getByRole('heading', { name: 'Requests per hour' }).waitFor();
    // The charts are drawn in the frame after their data came.
    await window.page.waitForTimeout(500);
    await window.screenshot(join(images, `dashboard-${name}.png`));
  });
}

/** Leaves calls behind as another window would have: in the metrics' journal and in what the month has cost. */
function writeSamples(session: VsCodeSession, invocations: readonly Invocation[]): void {
  const journal = join(session.globalStorage, 'metrics', 'journal');
  mkdirSync(journal, { recursive: true });
  const lines = invocations.map((invocation) => JSON.stringify({ v: 1, type: 'invocation', ...invocation }));
  writeFileSync(join(journal, 'sample-1.ndjson'), `${lines.join('\n')}\n`);
  let at = new Date();
  const spendingLog = new SpendingLog(join(session.globalStorage, 'usage'), 'sample', () => at);
  for (const { timestamp, cost_usd: usd } of invocations) {
    at = new Date(timestamp);
    spendingLog.add(usd);
  }
  spendingLog.dispose();
}

async function withVsCode(theme: string, use: (session: VsCodeSession) => Promise<void>): Promise<void> {
  const session = await VsCodeSession.start({
    signedIn: true,
    userSettings: { 'workbench.colorTheme': theme, 'window.autoDetectHighContrast': false },
  });
  try {
    await use(session);
  } finally {
    await session.dispose();
  }
}

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { answer, fail, foundationModels, throttle } from '../support/emulators/bedrock';
import { root } from '../support/devhost/paths';
import { pseudoLanguage, pseudoTexts } from '../support/pseudo';
import { untranslatedTexts } from '../support/untranslated';
import { ChatPanelPage } from './support/chatPanelPage';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Names that are the same in every language: products, regions as AWS names them, codes, units. */
const names = [
  'US East (N. Virginia)',
  'global.amazon.nova-2-lite-v1:0',
  'team-blue-sonnet',
  'arn:aws:bedrock',
  'application-inference-profile',
  'arn:aws:iam::123456789012:user/emulator',
  'bedrockChat.endpoint',
  'bedrockChat.controlEndpoint',
  'bedrockChat.sts.endpoint',
  'auto',
  'prompts.txt',
  'HTTP',
  'Exception',
  'AccessDenied',
  'ServiceUnavailable',
  'Validation',
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
  'Focus on',
  'View',
  'Quick Tree',
  'Control',
  'Shift',
  'Alt',
  'Inspect the response in the accessible view with',
  'Notification Actions',
  'More Actions...',
  'Clear Notification (Del)',
  'Source',
  'source',
  'notification',
  'Progress',
  'Actions for',
  'sparkle',
  'edit',
  'Info',
  'Close Dialog',
];

/** Columns of cost data, and of what analyses make of it: names of data, which queries are written with. */
const focusColumns = ['FOCUS', 'FinOps', 'UsageType', 'ResourceId', 'Tags'];
const analysisColumns = ['Cost', 'SharePercent', 'DearestDay', 'CostOfThatDay', 'Days', 'Rows'];
const faulty = 'prompts:\n  - prompt: 7\n    unknown: 1\n';
const quickInput = '.quick-input-widget';
const toasts = '.notifications-toasts';

describe('the extension in another language, in a real VS Code', () => {
  const session = withSession({
    signedIn: true,
    language: pseudoLanguage,
    settings: {
      'bedrockChat.model': model,
      'bedrockChat.retry.baseDelayMs': 50,
      'bedrockChat.retry.maxAttempts': 2,
      'bedrockChat.prompts.retryDelaySeconds': 1,
    },
  });
  const { manifest } = pseudoTexts();
  const text = (key: string) => manifest[key] ?? '';
  let window: VsCodeWindow;
  let known: readonly string[];

  before(async () => {
    writeFileSync(join(session().workspace, 'prompts.txt'), '1?\n\n2?\n');
    writeFileSync(join(session().workspace, 'a.prompts.yaml'), faulty);
    const ofModels = foundationModels.flatMap(({ modelId, modelName, providerName }) => [
      modelId,
      modelName,
      providerName,
    ]);
    known = [...names, ...ofVsCode, ...ofModels, session().emulator.url, 'us-east-1', session().workspace];
    window = await session().openWindow();
    await window.ready();
  });

  beforeEach(() => session().emulator.reset());

  /** Runs a command by its translated title. */
  function run(command: string): Promise<void> {
    return window.runCommand(`Bedrock: ${text(`command.${command}`)}`);
  }

  async function leftOn(page: Frame, data: readonly string[] = []): Promise<string[]> {
    return page.evaluate(untranslatedTexts, { known: [...known, ...data] });
  }

  async function leftIn(within: string, data: readonly string[] = []): Promise<string[]> {
    await window.page.locator(within).first().waitFor();
    return window.page.evaluate(untranslatedTexts, { known: [...known, ...data], within });
  }

  it('has its commands and settings translated', async () => {
    await window.findCommand(`Bedrock: ${text('command.signIn')}`);
    await window.quickInput.fill('>Bedrock: ');
    const rows = `${quickInput} .monaco-list-row .quick-input-list-row:first-child .label-name`;
    await eventually(async () => assert.ok((await window.page.locator(rows).count()) > 5));
    assert.deepEqual(await leftIn(rows), []);
    await window.page.keyboard.press('Escape');
    await window.runCommand('Preferences: Open Settings (UI)');
    await window.page.keyboard.type('@ext:bedrock-chat.bedrock-chat');
    const descriptions = '.setting-item-contents .setting-item-description';
    // At first the list is still that of all settings.
    await eventually(async () => {
      assert.ok((await window.page.locator(descriptions).count()) > 3);
      assert.deepEqual(await leftIn(descriptions), []);
    });
  });

  it('has the panel translated: greeting, answers, failures, menus', async () => {
    await run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    const panel = new ChatPanelPage(frame);
    await frame.getByTestId('chat-model').getByText('Claude').waitFor();
    assert.deepEqual(await leftOn(frame), []);
    const { emulator } = session();
    emulator.script(answer({ text: '1 2 3' }));
    await panel.askAndWait('1?');
    for (const error of [
      'AccessDeniedException',
      'ServiceUnavailableException',
      'ValidationException',
    ] as const) {
      emulator.script(fail(error, { message: '7' }), fail(error, { message: '7' }));
      await panel.askAndWait('2?');
    }
    emulator.script(throttle(2));
    await panel.askAndWait('3?');
    await frame.getByTestId('chat-more').click();
    const details = await frame.locator('pre').allTextContents();
    assert.deepEqual(await leftOn(frame, details), []);
    await window.page.keyboard.press('Escape');
  });

  it('has its questions translated', async () => {
    // Lists of regions and tools are AWS's names and those of others.
    const asking = `${quickInput} .quick-input-titlebar, ${quickInput} .quick-input-header`;
    for (const [command, within] of [
      ['signIn', quickInput],
      ['selectModel', quickInput],
      ['selectRegion', asking],
      ['setBudget', `${asking}, ${quickInput} .quick-input-message`],
      ['chooseTools', asking],
    ] as const) {
      await run(command);
      await eventually(async () => {
        assert.ok(await window.page.locator(quickInput).isVisible());
        assert.equal(await window.quickInput.inputValue(), '');
      });
      assert.deepEqual(await leftIn(within), [], command);
      await window.page.keyboard.press('Escape');
    }
  });

  it('has the dashboard translated, its menus and its log’s frame', async () => {
    await run('openDashboard');
    const frame = await window.frameWith('[data-testid="kpi-requests"]');
    await eventually(async () => assert.ok((await frame.getByTestId('invocation-row').count()) > 3));
    // Lines of the log are English, as those who help to read them need them.
    const left = await leftOn(frame);
    assert.deepEqual(
      left.filter((text) => !/^div: \d{4}-\d\d-\d\d [\d:,]+ \[[A-Z]+\] /.test(text)),
      [],
    );
  });

  it('has cost data translated', async () => {
    await window.runCommand('View: Show Explorer');
    const item = text('command.analyzeCosts');
    const frame = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs', item);
    await eventually(async () => assert.equal(await frame.getByTestId('finops-suggestion').count(), 5));
    const cells = readFileSync(join(session().workspace, 'costs', 'focus-sample.csv'), 'utf8').split(/[,\n]/);
    const forTheModel = await frame.locator('pre').allTextContents();
    const data = [...new Set(cells), ...forTheModel, 'focus-sample.csv', ...focusColumns, ...analysisColumns];
    assert.deepEqual(
      await leftOn(
        frame,
        data.filter((cell) => cell.length > 2),
      ),
      [],
    );
  });

  it('has prompt files translated: lenses, problems, runs and what they tell', async () => {
    await window.openFile('a.prompts.yaml');
    await run('runPrompts');
    await window.openFile('prompts.txt');
    session().emulator.script(answer({ text: '1 2 3' }), answer({ text: '1 2 3' }));
    await run('runPrompts');
    await eventually(async () =>
      assert.ok((await window.page.locator(toasts).innerText()).includes('prompts.txt')),
    );
    assert.deepEqual(await leftIn(toasts), []);
    assert.deepEqual(await leftIn('.codelens-decoration'), []);
    await window.runCommand('View: Show Bedrock');
    assert.deepEqual(await leftIn('.pane-body .monaco-list-row'), []);
  });

  it('has the checks of the connection translated', async () => {
    await run('diagnose');
    await window.page.locator('.monaco-dialog-box').waitFor();
    assert.deepEqual(await leftIn('.monaco-dialog-box'), []);
    await window.page.keyboard.press('Enter');
    const frame = await window.frameWith('[data-testid="doctor-summary"]');
    assert.deepEqual(await leftOn(frame), []);
  });
});

describe('the extension in German, in a real VS Code', () => {
  const session = withSession({ signedIn: true, language: 'de', settings: { 'bedrockChat.model': model } });
  const german = (file: string) =>
    JSON.parse(readFileSync(join(root, file), 'utf8')) as Readonly<Record<string, string>>;

  it('speaks German, with German numbers', async () => {
    const manifest = german('package.nls.de.json');
    const texts = german('l10n/bundle.l10n.de.json');
    const window = await session().openWindow();
    await window.runCommand(`Bedrock: ${String(manifest['command.openChat'])}`);
    const frame = await window.frameWith('[data-testid="chat-input"]');
    await frame.getByText(texts['Ask Amazon Bedrock'] ?? '-').waitFor();
    session().emulator.script(answer({ text: '1 2 3', paceMs: 100 }));
    const panel = new ChatPanelPage(frame);
    await panel.askAndWait('1?');
    assert.match(await frame.getByTestId('chat-usage').innerText(), /\d,\d s · erstes Token .*0,00\d\d\s\$/);
    await window.screenshot('out/screenshots/german.png');
  });
});

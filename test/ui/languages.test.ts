import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, fail, throttle } from '../support/emulators/bedrock';
import { root } from '../support/devhost/paths';
import { pseudoLanguage } from '../support/pseudo';
import { ChatPanelPage } from './support/chatPanelPage';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import { quickInput, toasts, TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Columns of cost data, and of what analyses make of it: names of data, which queries are written with. */
const focusColumns = [
  'FOCUS',
  'FinOps',
  'UsageType',
  'ResourceId',
  'Tags',
  'CommitmentDiscountStatus',
  'CommitmentDiscountCategory',
];
const analysisColumns = ['Cost', 'SharePercent', 'DearestDay', 'CostOfThatDay', 'Days', 'Rows'];
const faulty = 'prompts:\n  - prompt: 7\n    unknown: 1\n';
const ownNames = [
  'global.amazon.nova-2-lite-v1:0',
  'team-blue-sonnet',
  'application-inference-profile',
  'prompts.txt',
];

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
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async () => {
    writeFileSync(join(session().workspace, 'prompts.txt'), '1?\n\n2?\n');
    writeFileSync(join(session().workspace, 'a.prompts.yaml'), faulty);
    words = await TranslatedWindow.open(session(), ownNames);
    ({ window } = words);
  });

  beforeEach(() => session().emulator.reset());

  it('has its commands and settings translated', async () => {
    await window.findCommand(`Bedrock: ${words.text('command.signIn')}`);
    await window.quickInput.fill('>Bedrock: ');
    const rows = `${quickInput} .monaco-list-row .quick-input-list-row:first-child .label-name`;
    await eventually(async () => assert.ok((await window.page.locator(rows).count()) > 5));
    assert.deepEqual(await words.leftIn(rows), []);
    await window.page.keyboard.press('Escape');
    await window.runCommand('Preferences: Open Settings (UI)');
    await window.page.keyboard.type('@ext:bedrock-chat.bedrock-chat');
    const descriptions = '.setting-item-contents .setting-item-description';
    // At first the list is still that of all settings.
    await eventually(async () => {
      assert.ok((await window.page.locator(descriptions).count()) > 3);
      assert.deepEqual(await words.leftIn(descriptions), []);
    });
  });

  it('has the panel translated: greeting, answers, failures, menus', async () => {
    await words.run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    const panel = new ChatPanelPage(frame);
    await frame.getByTestId('chat-model').getByText('Claude').waitFor();
    assert.deepEqual(await words.leftOn(frame), []);
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
    assert.deepEqual(await words.leftOn(frame, details), []);
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
      await words.run(command);
      await eventually(async () => {
        assert.ok(await window.page.locator(quickInput).isVisible());
        assert.equal(await window.quickInput.inputValue(), '');
      });
      assert.deepEqual(await words.leftIn(within), [], command);
      await window.page.keyboard.press('Escape');
    }
  });

  it('has the dashboard translated, its menus and its log’s frame', async () => {
    await words.run('openDashboard');
    const frame = await window.frameWith('[data-testid="kpi-requests"]');
    await eventually(async () => assert.ok((await frame.getByTestId('invocation-row').count()) > 3));
    // Lines of the log are English, as those who help to read them need them.
    const left = await words.leftOn(frame);
    assert.deepEqual(
      left.filter((text) => !/^div: \d{4}-\d\d-\d\d [\d:,]+ \[[A-Z]+\] /.test(text)),
      [],
    );
  });

  it('has cost data translated', async () => {
    await window.runCommand('View: Show Explorer');
    const item = words.text('command.analyzeCosts');
    const frame = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs', item);
    await eventually(async () => assert.equal(await frame.getByTestId('finops-suggestion').count(), 5));
    const cells = readFileSync(join(session().workspace, 'costs', 'focus-sample.csv'), 'utf8').split(/[,\n]/);
    const data = [...new Set(cells), 'focus-sample.csv', ...focusColumns, ...analysisColumns];
    // The queries of the first answers come one after the other.
    await eventually(async () => {
      const forTheModel = await frame.locator('pre').allTextContents();
      const known = [...data, ...forTheModel].filter((text) => text.length > 2);
      assert.deepEqual(await words.leftOn(frame, known), []);
    });
  });

  it('has prompt files translated: lenses, problems, runs and what they tell', async () => {
    await window.openFile('a.prompts.yaml');
    await words.run('runPrompts');
    await window.openFile('prompts.txt');
    session().emulator.script(answer({ text: '1 2 3' }), answer({ text: '1 2 3' }));
    await words.run('runPrompts');
    await eventually(async () =>
      assert.ok((await window.page.locator(toasts).innerText()).includes('prompts.txt')),
    );
    assert.deepEqual(await words.leftIn(toasts), []);
    assert.deepEqual(await words.leftIn('.codelens-decoration'), []);
    await window.runCommand('View: Show Bedrock');
    assert.deepEqual(await words.leftIn('.pane-body .monaco-list-row'), []);
  });

  it('has the checks of the connection translated', async () => {
    await words.run('diagnose');
    await window.page.locator('.monaco-dialog-box').waitFor();
    assert.deepEqual(await words.leftIn('.monaco-dialog-box'), []);
    await window.page.keyboard.press('Enter');
    const frame = await window.frameWith('[data-testid="doctor-summary"]');
    assert.deepEqual(await words.leftOn(frame), []);
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

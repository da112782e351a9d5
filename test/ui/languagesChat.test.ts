import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answer,
  applicationProfileArn,
  blockedTopic,
  fail,
  failMid,
  throttle,
} from '../support/emulators/bedrock';
import { pseudoLanguage } from '../support/pseudo';
import { focusedInput } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { answers, quickInput, TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const own = [
  'calls.json',
  'global.amazon.nova-2-lite-v1:0',
  applicationProfileArn('us-east-1'),
  'team-blue-sonnet',
  'test_weather',
  'machine.bin',
  'pieces',
  'README.md',
  'prompts.txt',
  'focus-sample.csv',
];
const refusals = [
  'AccessDeniedException',
  'ServiceUnavailableException',
  'ValidationException',
  'UnrecognizedClientException',
  'ModelNotReadyException',
] as const;

describe('@bedrock in another language, and what models, files and records ask', () => {
  const session = withSession({
    signedIn: true,
    language: pseudoLanguage,
    otherExtensions: ['tool-box'],
    settings: {
      'bedrockChat.retry.baseDelayMs': 1500,
      'bedrockChat.retry.maxAttempts': 2,
      'bedrockChat.tools.maxRounds': 1,
    },
  });
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(180_000);
    const pieces = join(session().workspace, 'pieces');
    mkdirSync(pieces);
    writeFileSync(join(pieces, 'one.txt'), '1');
    writeFileSync(join(pieces, 'machine.bin'), Buffer.from([0, 1, 2, 0, 255, 254]));
    words = await TranslatedWindow.open(session(), own);
    ({ window } = words);
    await window.chat.open();
  });
  beforeEach(() => session().emulator.reset());
  afterEach(() => words.closeMessages());

  /** Asks `@bedrock`, and waits for a sentence of ours in any answer in sight; resolves with what is English. */
  function leftAsking(question: string, sentence: string, data: readonly string[] = []): Promise<string[]> {
    return words.leftWhile(async () => {
      await window.chat.ask(`@bedrock ${question}`);
      const said = window.page.locator(answers).getByText(words.said(sentence)).last();
      await said.waitFor();
      await window.chat.waitForEnd();
    }, data);
  }

  /** The same with a button of ours. */
  function leftUntilButton(question: string, label: string): Promise<string[]> {
    return words.leftWhile(async () => {
      await window.chat.ask(`@bedrock ${question}`);
      await window.page
        .locator(answers)
        .getByRole('button', { name: words.label(label) })
        .last()
        .waitFor();
      await window.chat.waitForEnd();
    });
  }

  it('answers with its footer and what may be asked next', async () => {
    session().emulator.script(answer({ text: '1', reasoning: '2' }));
    assert.deepEqual(await leftAsking('1?', 'chosen automatically'), []);
    await window.page.getByText(words.label('Show an example')).first().waitFor();
    assert.deepEqual(await words.leftIn('.interactive-session-followups, .chat-followups', ['@bedrock']), []);
  });

  it('is introduced, and offers its command', async () => {
    await window.chat.input.click();
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.type('@bedrock /fin');
    const offered = '.suggest-widget.visible .monaco-list-row.focused';
    await window.page.locator(offered, { hasText: '/finops' }).first().waitFor();
    const ours = await words.leftIn(offered, ['/fin', 'ops', 'bedrock', 'Read More']);
    assert.deepEqual(ours, []);
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.press('Delete');
  });

  it('says that it tries again, that it broke off, and why it ended', async () => {
    session().emulator.script(throttle(1), answer({ text: '1' }));
    assert.deepEqual(await leftUntilButton('2?', 'Try Now'), []);
    session().emulator.script(failMid('serviceUnavailableException', 0));
    session().emulator.script(answer({ text: '1', stopReason: 'max_tokens' }));
    assert.deepEqual(
      await leftAsking('3?', 'The answer reached its limit of tokens (see the setting maxTokens).', [
        'maxTokens',
      ]),
      [],
    );
    session().emulator.script(answer({ text: '1', guardrail: blockedTopic('7') }));
    assert.deepEqual(await leftAsking('4?', 'A guardrail blocked this answer.'), []);
  });

  for (const error of refusals) {
    it(`says what ${error} means, and what can be done`, async () => {
      session().emulator.script(fail(error, { message: '7', times: 2 }));
      const left = await words.leftWhile(async () => {
        await window.chat.ask('@bedrock 5?');
        await session().emulator.waitForRequest(({ status }) => (status ?? 0) >= 400);
        await window.chat.waitForEnd();
        await eventually(async () => assert.equal(await window.chat.isAnswering(), false));
      });
      assert.deepEqual(left, []);
    });
  }

  it('runs tools, and stops after as many rounds as are allowed', async () => {
    const toolUses = [{ name: 'test_weather', input: { city: '1' } }];
    await words.run('chooseTools');
    await window.quickInput.fill('test_');
    await window.pick('test_weather');
    await window.page.locator(quickInput).getByRole('button', { name: 'OK' }).click();
    session().emulator.script(answer({ text: '1', toolUses }), answer({ text: '2', toolUses }));
    assert.deepEqual(await leftUntilButton('6?', 'Go On'), []);
  });

  it('asks for cost data where there is none', async () => {
    const left = await words.leftWhile(async () => {
      await window.chat.ask('@bedrock /finops 1?');
      await window.page
        .locator(answers)
        .getByRole('button', { name: words.text('command.analyzeCosts') })
        .waitFor();
    });
    assert.deepEqual(left, []);
  });

  it('asks for a model’s id, and says that models are listed or cannot be', async () => {
    await words.run('selectModel');
    await words.asked('{0} models and profiles in {1}');
    await window.typeChoice(words.label('Type a Model Id or ARN…'));
    await words.asked('A model id, an inference profile id, or the ARN of either');
    await words.refused('1 2', 'Ids and ARNs have no spaces in them.');
    await window.page.keyboard.press('Escape');
    const left = await words.leftWhile(async () => {
      await words.run('refreshModels');
      await words.told('{0} models and profiles are listed in {1}.');
      await words.closeMessages();
      session().setSettings({ 'bedrockChat.controlEndpoint': 'http://127.0.0.1:9' });
      await eventually(async () => {
        await words.run('refreshModels');
        await window
          .notification(words.said('The models could not be listed. {0}'))
          .first()
          .waitFor({ timeout: 15_000 });
      });
    });
    session().setSettings({ 'bedrockChat.controlEndpoint': session().emulator.url });
    assert.deepEqual(left, []);
  });

  it('asks what is attached, and says of what is not why', async () => {
    await words.run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    const attach = async (what: string) => {
      await frame.getByTestId('chat-attach').click();
      await frame.getByTestId(`chat-attach-${what}`).click();
    };
    const left = await words.leftWhile(async () => {
      await attach('selection');
      await words.told('Select some code in an editor first.');
      await words.closeMessages();
      await attach('file');
      await words.asked('Attach a file', [
        '.ts',
        '.py',
        'src/invoice',
        'pieces/one',
        'src/parse_logs',
        '.csv',
        '.txt',
        'costs/',
      ]);
      await window.page.keyboard.press('Escape');
      await window.runCommand('View: Show Explorer');
      const row = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'pieces' });
      await window.chooseFromMenu(row.first(), words.text('command.attachFile'));
      await words.told('{0} was left out: {1}');
      const file = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'machine.bin' });
      // The panel has taken the Explorer's place, and takes the focus.
      const taken = await window.frameWith('[data-testid="chat-input"]');
      await taken.locator(focusedInput).waitFor();
      await window.runCommand('View: Show Explorer');
      await row.first().click();
      await window.chooseFromMenu(file.first(), words.text('command.attachFile'));
      await words.told('{0} cannot be attached: {1}.');
    });
    assert.deepEqual(left, []);
    // Its page came anew when it took the Explorer's place.
    const panel = await window.frameWith('[data-testid="chat-attachment"]');
    assert.deepEqual(await words.leftOn(panel, ['pieces', 'one.txt']), []);
  });

  it('exports and deletes what is on record, and says that there is no chat to export', async () => {
    const left = await words.leftWhile(async () => {
      await words.run('exportChat');
      await words.told('There is no conversation to export yet.');
      await words.run('exportMetrics');
      await words.asked('Format to export all calls to', ['SQLite']);
      await window.typeChoice('JSON');
      await window.page
        .locator('.quick-input-titlebar', { hasText: words.label('Export Metrics') })
        .waitFor();
      await window.saveAs(join(session().workspace, 'calls.json'), 'bedrock-metrics.json');
      await words.told('Exported {0} calls to {1}.');
      await words.run('deleteMetrics');
      await words.decide('Delete all metrics?', 'Delete All Metrics');
      await words.told('All metrics were deleted.');
    });
    assert.deepEqual(left, []);
    const frame = await openDashboard();
    // Lines of the log are English, as those who help to read them need them.
    const leftOver = await words.leftOn(frame);
    assert.deepEqual(
      leftOver.filter((text) => !/^div: \d{4}-\d\d-\d\d [\d:,]+ \[[A-Z]+\] /.test(text)),
      [],
    );
  });

  async function openDashboard() {
    await words.run('openDashboard');
    return window.frameWith('[data-testid="dashboard-empty"]');
  }

  it('has its models in VS Code’s picker translated', async () => {
    const row = '.action-widget .monaco-list-row';
    await eventually(async () => {
      await window.page.keyboard.press('Escape');
      await window.chat.view.locator('.model-picker-item .model-picker-name').click();
      await window.page.locator(row, { hasText: '(Bedrock)' }).first().waitFor({ timeout: 3000 });
    });
    const ofThePicker = ['Pin Model', 'Manage Language Models', 'Other Models'];
    assert.deepEqual(await words.leftIn(row, ofThePicker), []);
    await window.page.keyboard.press('Escape');
  });
});

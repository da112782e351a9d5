import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { BatchJobs } from '../support/emulators/batchJobs';
import { QuotasEmulator } from '../support/emulators/batchQuotas';
import { answer, defaultKeys, fail } from '../support/emulators/bedrock';
import { PricesEmulator } from '../support/emulators/prices';
import { S3Emulator } from '../support/emulators/s3';
import { pseudoLanguage } from '../support/pseudo';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { toasts, TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';
const prompts = 12;
const bucket = 'amzn-s3-demo-bucket';
const roleArn = 'arn:aws:iam::111122223333:role/BedrockBatchRole';
const own = [
  'prompts.txt',
  'run.md',
  'few.prompts.txt',
  'many.prompts.txt',
  `s3://${bucket}/prompts/`,
  roleArn,
  'aws.amazon.com/bedrock/pricing',
  'pricing:GetProducts',
  'bedrockChat.budget.dailyUsd',
];

/** Files, the word that one begins to type in them, and a text of what is inserted then. */
const snippets = [
  ['new.prompts.yaml', 'prompt', 'What to ask'],
  ['new.prompts.jsonl', 'variables', 'What is {0}?'],
  ['new.prompts.txt', 'placeholder', undefined],
] as const;

describe('runs of prompts and what they cost, in another language', () => {
  const emulator: { jobs?: BatchJobs } = {};
  let s3: S3Emulator;
  let quotas: QuotasEmulator;
  let prices: PricesEmulator;
  let jobs: BatchJobs;
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async () => {
    s3 = await S3Emulator.start([bucket], defaultKeys.credentials);
    quotas = await QuotasEmulator.start(defaultKeys.credentials);
    quotas.quotas = { 'Minimum number of records per batch inference job for Claude 3 Haiku': prompts };
    prices = await PricesEmulator.start(defaultKeys.credentials);
    jobs = new BatchJobs(s3);
    emulator.jobs = jobs;
  });

  const session = withSession({
    signedIn: true,
    language: pseudoLanguage,
    emulator,
    settings: {
      'bedrockChat.model': model,
      'bedrockChat.maxTokens': 500,
      // A cent a token, so that an answer may cost five dollars.
      'bedrockChat.prices': { [model]: { input: 0, output: 10_000 } },
      'bedrockChat.retry.maxAttempts': 1,
      'bedrockChat.prompts.retries': 0,
      'bedrockChat.prompts.concurrency': 1,
    },
  });

  before(async function () {
    this.timeout(180_000);
    session().setSettings({
      'bedrockChat.s3.endpoint': s3.url,
      'bedrockChat.serviceQuotas.endpoint': quotas.url,
      'bedrockChat.pricing.endpoint': prices.url,
    });
    write('prompts.txt', prompts);
    write('few.prompts.txt', 3);
    write('many.prompts.txt', 1001);
    // Quick Open does not know at once of a file that has just come.
    for (const [file] of snippets) {
      write(file, 0);
    }
    words = await TranslatedWindow.open(session(), own);
    ({ window } = words);
    // The command is offered where there is something to run.
    await window.openFile('prompts.txt');
    await window.findCommand(`Bedrock: ${words.text('command.runPrompts')}`);
  });
  after(() => Promise.all([s3.close(), quotas.close(), prices.close()]));
  afterEach(() => words.closeMessages());

  /** Writes so many prompts of figures alone. */
  function write(name: string, count: number, first = 1): void {
    const texts = Array.from({ length: count }, (_, index) => `${first + index}?`);
    writeFileSync(join(session().workspace, name), texts.join('\n\n'));
  }

  /** A button of ours in a message. */
  const button = (label: string): Locator =>
    window.page.locator(toasts).getByRole('button', { name: words.label(label), exact: true });
  const runs = '.pane-body .monaco-list-row';

  it('offer a batch job, ask where it reads and as whom, and tell how it goes', async () => {
    jobs.script({
      statuses: ['InProgress', 'Completed'],
      fault: (prompt) => (prompt === '7?' ? { errorCode: 503, errorMessage: '7' } : undefined),
    });
    await window.openFile('prompts.txt');
    const left = await words.leftWhile(async () => {
      await words.run('runPrompts');
      await words.press(
        'Run as Batch Job…',
        '{0}: {1} prompts are enough for a batch job, which costs about half ({2}, {3}) and may take up to 24 hours.',
      );
      await words.asked('Batch job: where in S3 prompts and answers are kept');
      await words.asked('Kept in the settings. The documentation has the policies: docs/batch.md.');
      await words.refused(
        'my-bucket',
        'Type a bucket, with or without a folder, such as s3://amzn-s3-demo-bucket/prompts/.',
      );
      await window.enter(`s3://${bucket}/prompts`);
      await words.asked('Batch job: the role by which Bedrock reads and writes there');
      await words.refused(
        'role',
        'Type the ARN of a role, such as arn:aws:iam::111122223333:role/BedrockBatchRole.',
      );
      await window.enter(roleArn);
      const status = window.page.locator('.statusbar-item', {
        hasText: words.said('Bedrock works on the batch job.'),
      });
      await status.waitFor();
      await window.runCommand('View: Show Bedrock');
      assert.deepEqual(await words.leftIn(runs), []);
      await button('Retry Failed').waitFor();
    });
    assert.deepEqual(left, []);
    const results = readFileSync(join(session().workspace, 'prompts.results.jsonl'), 'utf8').trimEnd();
    const texts = results.split('\n').map((row) => (JSON.parse(row) as { text: string }).text);
    assert.deepEqual(await words.leftIn(runs, texts), []);
  });

  it('are asked about where there are many, and where some have changed', async () => {
    const left = await words.leftWhile(async () => {
      await window.openFile('many.prompts.txt');
      await words.run('runPrompts');
      await words.decide('Ask {0} times for {1}?');
      await window.openFile('few.prompts.txt');
      await words.run('runPrompts');
      await button('Open Results').waitFor();
      await words.closeMessages();
      write('few.prompts.txt', 3, 2);
      await window.page.locator('.editor-instance .view-line', { hasText: '4?' }).waitFor();
      await words.run('runPrompts');
      await words.press('Run Changed Ones', '1 of {0} prompts has changed since the last run.');
      await button('Open Results').waitFor();
    });
    assert.deepEqual(left, []);
  });

  it('tell how they ended: cancelled, failed, and what can be done then', async () => {
    // One of them has its answer.
    write('few.prompts.txt', 3, 4);
    await window.page.locator('.editor-instance .view-line', { hasText: '6?' }).waitFor();
    session().emulator.script(answer({ firstTokenDelayMs: 60_000 }));
    const left = await words.leftWhile(async () => {
      await words.run('runPrompts');
      await words.press('Run All Again', '{0} of {1} prompts have changed since the last run.');
      await words.told('{0} of {1} prompts');
      await window.press('Cancel', 'few.prompts.txt');
      session().emulator.script(fail('AccessDeniedException', { message: '7' }));
      await button('Resume/Verb on a button').click();
      await button('Retry Failed').waitFor();
      await button('Open Log').click();
    });
    assert.deepEqual(left, []);
    const lines = '.editor-instance .view-lines';
    await eventually(async () => {
      const text = (await window.page.locator(lines).first().innerText()).replaceAll('\u00a0', ' ');
      assert.match(text, words.said('Resumed: {0} prompts are left'));
      // Levels and ids of causes are names in every log; the editor cuts words at their digits and points.
      const known = ['INFO', 'WARNING', 'ERROR', 'accessDenied', 'few.', 'us-east-'];
      assert.deepEqual(await words.leftIn(lines, known), []);
    });
  });

  it('are compared, exported and deleted in their view', async () => {
    // Above it is its file.
    const run = window.page.locator(runs).nth(1);
    const left = await words.leftWhile(async () => {
      await window.runCommand('View: Show Bedrock');
      await window.chooseFromMenu(run, words.text('command.compareRuns'));
      await words.asked('Compare with which run?');
      await window.page.keyboard.press('Escape');
      await window.chooseFromMenu(run, words.text('command.exportRun'));
      await window.page.locator('.quick-input-titlebar', { hasText: words.label('Export Run') }).waitFor();
      await window.saveAs(join(session().workspace, 'run.md'), '.md');
      await words.told('Exported {0} prompts to {1}.');
      await window.chooseFromMenu(run, words.text('command.deleteRun'));
      await words.decide('Delete this run of {0} with its log and its answers?', 'Delete/Verb on a button');
    });
    assert.deepEqual(left, []);
  });

  it('have prices that are read from AWS, or cannot be', async () => {
    prices.denied = true;
    const left = await words.leftWhile(async () => {
      await words.run('refreshPrices');
      await words.told(
        'The prices could not be read. {0} It takes pricing:GetProducts; the list that comes with the extension goes on.',
      );
      prices.denied = false;
      await words.run('refreshPrices');
      await words.told(
        'AWS’s prices of {0} models in {1} are read; {2} have none in its list, and keep the price that was known, if any.',
      );
    }, ['Not authorized: AWSPriceListService.GetProducts']);
    assert.deepEqual(left, []);
  });

  it('have a budget: its questions, its warning, and what is refused past it', async () => {
    await words.run('setBudget');
    await words.asked('Budget a day, in US dollars');
    await words.refused('x', 'Type a number, such as 5 or 2.50.');
    await window.enter('');
    await words.asked('Budget a month, in US dollars');
    await window.enter('');
    await words.run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    const panel = new ChatPanelPage(frame);
    const spent = () =>
      session()
        .invocations()
        .reduce((sum, { cost_usd }) => sum + Number(cost_usd ?? 0), 0);
    const left = await words.leftWhile(async () => {
      session().setSettings({ 'bedrockChat.budget.dailyUsd': (spent() + 5) / 0.9 });
      await window.page.locator(`.statusbar-item-label[aria-label*="${dayOf(words)}"]`).waitFor();
      session().emulator.script(answer({ text: '1' }));
      await panel.askAndWait('1?');
      await words.told('Bedrock has used {0} of today’s budget of {1}, calls under way included.');
      session().setSettings({ 'bedrockChat.budget.dailyUsd': spent() / 0.99 });
      await eventually(async () => {
        session().emulator.script(answer({ text: '1' }));
        await panel.askAndWait('2?');
        await frame.locator('[data-code="overBudget"]').waitFor({ timeout: 1000 });
      });
      assert.deepEqual(await words.leftOn(frame, ['OverBudgetError']), []);
      await frame.getByTestId('chat-action-allowToday').click();
      await words.decide('Let all Bedrock calls go past your budget until the day ends?');
      await words.closeMessages();
      await window.openFile('few.prompts.txt');
      write('few.prompts.txt', 3, 20);
      await words.run('runPrompts');
      await button('Allow Next Call').waitFor();
      // They would be above the Chat view's text field.
      await words.closeMessages();
      await window.chat.ask('@bedrock 1?');
      await window.chat.answer.getByRole('button', { name: words.label('Allow for Today') }).waitFor();
    });
    assert.deepEqual(left, []);
  });

  it('have a budget that says what is wrong with it', async () => {
    const left = await words.leftWhile(async () => {
      session().setSettings({ 'bedrockChat.budget.dailyUsd': 'seven' });
      await words.told('The setting {0} is {1}, but takes {2}. {3}');
    }, ['seven']);
    assert.deepEqual(left, []);
  });

  for (const [file, begin, inserted] of snippets) {
    it(`have snippets for ${file}, and what they insert is in the user’s language`, async () => {
      await window.openFile(file);
      await window.page.locator('.tab.active', { hasText: file }).waitFor();
      await window.page.locator('.editor-instance .view-lines').first().click();
      await window.page.keyboard.type(begin);
      const offered = '.suggest-widget.visible .monaco-list-row';
      const row = window.page
        .locator(offered, { has: window.page.getByText(begin, { exact: true }) })
        .first();
      await eventually(async () => {
        await window.page.keyboard.press('Control+Space');
        await row.waitFor({ timeout: 3000 });
      });
      const keywords = ['prompts', 'prompt', 'checks', 'parameters', 'variables', 'placeholder'];
      assert.deepEqual(await words.leftIn(offered, keywords), []);
      await row.click();
      if (inserted !== undefined) {
        const lines = window.page.locator('.editor-instance .view-lines').first();
        await eventually(async () =>
          assert.match((await lines.innerText()).replaceAll('\u00a0', ' '), words.said(inserted)),
        );
      }
    });
  }
});

/** What the status bar says of the day, up to the figures. */
function dayOf(words: TranslatedWindow): string {
  return words.label('{0} of {1}/Spent, and the budget').split('{0}').at(-1)?.split('{1}')[0] ?? '';
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { DynamoEmulator } from '../support/emulators/dynamodb';
import { allSent, HistoryTest, interaction, TABLE } from '../support/historyTest';
import { answer } from '../support/emulators/bedrock';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const COMMAND = 'Bedrock: Show Cost Question History…';

describe('the history of questions about cost data', () => {
  const session = withSession({ signedIn: true });
  let dynamo: DynamoEmulator;
  let outside: HistoryTest;
  let window: VsCodeWindow;

  before(async () => {
    dynamo = await DynamoEmulator.start();
    session().setSettings({ 'bedrockChat.dynamodb.endpoint': dynamo.url });
    outside = HistoryTest.with(dynamo);
    window = await session().openWindow();
    await window.ready();
  });
  after(() => outside.close());

  /** Items of the open picker, in order. */
  const offered = async (): Promise<string[]> =>
    window.page.locator('.quick-input-widget .monaco-list-row').allInnerTexts();
  const row = (text: string | RegExp): Locator =>
    window.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text });
  const dialog = (): Locator => window.page.locator('.monaco-dialog-box');

  it('is off until a table is named, and the one that is named can be made', async () => {
    await window.runCommand(COMMAND);
    await window.press('Name a Table', /Questions about cost data are not stored/);
    await window.enter('a table', { box: 'DynamoDB Table for Questions about Cost Data' });
    await window.page.locator('.quick-input-widget').getByText('3 to 255 letters').waitFor();
    assert.equal(dynamo.requests.length, 0);
    await window.enter(TABLE);
    await window.press('Create Table', `There is no DynamoDB table ${TABLE}`);
    await window.notification(/is ready, but point-in-time recovery could not be turned on/).waitFor();
    assert.equal((await outside.open().describe())?.index, 'session_id-timestamp-index');
  });

  it('shows the sessions in it, newest first, and opens one to read', async () => {
    const history = outside.open();
    await history.record(interaction(1, { sessionId: 'monday', userQuery: 'What did S3 cost?' }));
    await history.record(
      interaction(3, { sessionId: 'tuesday', userQuery: 'And EC2?', agentResponse: 'It cost **$12.40**.' }),
    );
    await history.record(
      interaction(2, {
        sessionId: 'tuesday',
        userQuery: 'Which service\ncosts most?',
        agentResponse: 'Lambda does.',
      }),
    );
    await allSent(history);
    await window.runCommand(COMMAND);
    await row('What did S3 cost?').waitFor();
    const [undecided, newest, oldest] = await offered();
    assert.match(undecided ?? '', /New questions are not stored/);
    assert.match(newest ?? '', /Which service costs most\?[^]*· 2 questions/);
    assert.match(oldest ?? '', /What did S3 cost\?[^]*· 1 question$/);
    await window.screenshot('out/screenshots/history-sessions.png');
    await window.pick('Which service costs most?');
    const editor = window.page.locator('.editor-instance', { hasText: 'Questions about cost data' });
    const text = async () => (await editor.locator('.view-lines').innerText()).replaceAll('\u00a0', ' ');
    await eventually(async () => assert.match(await text(), /The answer rests on/));
    assert.match(
      await text(),
      /## 1\. 2026-11-01 12:02:00 UTC[^]*> Which service[^]*> costs most\?[^]*Lambda does/,
    );
    assert.ok(
      (await text()).indexOf('Lambda does.') < (await text()).indexOf('And EC2?'),
      'oldest question first',
    );
    await window.page.locator('.tab', { hasText: 'Cost Questions 2026-11-01 12.02.md' }).waitFor();
    await editor.click();
    await window.page.keyboard.type('x');
    await window.page.getByText('Cannot edit in read-only editor').first().waitFor();
    await window.screenshot('out/screenshots/history-session.png');
  });

  it('asks, before anything is stored, with what and where, and remembers the answer', async () => {
    await window.runCommand(COMMAND);
    await window.pick('New questions are not stored');
    await dialog().getByText(`in the DynamoDB table ${TABLE}?`).waitFor();
    const words = await dialog().innerText();
    assert.match(words, /each question, its answer, what the answer rests on/);
    assert.match(words, /table cost-questions, region us-east-1, account 000000000000/);
    await window.screenshot('out/screenshots/history-consent.png');
    await dialog().getByRole('button', { name: 'Don’t Store' }).click();
    await window.runCommand(COMMAND);
    await row(/You decided so for this table/).click();
    await dialog().getByRole('button', { name: 'Store', exact: true }).click();
    await window.runCommand(COMMAND);
    await row('What did S3 cost?').waitFor();
    assert.equal(await row('New questions are not stored').count(), 0);
    await window.page.keyboard.press('Escape');
  });

  it('shows what waits to be sent, and sends it', async () => {
    await dynamo.goOffline();
    const directory = join(session().globalStorage, 'finops-history');
    const elsewhere = outside.open({ directory });
    await elsewhere.record(interaction(4, { sessionId: 'tuesday', userQuery: 'Asked offline' }));
    elsewhere.dispose();
    await window.runCommand(COMMAND);
    const failed = window.notification(
      /could not be read\. 1 question waits to be sent\. .*cannot be reached/,
    );
    await failed.waitFor();
    await dynamo.goOnline();
    await window.runCommand(COMMAND);
    await row('1 question waits to be sent').waitFor();
    await window.screenshot('out/screenshots/history-waiting.png');
    await row('1 question waits to be sent').click();
    await window.notification(`Everything is stored in the table ${TABLE}.`).waitFor();
    const stored = await outside.open().read('tuesday');
    assert.deepEqual(
      stored.map((item) => item.user_query.split('\n')[0]),
      ['Which service', 'And EC2?', 'Asked offline'],
    );
  });

  it('keeps what is asked of cost data, with the SQL that the answer rests on', async () => {
    const view = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await view.getByTestId('finops-total').waitFor();
    const sql = 'SELECT count(*) AS n FROM costs';
    session().emulator.script(
      answer({ text: 'I count.', toolUses: [{ name: 'query_cost_data', input: { sql } }] }),
      answer({ text: 'There are 465 charges.' }),
    );
    await view.getByTestId('finops-ask').fill('How many charges?');
    await view.getByTestId('finops-ask').press('Enter');
    await view.getByText('There are 465 charges.').waitFor();
    await eventually(async () => {
      const sessions = await outside.open().sessions();
      const items = await Promise.all(sessions.map(({ sessionId }) => outside.open().read(sessionId)));
      const kept = items.flat().find((item) => item.user_query === 'How many charges?');
      assert.ok(kept);
      assert.match(kept.agent_response, /There are 465 charges\./);
      assert.ok(kept.data_context.includes(sql));
      assert.match(kept.data_context, /focus-sample\.csv/);
    });
  });
});

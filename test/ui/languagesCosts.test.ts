import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { sampleTable, startAthenaEmulator, type AthenaEmulator } from '../support/emulators/athena';
import { answer } from '../support/emulators/bedrock';
import { DynamoEmulator } from '../support/emulators/dynamodb';
import { allSent, HistoryTest, interaction, TABLE } from '../support/historyTest';
import { pseudoLanguage } from '../support/pseudo';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import { answers, quickInput, toasts, TranslatedWindow } from './support/translatedWindow';
import { dropOnPage } from './support/transfer';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

/** Names of data, which queries are written with, and places that are given as examples. */
const own = [
  'FOCUS',
  'Tags',
  'SharePercent',
  's3://bucket/folder/',
  'user_team',
  'interaction_id',
  TABLE,
  'focus-sample.csv',
  'saved.csv',
];
/** Columns of cost data, and of what analyses make of it. */
const columns = [
  'SubAccountId',
  'RegionId',
  'UsageType',
  'EffectiveCost',
  'ChargeType',
  'ResourceId',
  'ServiceName',
  'CostOfThatDay',
  'DearestDay',
  'Days',
  'Rows',
  'Cost',
  'billing_period',
  'CommitmentDiscountStatus',
  'CommitmentDiscountCategory',
];
/** Names and values of the file that a test writes. */
const others = ['count', 'when', 'what', 'other.csv', 'Compute', 'Storage', 'EUR'];
const PLACE = 's3://results-of-tests/athena/';
const OTHER = 'when,what,count\n2026-10-01,Compute,12\n2026-10-02,Storage,3\n';

describe('cost data in another language: tables elsewhere, history, files', () => {
  const session = withSession({ signedIn: true, language: pseudoLanguage });
  const table = sampleTable('focus-1.1', 200);
  const cells = [...new Set(table.csv.split(/[\n,"]/))].filter((cell) => cell.length > 2);
  let athena: AthenaEmulator;
  let dynamo: DynamoEmulator;
  let outside: HistoryTest;
  let words: TranslatedWindow;
  let window: VsCodeWindow;
  let view: Frame;

  before(async function () {
    this.timeout(180_000);
    athena = await startAthenaEmulator({ tables: [table] });
    dynamo = await DynamoEmulator.start();
    outside = HistoryTest.with(dynamo);
    session().setSettings({
      'bedrockChat.athena.endpoint': athena.url,
      'bedrockChat.dynamodb.endpoint': dynamo.url,
    });
    writeFileSync(join(session().workspace, 'other.csv'), OTHER);
    words = await TranslatedWindow.open(session(), [...own, table.database, table.name]);
    ({ window } = words);
    await window.findCommand(`Bedrock: ${words.text('command.queryAthena')}`);
  });
  after(async () => {
    await outside.close();
    await athena.close();
  });

  /** English on the page, but for its data, SQL and what it names. */
  async function leftOnPage(data: readonly string[] = []): Promise<string[]> {
    const code = await view.locator('pre').allTextContents();
    return words.leftOn(view, [...cells, ...columns, ...code, ...data]);
  }

  async function resultEnded(): Promise<void> {
    view = await window.frameWith('[data-testid="finops-analysis-result"][data-state="ended"]');
  }

  it('asks for the table in Athena, and refuses names that are none', async () => {
    athena.executions.held = true;
    await words.run('queryAthena');
    await words.asked('Query Cost Data in Athena ({0} of {1})');
    await words.asked('The database in Athena that has the table of cost data.');
    await words.refused('no name', 'Type a name, such as billing.');
    await window.enter(table.database);
    await words.asked('The table of cost data: a Cost and Usage Report or a FOCUS export.');
    await window.enter(table.name);
    await words.asked('The workgroup that queries run in. Its own limits hold, too.');
    await window.enter('primary');
    await words.asked('Query Cost Data in Athena: where results go');
    await words.asked('A folder in S3 that Athena writes results to: the workgroup has none.');
    await words.refused('nowhere', 'Type a folder in S3, such as s3://bucket/folder/.');
    await window.enter(PLACE);
  });

  it('offers analyses of the table, and tells how far one is', async () => {
    await words.asked('What do you want to know? Athena charges for what a query scans.');
    const left = await words.leftWhile(async () => {
      await window.typeChoice(words.label('Cost by service'));
      await words.told('Running: {0} scanned, about {1} (estimate)');
      athena.executions.held = false;
      await resultEnded();
    });
    assert.deepEqual(left, []);
    assert.deepEqual(await leftOnPage(), []);
  });

  it('asks for SQL, and says what is wrong with it', async () => {
    await words.run('queryAthena');
    await window.typeChoice(words.label('Write SQL…'));
    await words.asked(
      'One SELECT. costs has one row a charge, with Cost; source has the table’s own columns.',
    );
    await window.enter('INSERT INTO costs SELECT * FROM source', { box: words.said('SQL for Athena') });
    await view
      .getByTestId('finops-analysis-result')
      .getByText(
        words.said(
          'Only a SELECT is allowed: statements that change data, files or settings are refused. PIVOT works with a list of values (IN …) in FROM.',
        ),
      )
      .waitFor();
    assert.deepEqual(await leftOnPage(), []);
  });

  it('says why Athena cannot be asked', async () => {
    session().setSettings({ 'bedrockChat.athena.table': 'absent' });
    const open = () =>
      window.page.locator(toasts).getByRole('button', { name: words.label('Open Settings') });
    const left = await words.leftWhile(async () => {
      await eventually(async () => {
        await words.run('queryAthena');
        await open().first().waitFor({ timeout: 5000 });
      });
    }, ['absent', 'Entity Not Found']);
    assert.deepEqual(left, []);
    await words.closeMessages();
  });

  it('offers a table for the history, and asks for its name', async () => {
    await words.run('showCostHistory');
    await words.press(
      'Name a Table',
      'Questions about cost data are not stored. Name a DynamoDB table of your account, and they can be read back here later.',
    );
    await words.asked('A table of your account, there or yet to be made. Empty: nothing is stored.');
    await words.refused('a table', '3 to 255 letters, digits, hyphens, dots and underscores.');
    const left = await words.leftWhile(async () => {
      await window.enter(TABLE);
      await words.press(
        'Create Table',
        'There is no DynamoDB table {0} in {1}. It would be made with an index by conversation and point-in-time recovery, paid by use.',
      );
      await words.told(
        'The table {0} in {1} is ready, but point-in-time recovery could not be turned on: {2}',
      );
    }, ['UnknownOperation', 'UnknownError']);
    assert.deepEqual(left, []);
    await words.closeMessages();
  });

  it('asks whether questions are stored', async () => {
    const left = await words.leftWhile(async () => {
      await words.run('showCostHistory');
      await words.asked('Questions about Cost Data: {0}, {1}');
      await window.typeChoice(words.label('New questions are not stored'));
      await words.decide('Store your questions about cost data in the DynamoDB table {0}?', 'Don’t Store');
    }, ['bedrockChat.finops.dynamodbTable']);
    assert.deepEqual(left, []);
  });

  it('has the history itself translated, around what was asked and answered', async () => {
    const history = outside.open();
    await history.record(interaction(1, { userQuery: '1?', agentResponse: '1.' }));
    await allSent(history);
    await words.run('showCostHistory');
    await words.asked('Choose a session to read');
    await words.asked('You decided so for this table. Select to decide again.');
    await window.typeChoice('1?');
    const lines = '.editor-instance .view-lines';
    await eventually(async () => {
      const text = (await window.page.locator(lines).first().innerText()).replaceAll('\u00a0', ' ');
      assert.match(text, words.said('The answer rests on:'));
      assert.deepEqual(
        await words.leftIn(lines, ['bill.csv', 'SELECT', 'UTC', 'json', 'files', 'queries', 'sql', 'rows']),
        [],
      );
    });
    assert.deepEqual(await words.leftIn('.tab.active .label-name'), []);
  });

  it('says what waits to be sent, and that it cannot be', async () => {
    await dynamo.goOffline();
    const elsewhere = outside.open({ directory: join(session().globalStorage, 'finops-history') });
    await elsewhere.record(interaction(4));
    elsewhere.dispose();
    const left = await words.leftWhile(async () => {
      await words.run('showCostHistory');
      await words.told('The table {0} in {1} could not be read.');
      await dynamo.goOnline();
      await words.closeMessages();
      await words.run('showCostHistory');
      await words.asked('1 question waits to be sent', ['Question 4', 'ECONNREFUSED']);
      await window.page.locator(quickInput).getByText(words.said('1 question waits to be sent')).click();
      await words.told('Everything is stored in the table {0}.');
    }, ['ECONNREFUSED']);
    assert.deepEqual(left, []);
  });

  it('asks which column is what', async () => {
    const left = await words.leftWhile(async () => {
      await window.runCommand('View: Show Explorer');
      const row = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'other.csv' });
      await window.chooseFromMenu(row.first(), words.text('command.analyzeCosts'));
      for (const [question, column] of [
        ['Which column is the cost?', 'count'],
        ['Which column is the date?', 'when'],
        ['Which column is the service, or what else costs are to be divided by?', 'what'],
      ] as const) {
        await words.asked(question, ['count', 'when', 'what']);
        await window.pick(column);
      }
      await words.asked('Which currency is the cost in?');
      await words.refused('EURO', 'A currency’s code has three letters.');
      await window.enter('EUR');
      view = await window.frameWith('[data-testid="finops-total"]');
    });
    assert.deepEqual(left, []);
    await resultEnded();
    assert.deepEqual(await leftOnPage(others), []);
  });

  it('saves a chart, and says of what it does not open why', async () => {
    const left = await words.leftWhile(async () => {
      await view.getByTestId('finops-chart-bar-export').click();
      await view.getByTestId('finops-chart-bar-export-csv').click();
      await window.page.locator('.quick-input-titlebar', { hasText: words.label('Save Chart') }).waitFor();
      await window.saveAs(join(session().workspace, 'saved.csv'), '.csv');
      await words.told('Saved the chart as {0}.');
      await dropOnPage(view, `'file:///elsewhere.csv', 'application/vnd.code.uri-list'`);
      await words.told(
        'What was dropped is no .csv, .csv.gz, .parquet or .zip file of this workspace. Open it by Bedrock: Analyze Cost Data….',
      );
    });
    assert.deepEqual(left, []);
    await dropOnPage(view, `new File(['1'], '7.png')`);
    await view.getByTestId('finops-drop-refused').waitFor();
    assert.deepEqual(await leftOnPage(['7.png', ...others]), []);
  });

  it('has answers of @bedrock about costs translated, and asks before the first is stored', async () => {
    const left = await words.leftWhile(async () => {
      await words.run('showCostHistory');
      await words.asked('Choose a session to read', ['Question 4']);
      await window.page.keyboard.press('Escape');
      view = await analyzeFromExplorer(
        window,
        'focus-sample.csv',
        'costs',
        words.text('command.analyzeCosts'),
      );
      await view.getByTestId('finops-total').waitFor();
      session().emulator.script(
        answer({ text: '1', toolUses: [{ name: 'query_cost_data', input: { sql: 'SELECT 1' } }] }),
        answer({ text: '2' }),
      );
      await window.chat.ask('@bedrock /finops 1?');
      await window.chat.waitForAnswer(words.said('1 row'));
    }, ['Question 4', 'Code block', 'SELECT']);
    assert.deepEqual(left, []);
    assert.deepEqual(await words.leftIn(answers, ['Code block', 'SELECT']), []);
  });
});

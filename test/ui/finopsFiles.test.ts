import assert from 'node:assert/strict';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import { dropOnPage } from './support/transfer';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const OTHER = 'when,what,amount\n2026-10-01,Compute,12.5\n2026-10-02,Storage,3.25\n';
const DROPPED =
  'ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency,BilledCost\n' +
  '2026-10-01T00:00:00Z,Usage,Amazon S3,USD,1.25\n';

describe('files of cost data: their columns, dropped ones, and after a reload', () => {
  const session = withSession();
  let window: VsCodeWindow;
  let view: Frame;

  before(async () => {
    writeFileSync(join(session().workspace, 'other.csv'), OTHER);
    window = await session().openWindow();
    await window.ready();
  });

  async function totalBecomes(exact: string): Promise<void> {
    await eventually(async () =>
      assert.equal(await view.getByTestId('finops-total').getAttribute('data-exact'), exact),
    );
  }

  async function reload(): Promise<void> {
    await window.runCommand('Developer: Reload Window');
    await eventually(() => assert.ok(view.isDetached()));
    await window.ready();
    view = await window.frameWith('[data-testid="finops"]');
  }

  /** Drops a file on the page as a user's system does it, which gives contents and no paths. */
  async function drop(name: string, text: string): Promise<void> {
    await dropOnPage(view, `new File([${JSON.stringify(text)}], ${JSON.stringify(name)})`);
  }

  /** Drops a file as VS Code's Explorer does it. */
  async function dropFromExplorer(path: string): Promise<void> {
    await dropOnPage(view, `'file://${path}', 'application/vnd.code.uri-list'`);
  }

  const copies = () =>
    globSync('finops/*-dropped/*/*', { cwd: session().globalStorage }).map((path) => path.split('/').at(-1));

  it('says how a file of no known format was read, and takes its currency from the user', async () => {
    view = await analyzeFromExplorer(window, 'other.csv');
    await totalBecomes('15.75');
    assert.equal(
      await view.getByTestId('finops-reading').innerText(),
      'Cost: amount · Day: when · Currency: not told',
    );
    await view.getByTestId('finops-currency').fill('EUR');
    await view.getByTestId('finops-set-currency').click();
    await eventually(async () =>
      assert.equal(await view.getByTestId('finops-total').innerText(), '15.75 EUR'),
    );
  });

  it('has it open again after the window was reloaded, read as the user said', async () => {
    await reload();
    await view.getByTestId('finops-remembered').waitFor();
    assert.equal(await view.getByTestId('finops-total').innerText(), '15.75 EUR');
    assert.equal(await window.page.locator('.tab', { hasText: 'Cost Data' }).count(), 1);
  });

  it('asks which column is the cost where nothing looks like it', async () => {
    writeFileSync(join(session().workspace, 'counts.csv'), 'when,what,count\n2026-10-01,Compute,12\n');
    await window.chooseFromMenu(
      window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'counts.csv' }).first(),
      'Analyze Cost Data…',
    );
    for (const [question, column] of [
      ['Which column is the cost?', 'count'],
      ['Which column is the date?', 'when'],
      ['Which column is the service', 'what'],
    ] as const) {
      await window.page.locator('.quick-input-widget').filter({ hasText: question }).waitFor();
      await window.pick(column);
    }
    await window.enter('EUR', { box: 'Which currency is the cost in?' });
    await totalBecomes('12');
    view = await analyzeFromExplorer(window, 'other.csv');
    await totalBecomes('15.75');
  });

  it('says that a file is gone', async () => {
    rmSync(join(session().workspace, 'other.csv'));
    await reload();
    const problem = view.getByTestId('finops-problem');
    await problem.waitFor();
    assert.match(await problem.innerText(), /other\.csv/);
  });

  it('takes a file that is dropped, and removes its copy with its data', async () => {
    await drop('dropped.csv', DROPPED);
    await totalBecomes('1.25');
    assert.deepEqual(copies(), ['dropped.csv']);
    view = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await eventually(async () => {
      assert.notEqual(await view.getByTestId('finops-total').getAttribute('data-exact'), '1.25');
      assert.deepEqual(copies(), []);
    });
  });

  it('takes no other file that is dropped, and says why', async () => {
    await drop('photo.png', 'not a bill');
    const refused = view.getByTestId('finops-drop-refused');
    await refused.waitFor();
    assert.match(await refused.innerText(), /photo\.png was not opened: cost data comes as/);
    assert.ok(!existsSync(join(session().globalStorage, 'finops', 'photo.png')));
  });

  it('takes files of the workspace from the Explorer by their paths, and no others', async () => {
    const path = join(session().workspace, 'dragged.csv');
    writeFileSync(path, DROPPED.replace('1.25', '2.5'));
    await dropFromExplorer(path);
    await totalBecomes('2.5');
    assert.deepEqual(copies(), []);
    const outside = join(session().workspace, '..', 'outside.csv');
    writeFileSync(outside, DROPPED);
    await dropFromExplorer(outside);
    await window.notification(/no \.csv, \.csv\.gz, \.parquet or \.zip file of this workspace/).waitFor();
    await totalBecomes('2.5');
  });

  it('says after a reload that what was dropped went with the window', async () => {
    await drop('dropped.csv', DROPPED);
    await totalBecomes('1.25');
    await reload();
    const problem = view.getByTestId('finops-problem');
    await problem.waitFor();
    assert.match(await problem.innerText(), /dropped here, and their copies went with the window/);
    await eventually(() => assert.deepEqual(copies(), []));
  });
});

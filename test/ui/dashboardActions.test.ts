import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { loadSqlJs } from '../../src/core/metrics/worker/database';
import { answer, fail } from '../support/emulators/bedrock';
import { root } from '../../scripts/devhost/paths';
import { ChatPanelPage } from './support/chatPanelPage';
import { chooseOutcome } from './support/dashboardFilter';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

interface Sums {
  readonly calls: number;
  readonly input: number;
  readonly output: number;
}

describe('what the monitoring dashboard can do with its calls, used by a user', () => {
  const session = withSession({ signedIn: true, settings: { 'bedrockChat.retry.baseDelayMs': 50 } });
  let window: VsCodeWindow;
  let dashboard: Frame;

  before(async function () {
    this.timeout(120_000);
    window = await session().openWindow();
    const panel = new ChatPanelPage(await window.openPanel());
    session().emulator.script(answer({ words: 120 }), answer({ words: 7 }), fail('ValidationException'));
    for (const question of ['A long one', 'A short one', 'A wrong one']) {
      await panel.askAndWait(question);
    }
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    dashboard = await window.frameWith('[data-testid="kpi-requests"]');
    await figureBecomes('kpi-requests', '3');
  });

  async function figureBecomes(testId: string, expected: string): Promise<void> {
    await eventually(async () =>
      assert.equal((await dashboard.getByTestId(testId).innerText()).trim(), expected),
    );
  }

  /** Calls and tokens as the figures on top say them. */
  async function onScreen(): Promise<Sums> {
    const number = (text: string | undefined) => Number(text?.replaceAll(',', ''));
    const tokens = /([\d,]+) → ([\d,]+)/.exec(await dashboard.getByTestId('kpi-tokens').innerText());
    const calls = await dashboard.getByTestId('kpi-requests').innerText();
    return { calls: number(calls.trim()), input: number(tokens?.[1]), output: number(tokens?.[2]) };
  }

  /** Exports what is shown, to a path typed into VS Code's own dialog; resolves with the file. */
  async function exportAs(format: 'csv' | 'json' | 'sqlite', name: string): Promise<Buffer> {
    const path = join(session().workspace, name);
    await dashboard.getByTestId('invocations-export').click();
    await dashboard.getByTestId(`export-${format}`).click();
    await window.saveAs(path, `bedrock-metrics.${format === 'sqlite' ? 'db' : format}`);
    await window.notification(new RegExp(`Exported \\d+ calls to .*${name}`)).waitFor();
    assert.ok(existsSync(path));
    return readFileSync(path);
  }

  const sumsOf = (rows: readonly Readonly<Record<string, unknown>>[]): Sums => {
    const sum = (...names: string[]) =>
      rows.reduce((total, row) => total + names.reduce((part, name) => part + Number(row[name] ?? 0), 0), 0);
    return {
      calls: rows.length,
      input: sum('input_tokens', 'cache_read_tokens', 'cache_write_tokens'),
      output: sum('output_tokens'),
    };
  };

  it('exports to JSON what its figures say', async () => {
    const file = await exportAs('json', 'calls.json');
    assert.deepEqual(sumsOf(JSON.parse(file.toString()) as Record<string, unknown>[]), await onScreen());
  });

  it('exports to CSV what is filtered, and nothing else', async () => {
    await chooseOutcome(dashboard, 'success');
    await figureBecomes('kpi-requests', '2');
    const [header = '', ...lines] = (await exportAs('csv', 'calls.csv')).toString().trim().split(/\r?\n/);
    const names = header.split(',');
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])),
    );
    assert.deepEqual(sumsOf(rows), await onScreen());
  });

  it('exports to a database that SQLite opens', async () => {
    const sql = await loadSqlJs(join(root, 'dist', 'sql-wasm.wasm'));
    const database = new sql.Database(await exportAs('sqlite', 'calls.db'));
    const [result] = database.exec('SELECT * FROM invocations');
    const rows = (result?.values ?? []).map((values) =>
      Object.fromEntries(values.map((value, index) => [result?.columns[index] ?? '', value])),
    );
    assert.deepEqual(sumsOf(rows), await onScreen());
    assert.deepEqual(database.exec('PRAGMA integrity_check')[0]?.values, [['ok']]);
    database.close();
  });

  it('is there again, as it was, after the window was reloaded', async () => {
    if ((await dashboard.getByTestId('filter-outcome').innerText()).trim() !== 'Success') {
      await chooseOutcome(dashboard, 'success');
    }
    await dashboard.getByTestId('range').selectOption('7d');
    await figureBecomes('kpi-requests', '2');
    await window.runCommand('Developer: Reload Window');
    await eventually(() => assert.ok(dashboard.isDetached()));
    dashboard = await window.frameWith('[data-testid="kpi-requests"]');
    await figureBecomes('kpi-requests', '2');
    assert.equal(await dashboard.getByTestId('range').inputValue(), '7d');
    assert.equal((await dashboard.getByTestId('filter-outcome').innerText()).trim(), 'Success');
  });

  it('deletes all metrics when that is confirmed, and not before', async () => {
    await chooseOutcome(dashboard, 'all');
    await figureBecomes('kpi-requests', '3');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'Delete all metrics?' });
    await window.runCommand('Bedrock: Delete All Metrics…');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await figureBecomes('kpi-requests', '3');
    await window.runCommand('Bedrock: Delete All Metrics…');
    await dialog.getByRole('button', { name: 'Delete All Metrics' }).click();
    await window.notification('All metrics were deleted').waitFor();
    await dashboard.getByTestId('dashboard-empty').waitFor();
    await figureBecomes('kpi-requests', '0');
  });
});

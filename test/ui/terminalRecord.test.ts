import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../src/terminal/runReport';
import type { BuiltTerminal } from '../support/terminal';
import { buildWholeTerminal } from '../support/terminalWorkers';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';

describe('the record that a terminal has left in the extension’s storage', () => {
  const session = withSession({ signedIn: true });
  let terminal: BuiltTerminal;

  before(async function () {
    this.timeout(180_000);
    terminal = await buildWholeTerminal();
  });
  after(() => terminal.dispose());

  it('is in the dashboard', async () => {
    const { emulator, globalStorage, workspace } = session();
    const flags = [
      '--endpoint',
      emulator.url,
      '--control-endpoint',
      emulator.url,
      '--region=us-east-1',
      '--storage',
      globalStorage,
      '--json',
    ];
    const file = join(workspace, 'terminal.prompts.txt');
    writeFileSync(file, 'Prompt one\n\nPrompt two\n\nPrompt three [fail AccessDeniedException]\n');
    const run = await terminal.run(['run', file, ...flags]);
    const { totals } = JSON.parse(run.stdout) as RunReport;
    assert.deepEqual([totals.completed, totals.failed], [2, 1]);
    const ask = await terminal.run(['ask', 'Prompt four', ...flags]);
    assert.equal(ask.code, 0, ask.stderr);

    const window = await session().openWindow();
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid="kpi-requests"]');
    const figure = (testId: string) => dashboard.getByTestId(testId).innerText();
    await eventually(async () => assert.equal((await figure('kpi-requests')).trim(), '4'));
    assert.equal((await figure('kpi-error-rate')).trim(), '25.0%');
    assert.match(await figure('kpi-cost'), /^\$0\.\d+/);
    assert.equal(await dashboard.getByTestId('invocation-row').count(), 4);
  });
});

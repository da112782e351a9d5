import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fail } from '../support/emulators/bedrock';
import { eventually } from './support/eventually';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('the runs of a prompt file, in their view', () => {
  const session = withSession(promptSession);
  let window: VsCodeWindow;
  let prompts: PromptWindow;

  before(async function () {
    this.timeout(180_000);
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    prompts.write('prompts.txt', 'What is S3?\n\nWhat is EC2?\n');
    await window.openFile('prompts.txt');
    // VS Code asks for lenses only while the editor has the focus.
    await prompts.links('Run all (2)').waitFor();
    await window.runCommand('View: Show Bedrock');
  });

  it('are retried where they failed, and only there', async () => {
    session().emulator.script(fail('AccessDeniedException'));
    await prompts.clickLens('Run all (2)');
    await window.notification('prompts.txt: Failed. 1 failed, 1 completed;').waitFor();
    await prompts.entry(/1: What is S3\?, Failed/).waitFor();
    const before = prompts.calls;
    const completed = window.notification('prompts.txt: Completed. 2 completed;');
    await prompts.pressOn(prompts.entry(/Failed · 1 of 2/), 'Retry Failed Prompts', completed);
    assert.equal(prompts.calls - before, 1);
    await prompts.entry(/1: What is S3\?, Completed/).waitFor();
  });

  it('are laid side by side, across models', async () => {
    await prompts.closeMessages();
    session().setSettings({ 'bedrockChat.model': 'amazon.nova-pro-v1:0' });
    const panel = await window.frameWith('[data-testid="chat-model"]');
    await panel.getByTestId('chat-model').getByText('Nova Pro').waitFor();
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification('prompts.txt: Completed. 2 completed;').waitFor();
    const runs = prompts.entries(/Completed · 2 of 2/);
    await eventually(async () => assert.equal(await runs.count(), 2));
    await window.chooseFromMenu(runs.nth(0), 'Compare Runs');
    await window.pick('prompts.txt');
    await window.page.getByRole('tab', { name: /prompts.txt .* ↔ prompts.txt/ }).waitFor();
    const diff = window.page.locator('.monaco-diff-editor');
    for (const side of ['original', 'modified']) {
      await diff.locator(`.editor.${side}`).getByText('Claude 3 Haiku').first().waitFor();
      await diff.locator(`.editor.${side}`).getByText('Nova Pro').first().waitFor();
    }
    await window.screenshot('out/screenshots/prompts-compare.png');
  });

  it('are exported as Markdown, JSON Lines and CSV, as the name says', async () => {
    const run = prompts.entries(/Completed · 2 of 2/).nth(0);
    const exported = async (name: string) => {
      const path = prompts.path(name);
      await window.chooseFromMenu(run, 'Export Run…');
      await window.saveAs(path, 'prompts.results-export.md');
      await window.notification(`Exported 2 prompts to ${path}`).waitFor();
      return readFileSync(path, 'utf8');
    };
    assert.match(await exported('run.md'), /## 2: What is EC2\?/);
    const rows = (await exported('run.jsonl')).trimEnd().split('\n');
    assert.deepEqual(
      rows.map((row) => (JSON.parse(row) as { prompt: string }).prompt),
      ['What is S3?', 'What is EC2?'],
    );
    assert.match(
      await exported('run.csv'),
      /^id,state,prompt,model,.*\r\n1,Completed,What is S3\?,amazon\.nova/,
    );
  });

  it('are in the dashboard with their figures, log and ways to open them', async () => {
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid="run-history"]');
    const rows = dashboard.getByTestId('run-history-row');
    await eventually(async () => assert.equal(await rows.count(), 2));
    await rows.first().scrollIntoViewIfNeeded();
    assert.match(await rows.first().innerText(), /prompts\.txt\s+Completed\s+2 of 2\s+0\s/);
    await dashboard.getByTestId('run-log').getByText('Completed. 2 completed;').waitFor();
    await window.screenshot('out/screenshots/prompts-dashboard.png');
    await dashboard.getByTestId('run-open-log').last().click();
    await prompts.line('Resumed: 1 prompts are left').waitFor();
  });

  it('are deleted once the user has confirmed it', async () => {
    await window.chooseFromMenu(prompts.entries(/Completed · 2 of 2/).nth(1), 'Delete Run…');
    await window.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await eventually(async () => assert.equal(await prompts.entries(/Completed · 2 of 2/).count(), 1));
  });
});

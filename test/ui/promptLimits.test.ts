import assert from 'node:assert/strict';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('a prompt file that asks too much', function () {
  this.timeout(180_000);
  const session = withSession(promptSession);
  let window: VsCodeWindow;
  let prompts: PromptWindow;

  const dialog = () => window.page.locator('.monaco-dialog-box');

  /** A file of prompts, each for each row of the table beside it. */
  function write(name: string, count: number, rows: number): void {
    const texts = Array.from({ length: count }, (_, index) => `Question ${index} about {{what}}`);
    const values = Array.from({ length: rows }, (_, index) => `thing ${index}`);
    prompts.write(`${name}.csv`, `what\n${values.join('\n')}\n`);
    prompts.write(`${name}.txt`, `${texts.join('\n\n')}\n`);
  }

  before(async () => {
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    // All before the first is opened: VS Code keeps for a while which files there are.
    write('many.prompts', 30, 50);
    write('hundred.prompts', 100, 5_000);
    write('million.prompts', 2, 1_000_000);
  });

  it('says how often it asks and what that may cost, before it asks', async () => {
    await window.openFile('many.prompts.txt');
    await prompts.clickLens('Run all (1500)');
    await dialog().filter({ hasText: 'Ask 1,500 times for many.prompts.txt?' }).waitFor();
    assert.match(
      (await dialog().textContent()) ?? '',
      /may cost up to \$\d+\.\d\d\..*Nothing has been sent yet/,
    );
    await window.screenshot('out/screenshots/prompts-confirm.png');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(prompts.calls, 0);
  });

  it('is refused where it asks more often than a run can, with what that would have cost', async () => {
    await window.openFile('hundred.prompts.txt');
    await prompts.clickLens('Run all (500000)');
    const said = window.notification(
      'Not run. hundred.prompts.txt, line 1: A run asks at most 100,000 times',
    );
    await said.waitFor();
    assert.match((await said.textContent()) ?? '', /this would be 500,000: 100 prompts.*may cost up to \$\d/);
    assert.equal(prompts.calls, 0);
    await prompts.closeMessages();
  });

  it('is opened, and refused, with a table of a million rows', async () => {
    await window.openFile('million.prompts.txt');
    await prompts.clickLens('The table cannot be used');
    await window
      .notification('Not run. million.prompts.csv, line 1: A table has at most 100,000 rows. Split it.')
      .waitFor();
    await window.screenshot('out/screenshots/prompts-million.png');
    assert.equal(prompts.calls, 0);
  });
});

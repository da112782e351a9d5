import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { answer, throttle } from '../support/emulators/bedrock';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('a prompt file, as a user runs it', () => {
  const session = withSession(promptSession);
  let window: VsCodeWindow;
  let prompts: PromptWindow;

  const read = (name: string) => readFileSync(prompts.path(name), 'utf8');

  before(async function () {
    this.timeout(180_000);
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    prompts.write('prompts.txt', 'What is S3?\n\nWhat is EC2?\n\nWhat is Lambda?\n');
    await window.openFile('prompts.txt');
  });

  it('says above each prompt what can be done and what it takes', async () => {
    await prompts.links('Run all (3)').waitFor();
    assert.equal(await prompts.links('Run this').count(), 3);
    await prompts.lens('~4 tokens, <$0.0001 to $0.20').waitFor();
  });

  it('is run with one click: a prompt that fails twice is tried again until it succeeds', async () => {
    session().emulator.script(throttle(2));
    await prompts.clickLens('Run all (3)');
    await window.runCommand('View: Show Bedrock');
    await prompts.entry(/1: What is S3\?.*Retrying/).waitFor();
    await prompts.entry(/2: What is EC2\?.*Pending/).waitFor();
    await window.notification('prompts.txt: Completed. 3 completed;').waitFor();
    await prompts.entry('1: What is S3?').locator('.monaco-tl-twistie').click();
    await prompts.entry('Attempt 3').waitFor();
    assert.match((await prompts.entry('Attempt 1').textContent()) ?? '', /throttled/);
    assert.match((await prompts.entry('Attempt 2').textContent()) ?? '', /throttled/);
    await prompts.lens(/^Completed · [\d.,]+ m?s · <?\$\d/).waitFor();
    assert.equal(prompts.calls, 5);
    assert.match(read('prompts.results.md'), /## 3: What is Lambda\?/);
    assert.equal(read('prompts.results.jsonl').trimEnd().split('\n').length, 3);
    const surfaces = session()
      .invocations()
      .map(({ surface }) => surface);
    assert.deepEqual(
      surfaces,
      Array.from({ length: 5 }, () => 'prompts'),
    );
  });

  it('has a log, which is live while it runs', async () => {
    await prompts.closeMessages();
    prompts.write('prompts.txt', 'What is SQS?\n\nWhat is SNS?\n\nWhat is EKS?\n');
    await prompts.line('EKS').waitFor();
    session().emulator.script(answer({}), answer({ firstTokenDelayMs: 60_000 }));
    await prompts.clickLens('Run all (3)');
    const log = prompts.line('1: answered in');
    await prompts.pressOn(prompts.entry(/Running · \d of 3/), 'Open Log of Run', log);
    await prompts.line('2: asking').waitFor();
    await prompts.entry(/Running · 1 of 3/).waitFor();
    await prompts.entry(/2: What is SNS\?, Running/).waitFor();
    await window.screenshot('out/screenshots/prompts-log.png');
  });

  it('is cancelled in mid-run, and keeps what is finished', async () => {
    await window.press('Cancel', 'prompts.txt');
    await window.notification('prompts.txt: Cancelled. 1 completed, 2 cancelled;').waitFor();
    await prompts.line('Cancelled. 1 completed, 2 cancelled').waitFor();
    await prompts.entry(/Cancelled · 1 of 3/).waitFor();
    assert.match(read('prompts.results.md'), /## 2: What is SNS\?\s+_Cancelled_/);
  });

  it('is resumed with what is left', async () => {
    const before = prompts.calls;
    await window.press('Resume', 'prompts.txt: Cancelled');
    await window.notification('prompts.txt: Completed. 3 completed;').waitFor();
    assert.equal(prompts.calls - before, 2);
    await prompts.line('Resumed: 2 prompts are left').waitFor();
    await window.press('Open Results', 'prompts.txt: Completed');
    await window.page.getByRole('tab', { name: 'prompts.results.md' }).waitFor();
  });

  it('reuses what is answered, and asks what to do about prompts that changed', async () => {
    await prompts.closeMessages();
    await window.openFile('prompts.txt');
    let before = prompts.calls;
    await prompts.clickLens('Run all (3)');
    await window.notification('prompts.txt: Completed. 3 cached;').waitFor();
    assert.equal(prompts.calls - before, 0);
    await prompts.closeMessages();
    prompts.write('prompts.txt', 'What is SQS?\n\nWhat is SNS?\n\nWhat is ECS, and what is it for?\n');
    await prompts.lens('~10 tokens').waitFor();
    before = prompts.calls;
    await prompts.clickLens('Run all (3)');
    await window.press('Run Changed Ones', '1 of 3 prompts has changed since the last run.');
    await window.notification('prompts.txt: Completed. 2 cached, 1 completed;').waitFor();
    assert.equal(prompts.calls - before, 1);
  });

  it('runs one prompt alone', async () => {
    await prompts.closeMessages();
    prompts.write('prompts.txt', 'What is SQS?\n\nWhat is MSK?\n\nWhat is MQ?\n');
    await prompts.line('MQ?').waitFor();
    await prompts.lens('~4 tokens').waitFor();
    const before = prompts.calls;
    // The first prompt's lenses share a line with those of the file.
    const lenses = window.page.locator('.codelens-decoration', { hasNotText: 'Run all' });
    await lenses.locator('a', { hasText: 'Run this' }).first().click();
    await window.notification(/prompts.txt: Completed\. .*1 completed/).waitFor();
    assert.equal(prompts.calls - before, 1);
  });
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { throttle } from '../support/emulators/bedrock';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('a prompt file, as a person runs it', () => {
  const session = withSession({
    signedIn: true,
    settings: {
      'bedrockChat.model': model,
      // One try a call, so that it is the run that tries again.
      'bedrockChat.retry.maxAttempts': 1,
      'bedrockChat.prompts.retryDelaySeconds': 3,
      'bedrockChat.prompts.concurrency': 1,
      'bedrockChat.prices': { [model]: { input: 10, output: 50 } },
    },
  });
  let window: VsCodeWindow;

  const file = (name: string) => join(session().workspace, name);
  const write = (text: string) => writeFileSync(file('prompts.txt'), text);
  const lens = (text: string | RegExp): Locator =>
    window.page.locator('.codelens-decoration').getByText(text).first();
  /** An entry of the Runs view by what it says. */
  const entry = (text: string | RegExp): Locator =>
    window.page.locator('.pane', { hasText: 'Runs' }).getByRole('treeitem', { name: text }).first();
  const asked = () => session().emulator.requests.filter(({ operation }) => operation === 'ConverseStream');

  before(async function () {
    this.timeout(180_000);
    write('What is S3?\n\nWhat is EC2?\n\nWhat is Lambda?\n');
    window = await session().openWindow();
    await window.openFile('prompts.txt');
  });

  it('says above each prompt what can be done and what it takes', async () => {
    await lens('Run all (3)').waitFor();
    assert.equal(await window.page.locator('.codelens-decoration').getByText('Run this').count(), 3);
    await lens('~3 tokens, from <$0.0001').waitFor();
  });

  it('is run with one click: a prompt that fails twice is tried again until it succeeds', async () => {
    session().emulator.script(throttle(2));
    await lens('Run all (3)').click();
    await window.runCommand('View: Show Bedrock');
    await entry(/1: What is S3\?.*Retrying/).waitFor();
    await window.notification('prompts.txt: Completed. 3 completed;').waitFor();
    await entry('1: What is S3?').locator('.monaco-tl-twistie').click();
    await entry('Attempt 3').waitFor();
    assert.match((await entry('Attempt 1').textContent()) ?? '', /throttled/);
    await lens(/^Completed · \d+\.\d s · \$\d/).waitFor();
    assert.equal(asked().length, 5);
    assert.match(readFileSync(file('prompts.results.md'), 'utf8'), /## 3: What is Lambda\?/);
    assert.equal(readFileSync(file('prompts.results.jsonl'), 'utf8').trimEnd().split('\n').length, 3);
    assert.deepEqual(
      session()
        .invocations()
        .map(({ surface }) => surface),
      Array.from({ length: 5 }, () => 'prompts'),
    );
  });
});

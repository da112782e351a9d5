import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually } from './support/eventually';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const COUNT = 1000;

describe('a file of a thousand prompts, a tenth of which are throttled', function () {
  this.timeout(300_000);
  const session = withSession({
    ...promptSession,
    settings: {
      ...promptSession.settings,
      'bedrockChat.prompts.concurrency': 8,
      'bedrockChat.prompts.retryDelaySeconds': 1,
    },
  });
  let window: VsCodeWindow;
  let prompts: PromptWindow;

  before(async () => {
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    const texts = Array.from({ length: COUNT }, (_, index) =>
      index % 10 === 1 ? `[throttle 1] Question ${index + 1}` : `Question ${index + 1}`,
    );
    prompts.write('prompts.txt', `${texts.join('\n\n')}\n`);
    await window.openFile('prompts.txt');
    await prompts.links(`Run all (${COUNT})`).waitFor();
    await window.runCommand('View: Show Bedrock');
  });

  /** The number of the last prompt that the log in sight says is answered. */
  const newestInLog = async () => {
    const lines = await window.page.locator('.editor-instance .view-line').allInnerTexts();
    return Math.max(0, ...lines.map((line) => Number(/(\d+):\sanswered/.exec(line)?.[1] ?? 0)));
  };

  it('can be looked at while it runs: its states, its log, its tries', async () => {
    session().emulator.setPace(5);
    await prompts.clickLens(`Run all (${COUNT})`);
    await window.press('Run Now', 'are enough for a batch job');
    const run = prompts.entry(/Running · [\d,]+ of 1,000/);
    await run.waitFor();
    await prompts.pressOn(run, 'Open Log of Run', prompts.line('answered in'));
    const first = await newestInLog();
    await prompts
      .entry(/^2: \[throttle 1\] Question 2, Completed/)
      .locator('.monaco-tl-twistie')
      .click();
    await prompts.entry('Attempt 2').waitFor();
    assert.match((await prompts.entry('Attempt 1').textContent()) ?? '', /throttled/);
    await eventually(async () =>
      assert.ok((await newestInLog()) > first, 'the log goes on, with its end in sight'),
    );
    await window.screenshot('out/screenshots/prompts-thousand.png');
  });

  it('completes each prompt once', async () => {
    session().emulator.setPace(0);
    await window.notification(`prompts.txt: Completed. ${COUNT} completed;`).waitFor({ timeout: 240_000 });
    const rows = readFileSync(prompts.path('prompts.results.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as { prompt: string; text: string });
    assert.equal(rows.length, COUNT);
    for (const [index, { text }] of rows.entries()) {
      assert.match(text, new RegExp(`Question ${index + 1}\\b`));
    }
    const count = (wanted: string) =>
      session()
        .invocations()
        .filter(({ outcome }) => outcome === wanted).length;
    assert.deepEqual([count('success'), count('throttled')], [COUNT, COUNT / 10]);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { answer } from '../support/emulators/bedrock';
import { eventually } from './support/eventually';
import { extensionHosts, kill } from './support/extensionHosts';
import { PromptWindow, promptSession } from './support/promptFile';
import { withSession } from './support/withSession';

const questions = ['What is S3?', 'What is EC2?', 'What is RDS?', 'What is EBS?'];

describe('a run whose VS Code is killed in mid-run', () => {
  const session = withSession(promptSession);

  it('is Crashed after a reload, and is finished by Resume with each result exactly once', async function () {
    this.timeout(300_000);
    const profile = await session().newProfile();
    const first = await session().openWindow(profile);
    const before = new PromptWindow(session(), first);
    before.write('prompts.txt', questions.join('\n\n'));
    await first.openFile('prompts.txt');
    session().emulator.script(answer({}), answer({}), answer({ firstTokenDelayMs: 120_000 }));
    await before.clickLens('Run all (4)');
    await eventually(() => assert.equal(before.calls, 3));

    const hosts = extensionHosts(session().server.dataDir);
    assert.equal(hosts.length, 1);
    kill(hosts);
    await session().emulator.waitForRequest(({ aborted }) => aborted);
    await first.close();

    const window = await session().openWindow(profile);
    const prompts = new PromptWindow(session(), window);
    await window.ready();
    await window.runCommand('View: Show Bedrock');
    await prompts.entry(/Crashed · 2 of 4/).waitFor();
    await prompts.entry(/3: What is RDS\?, Crashed/).waitFor();
    await prompts.entry(/4: What is EBS\?, Pending/).waitFor();
    await window.screenshot('out/screenshots/prompts-crashed.png');
    const completed = window.notification('prompts.txt: Completed. 4 completed;');
    await prompts.pressOn(prompts.entry(/Crashed · 2 of 4/), 'Resume Run', completed);

    // The one on its way as VS Code was killed is asked again, and nothing that was finished.
    assert.equal(prompts.calls, 5);
    const rows = readFileSync(prompts.path('prompts.results.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { prompt: string; text: string; invocationId: string });
    assert.deepEqual(
      rows.map(({ prompt }) => prompt),
      questions,
    );
    for (const { prompt, text } of rows) {
      assert.ok(text.includes(prompt.split(' ').at(-1)?.slice(0, -1) ?? ''));
    }
    assert.equal(new Set(rows.map(({ invocationId }) => invocationId)).size, 4);
  });
});

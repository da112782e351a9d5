import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { fail } from '../support/emulators/bedrock';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('a prompt file’s problems, and tasks that run one', () => {
  const session = withSession(promptSession);
  let window: VsCodeWindow;
  let prompts: PromptWindow;

  /** A row of the Problems view by what it says. */
  const problem = (text: string | RegExp) =>
    window.page.locator('.markers-panel').getByRole('treeitem', { name: text }).first();

  before(async function () {
    this.timeout(180_000);
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    mkdirSync(prompts.path('.vscode'), { recursive: true });
    mkdirSync(prompts.path('out'), { recursive: true });
  });

  it('are said at their line while it is written, and it is not run', async () => {
    prompts.write('wrong.prompts.yaml', '- id: a\n  prompt: Hello {{who}}\n- id: b\n  propmt: Hi\n');
    await window.openFile('wrong.prompts.yaml');
    await window.runCommand('View: Focus Problems');
    await problem(/"who" has no value.* line 2\b/i).waitFor();
    await problem(/"propmt" is not known here.* line 4\b/i).waitFor();
    await window.page.locator('.squiggly-error').first().waitFor();
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification('Not run. wrong.prompts.yaml, line ').waitFor();
    assert.equal(prompts.calls, 0);
    await window.screenshot('out/screenshots/prompts-wrong.png');
  });

  it('runs it with its log in the terminal, and the results where the task says', async () => {
    await prompts.closeMessages();
    prompts.write('task.prompts.jsonl', '{"id": "a", "prompt": "What is {{what}}?"}\n');
    prompts.write('task.prompts.csv', 'what\nRDS\nEBS\n');
    const task = {
      label: 'answers',
      type: 'bedrock-prompts',
      file: 'task.prompts.jsonl',
      output: 'out/answers',
    };
    prompts.write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    await window.runTask('answers');
    await window.notification('task.prompts.jsonl: Completed. 2 completed;').waitFor();
    await window.page.locator('.terminal-wrapper.active .xterm').waitFor();
    await window.screenshot('out/screenshots/prompts-task.png');
    assert.match(readFileSync(prompts.path('out/answers.md'), 'utf8'), /## a\/2: What is EBS\?/);
  });

  it('leads from a prompt that failed in the terminal to its line', async () => {
    await prompts.closeMessages();
    prompts.write('task.prompts.csv', 'what\nECR\nEFS\n');
    session().emulator.script(fail('AccessDeniedException'));
    await window.runTask('answers');
    await window.notification('task.prompts.jsonl: Failed.').waitFor();
    await window.runCommand('View: Focus Problems');
    await problem(/has not been granted Claude 3 Haiku.* line 1\b/i).waitFor();
    await window.screenshot('out/screenshots/prompts-task-failed.png');
  });
});

import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { focusedInput } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const mine = 'export AWS_PROFILE=mine\n';
const nameWithLink = '[Trust and run](command:workbench.action.files.newUntitledFile).prompts.jsonl';
const untrusted = /prompts\.txt was not run.*only in a workspace that you trust/;

/** The content of a stranger's repository: a prompt file whose results are links into the user's home. */
class HostileRepository {
  readonly home: string;

  constructor(private readonly workspace: string) {
    this.home = join(dirname(workspace), 'home');
    mkdirSync(this.home);
    this.write(join(this.home, '.bashrc'), mine);
    this.write(this.path('prompts.txt'), 'What is S3?\n');
  }

  path(name: string): string {
    return join(this.workspace, name);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Lays a link in the repository to something in the user's home. */
  link(name: string, target: string): void {
    rmSync(this.path(name), { force: true, recursive: true });
    symlinkSync(join(this.home, target), this.path(name));
  }

  assertHomeUntouched(): void {
    assert.deepEqual(readdirSync(this.home), ['.bashrc']);
    assert.equal(readFileSync(join(this.home, '.bashrc'), 'utf8'), mine);
  }
}

describe('prompt files in a workspace that is not trusted', () => {
  const session = withSession({ ...promptSession, restricted: true });
  let window: VsCodeWindow;
  let prompts: PromptWindow;
  let repository: HostileRepository;

  before(async function () {
    this.timeout(180_000);
    repository = new HostileRepository(session().workspace);
    repository.link('prompts.results.md', '.bashrc');
    repository.write(repository.path(nameWithLink), '{"prompt":"What is S3?"}\n');
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    await window.openFile('prompts.txt');
    await window.page.getByText('Restricted Mode').first().waitFor();
  });

  it('are not run by the command, and the user reads why', async () => {
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification(untrusted).waitFor();
    await window.screenshot('out/screenshots/restricted-run.png');
    repository.assertHomeUntouched();
    assert.equal(prompts.calls, 0);
  });

  it('cannot put a link into our words by their names: VS Code would run its command', async () => {
    await prompts.closeMessages();
    await window.openFile(nameWithLink);
    await window.runCommand('Bedrock: Run Prompt File');
    const told = window.notification(/was not run.*only in a workspace that you trust/);
    await told.waitFor();
    await window.screenshot('out/screenshots/restricted-name.png');
    assert.match(await told.innerText(), /\[Trust and run\]/);
    assert.equal(await told.locator('.notification-list-item-message a').count(), 0);
    await window.openFile('prompts.txt');
  });

  it('are not run by a lens', async () => {
    await prompts.closeMessages();
    await prompts.clickLens('Run this');
    await window.notification(untrusted).waitFor();
    repository.assertHomeUntouched();
    assert.equal(prompts.calls, 0);
  });

  it('run once the user trusts the workspace on VS Code’s own page, but not over a link', async () => {
    await window.press('Manage Workspace Trust', untrusted);
    const page = window.page.locator('.workspace-trust-editor');
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await page.getByText('You trust this folder').waitFor();
    await window.openFile('prompts.txt');
    await window.runCommand('Bedrock: Run Prompt File');
    const refusal = /could not go on:.*prompts\.results\.md is a link.*Remove the link/;
    await window.notification(refusal).hover();
    await window.screenshot('out/screenshots/restricted-link.png');
    await window.press('Show in Explorer', refusal);
    await window.page.getByRole('treeitem', { name: 'prompts.results.md', selected: true }).waitFor();
    repository.assertHomeUntouched();
    assert.equal(prompts.calls, 0);

    await prompts.closeMessages();
    rmSync(repository.path('prompts.results.md'));
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification('prompts.txt: Completed. 1 completed;').waitFor();
    assert.equal(prompts.calls, 1);
    assert.match(readFileSync(repository.path('prompts.results.md'), 'utf8'), /^# prompts\.txt/);
  });
});

describe('links in a workspace that is trusted', () => {
  // So that the terminal's text is on the page.
  const userSettings = { 'terminal.integrated.gpuAcceleration': 'off' };
  const session = withSession({ ...promptSession, userSettings });
  let window: VsCodeWindow;
  let prompts: PromptWindow;
  let repository: HostileRepository;

  before(async function () {
    this.timeout(180_000);
    repository = new HostileRepository(session().workspace);
    window = await session().openWindow();
    prompts = new PromptWindow(session(), window);
    await window.openFile('prompts.txt');
  });

  beforeEach(() => prompts.closeMessages());
  afterEach(() => {
    repository.assertHomeUntouched();
    assert.equal(prompts.calls, 0);
  });

  it('do not lead a table to a file that is then sent to a model', async () => {
    repository.link('prompts.csv', '.bashrc');
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification(/Not run\. prompts\.csv, line 1:.*prompts\.csv is a link/).waitFor();
    rmSync(repository.path('prompts.csv'));
  });

  it('do not lead what is attached to a file that is then sent to a model', async () => {
    repository.link('notes.md', '.bashrc');
    await window.page.keyboard.press('Control+Shift+E');
    const row = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.md' });
    await window.chooseFromMenu(row.first(), 'Add to Bedrock Chat');
    await window.notification(/notes\.md cannot be attached: .*notes\.md is a link/).waitFor();
    rmSync(repository.path('notes.md'));
    // The panel takes the focus when it is there, which would close a palette that is opened before.
    const panel = await window.frameWith('[data-testid="chat-input"]');
    await panel.locator(focusedInput).waitFor();
  });

  it('do not lead a prompt file to a file that is then sent to a model', async () => {
    renameSync(repository.path('prompts.txt'), repository.path('kept.txt'));
    repository.link('prompts.txt', '.bashrc');
    try {
      await window.runCommand('Bedrock: Run Prompt File');
      await window.notification(/could not go on:.*prompts\.txt is a link/).waitFor();
    } finally {
      rmSync(repository.path('prompts.txt'));
      renameSync(repository.path('kept.txt'), repository.path('prompts.txt'));
    }
  });

  const tasks = {
    'results in a linked folder': { file: 'prompts.txt', output: 'out/answers' },
    'results elsewhere': { file: 'prompts.txt', output: '../home/answers' },
    'prompts from elsewhere': { file: '../other.prompts.txt' },
  };
  const refusals = {
    'results in a linked folder': /workspace\/out is a link/,
    'results elsewhere': /home\/answers\.md is outside of/,
    'prompts from elsewhere': /other\.prompts\.txt is outside of/,
  };
  for (const label of [
    'results in a linked folder',
    'results elsewhere',
    'prompts from elsewhere',
  ] as const) {
    it(`do not lead a task out of it: ${label}`, async () => {
      repository.link('out', '.');
      repository.write(join(dirname(repository.home), 'other.prompts.txt'), 'What is in my home?\n');
      const all = Object.entries(tasks).map(([name, task]) => ({
        label: name,
        type: 'bedrock-prompts',
        ...task,
      }));
      repository.write(
        repository.path('.vscode/tasks.json'),
        JSON.stringify({ version: '2.0.0', tasks: all }),
      );
      await window.runTask(label);
      const rows = window.page.locator('.terminal-wrapper.active .xterm-rows > div');
      await eventually(async () => assert.match((await rows.allInnerTexts()).join(''), refusals[label]));
    });
  }
});

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pseudoLanguage } from '../support/pseudo';
import { ChatPanelPage } from './support/chatPanelPage';
import { promptSession } from './support/promptFile';
import { TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const notRun =
  '{0} was not run: running a prompt file spends money on your AWS account and writes files beside it, so it runs only in a workspace that you trust.';

describe('a workspace that is not trusted, in another language', () => {
  const session = withSession({
    ...promptSession,
    restricted: true,
    language: pseudoLanguage,
    otherExtensions: ['tool-box'],
  });
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(180_000);
    const { workspace } = session();
    const home = join(dirname(workspace), 'home');
    mkdirSync(home);
    writeFileSync(join(home, '.bashrc'), '7');
    symlinkSync(join(home, '.bashrc'), join(workspace, 'prompts.results.md'));
    symlinkSync(join(home, '.bashrc'), join(workspace, 'notes.md'));
    writeFileSync(join(workspace, 'prompts.txt'), '1?\n');
    words = await TranslatedWindow.open(session(), ['prompts.txt', 'prompts.results.md', 'notes.md', home]);
    ({ window } = words);
    await window.openFile('prompts.txt');
    await window.findCommand(`Bedrock: ${words.text('command.runPrompts')}`);
  });

  it('has what it refuses told in the user’s language', async () => {
    const left = await words.leftWhile(async () => {
      await words.run('runPrompts');
      await words.told(notRun);
      await words.run('chooseTools');
      await words.told('Models may not call tools in a workspace that you do not trust.');
      await words.closeMessages();
    });
    assert.deepEqual(left, []);
    await words.run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    await new ChatPanelPage(frame).askAndWait('[words 1]');
    assert.deepEqual(await words.leftOn(frame, ['words', 'word1']), []);
  });

  it('leads to VS Code’s page about trust, and says of links why they are not followed', async () => {
    await window.openFile('prompts.txt');
    await words.run('runPrompts');
    await words.press('Manage Workspace Trust', notRun);
    const page = window.page.locator('.workspace-trust-editor');
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await page.getByText('You trust this folder').waitFor();
    const left = await words.leftWhile(async () => {
      await window.openFile('prompts.txt');
      await words.run('runPrompts');
      await words.press('Show in Explorer', 'The run could not go on: {0}');
      const row = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.md' });
      await window.chooseFromMenu(row.first(), words.text('command.attachFile'));
      await words.told('{0} cannot be attached: {1}.');
    });
    assert.deepEqual(left, []);
  });
});

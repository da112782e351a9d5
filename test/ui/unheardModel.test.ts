import assert from 'node:assert/strict';
import { addUnheardModel, answer } from '../support/emulators/bedrock';
import { ModelsDevEmulator, publicEntry } from '../support/emulators/modelsDev';
import { ChatPanelPage } from './support/chatPanelPage';
import { PromptWindow, promptSession } from './support/promptFile';
import type { VsCodeWindow } from './support/vscodeWindow';
import { VsCodeSession } from './support/vscodeSession';

const model = 'maker.aurora-1-v1:0';

describe('a model that appeared today, of a maker nobody here has heard of', () => {
  let list: ModelsDevEmulator;
  let session: VsCodeSession;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(180_000);
    addUnheardModel(model, 'Aurora 1', ['us']);
    list = await ModelsDevEmulator.start();
    session = await VsCodeSession.start({
      ...promptSession,
      signedIn: true,
      settings: {
        ...promptSession.settings,
        'bedrockChat.model': `us.${model}`,
        'bedrockChat.modelList.url': list.url,
        // What a model that is known would be asked for.
        'bedrockChat.promptCaching': '1h',
        'bedrockChat.reasoning.effort': 'high',
      },
    });
    window = await session.openWindow();
  });
  after(async () => {
    await session.dispose();
    await list.close();
  });
  beforeEach(() => session.emulator.reset());

  function last(): Record<string, unknown> {
    const call = session.invocations().at(-1);
    assert.ok(call);
    return call;
  }

  it('answers in the panel, with nothing asked of it that it may not take, and an unknown price', async () => {
    const page = new ChatPanelPage(await window.openPanel());
    session.emulator.script(answer({ text: 'Green.' }));
    await page.askAndWait('What color is it?');
    assert.match(await page.answer.innerText(), /Green\./);
    assert.deepEqual([last()['model_id'], last()['outcome'], last()['cost_usd']], [model, 'success', null]);
    await window.screenshot('out/screenshots/unheard-panel.png');
  });

  it('answers to @bedrock', async () => {
    await window.chat.open();
    session.emulator.script(answer({ text: 'Blue.' }));
    assert.match(await window.chat.askAndWait('@bedrock which one?'), /Blue\./);
    assert.deepEqual([last()['surface'], last()['model_id']], ['participant', model]);
  });

  it('runs the prompts of a file', async () => {
    const prompts = new PromptWindow(session, window);
    prompts.write('prompts.txt', 'One?\n\nTwo?\n');
    await window.openFile('prompts.txt');
    await window.runCommand('Bedrock: Run Prompt File');
    await window.notification('prompts.txt: Completed. 2 completed;').waitFor();
    assert.equal(last()['model_id'], model);
  });

  it('has limits and a price once a public list tells them, in VS Code’s picker, too', async () => {
    list.models = { [model]: publicEntry([640_000, 32_000], { input: 1.5, output: 6 }) };
    await window.runCommand('Bedrock: Refresh Models and Prices');
    await window.notification(/tells limits and prices of 1 models/).waitFor();
    const page = new ChatPanelPage(await window.openPanel());
    session.emulator.script(answer({ text: 'Red.' }));
    await page.askAndWait('And now?');
    assert.ok(Number(last()['cost_usd']) > 0);
    assert.match(String(last()['price_version']), /^public list /);
    await window.chat.open();
    await window.chat.pickModel('Aurora 1 (Bedrock)');
    await window.screenshot('out/screenshots/unheard-picker.png');
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

/** The smallest picture there is: one transparent pixel, as a PNG. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

describe('attachments of the Bedrock panel', () => {
  const session = withSession({ signedIn: true });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;

  before(async () => {
    const folder = join(session().workspace, 'pieces');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one.txt'), 'the first piece');
    writeFileSync(join(folder, 'two.csv'), 'a,b\n1,2\n');
    writeFileSync(join(folder, 'machine.bin'), Buffer.from([0, 1, 2, 0, 255, 254]));
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  beforeEach(() => session().emulator.reset());

  /** Pastes or drops a file, as the browser tells a page of it. */
  async function hand(how: 'paste' | 'drop', name: string, base64: string): Promise<void> {
    await panel.evaluate(`
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], '${name}'));
      const init = { bubbles: true, cancelable: true, clipboardData: transfer, dataTransfer: transfer };
      const event = '${how}' === 'paste' ? new ClipboardEvent('paste', init) : new DragEvent('drop', init);
      document.querySelector('[data-testid=chat-input]').dispatchEvent(event);
    `);
  }

  const lastBody = () => JSON.stringify(session().emulator.requests.at(-1)?.body);
  const chips = () => panel.locator('.composer [data-testid="chat-attachment"]');

  it('takes a pasted picture along, as a picture, with its size on its chip', async () => {
    await hand('paste', 'shot.png', PNG);
    assert.match(await chips().innerText(), /shot\.png\s*70 bytes/);
    await page.askAndWait('What is in the picture?');
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
    const body = lastBody();
    assert.match(body, /"image":\{"format":"png"/);
    assert.ok(body.includes(PNG));
    assert.equal(await chips().count(), 0);
    await page.askAndWait('And its color?');
    assert.ok(lastBody().includes(PNG), 'the next question has lost the picture');
  });

  it('takes a dropped PDF along as a document, and a dropped text as text', async () => {
    await hand('drop', 'report.pdf', Buffer.from('%PDF-1.4 tiny').toString('base64'));
    await hand('drop', 'notes.md', Buffer.from('# Things to do').toString('base64'));
    await eventually(async () => assert.equal(await chips().count(), 2));
    await page.askAndWait('Sum both up');
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
    assert.match(lastBody(), /"document":\{"name":"report".*"format":"pdf"/);
    assert.match(lastBody(), /# Things to do/);
  });

  it('says of what is too large that it is scaled down, and lets it go along', async () => {
    const large = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(4_000_000)]);
    await hand('paste', 'large.png', large.toString('base64'));
    const warning = panel.getByTestId('chat-attachment-warning');
    await warning.getByText(/large\.png has 4 MB; it is scaled down to 3\.75 MB/).waitFor();
    await window.screenshot('out/screenshots/attachment-warning.png');
    await panel.getByRole('button', { name: 'Remove large.png' }).click();
    await warning.waitFor({ state: 'detached' });
  });

  it('refuses, by its name, what no model reads', async () => {
    await hand('drop', 'machine.bin', Buffer.from([0, 1, 2, 0, 255, 254]).toString('base64'));
    await window.notification(/machine\.bin cannot be attached: it is neither text nor a picture/).waitFor();
    assert.equal(await chips().count(), 0);
  });

  it('takes a folder of the Explorer along, without what no model reads', async () => {
    await window.page.keyboard.press('Control+Shift+E');
    const row = window.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'pieces' });
    await window.chooseFromMenu(row.first(), 'Add to Bedrock Chat');
    panel = await window.frameWith('[data-testid="chat-input"]');
    page = new ChatPanelPage(panel);
    await chips()
      .getByText(/pieces\/ \(2 files\)/)
      .waitFor();
    await window.notification(/machine\.bin was left out/).waitFor();
    await page.askAndWait('What is in there?');
    assert.match(lastBody(), /the first piece/);
    assert.match(lastBody(), /a,b/);
  });
});

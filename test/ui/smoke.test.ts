import assert from 'node:assert/strict';
import { VsCodeSession } from './support/vscodeSession';

describe('the extension in a real VS Code, used by a person', () => {
  let session: VsCodeSession;

  before(async function () {
    this.timeout(180_000);
    session = await VsCodeSession.start({ signedIn: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.log((await session.screenshots(this.currentTest.fullTitle())).join('\n'));
  });

  after(() => session.dispose());

  it('answers @bedrock in the Chat view', async () => {
    const window = await session.openWindow();
    const answer = await window.chat.askAndWait('@bedrock hello');
    assert.match(answer, /emulator/i);
    assert.match(answer, /hello/);
  });

  it('opens the Bedrock panel', async () => {
    const window = await session.openWindow();
    const panel = await window.openPanel();
    assert.equal(await panel.getByTestId('chat-input').isVisible(), true);
  });
});

import assert from 'node:assert/strict';
import { withSession } from './support/withSession';

describe('the extension in a real VS Code, used by a person', () => {
  const session = withSession({ signedIn: true });

  it('answers @bedrock in the Chat view', async () => {
    const window = await session().openWindow();
    const answer = await window.chat.askAndWait('@bedrock hello');
    assert.match(answer, /emulator/i);
    assert.match(answer, /hello/);
  });

  it('opens the Bedrock panel', async () => {
    const window = await session().openWindow();
    const panel = await window.openPanel();
    assert.equal(await panel.getByTestId('chat-input').isVisible(), true);
  });
});

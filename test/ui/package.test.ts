import assert from 'node:assert/strict';
import { withSession } from './support/withSession';

describe('the package, installed as a person installs it', () => {
  const session = withSession({ signedIn: true, extension: 'package' });

  it('answers @bedrock in the Chat view and shows the call on the dashboard', async () => {
    const window = await session().openWindow();
    const answer = await window.chat.askAndWait('@bedrock hello');
    assert.match(answer, /emulator/i);
    assert.match(answer, /hello/);

    // The worker and its SQLite are files of their own in the package.
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid="kpi-requests"]');
    await dashboard.getByTestId('kpi-requests').filter({ hasText: '1' }).waitFor();
    await dashboard.getByTestId('invocation-row').first().waitFor();
  });

  it('opens the Bedrock panel', async () => {
    const window = await session().openWindow();
    const panel = await window.openPanel();
    assert.equal(await panel.getByTestId('chat-input').isVisible(), true);
  });
});

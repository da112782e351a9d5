import assert from 'node:assert/strict';
import { withSession } from './support/withSession';

describe('the models that the account lists, used by a user', () => {
  const session = withSession({ signedIn: true });

  it('can be listed anew, which says what came of it', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    session().emulator.reset();
    await window.runCommand('Bedrock: Refresh Models');
    await window.page
      .getByText(/\d+ models and profiles are listed in us-east-1/)
      .first()
      .waitFor();
    assert.ok(session().emulator.requests.some(({ operation }) => operation === 'ListFoundationModels'));

    session().emulator.deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    await window.runCommand('Bedrock: Refresh Models');
    await window.page
      .getByText(/Models could not be listed: the permission bedrock:ListFoundationModels is missing/)
      .first()
      .waitFor();
    session().emulator.deny('ListInferenceProfiles', 'bedrock:ListInferenceProfiles');
    await window.runCommand('Bedrock: Refresh Models');
    await window.page
      .getByText(/The models could not be listed/)
      .first()
      .waitFor();
    // What was listed before is still there.
    await window.runCommand('Bedrock: Select Model…');
    const rows = window.page.locator('.quick-input-widget .monaco-list-row');
    await rows.filter({ hasText: 'team-blue-sonnet' }).first().waitFor();
  });
});

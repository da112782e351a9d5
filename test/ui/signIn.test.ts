import assert from 'node:assert/strict';
import { ChatPanelPage } from './support/chatPanelPage';
import { signInWithKeys } from './support/signInDialog';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

describe('signing in, by a user signed in to nothing', () => {
  const session = withSession({ settings: { 'bedrockChat.retry.baseDelayMs': 200 } });
  let window: VsCodeWindow;

  before(async () => {
    window = await session().openWindow();
  });

  it('gets a sign-in button from @bedrock, not an error', async () => {
    await window.chat.ask('@bedrock hello');
    await window.chat.waitForAnswer(/Sign in to Amazon Bedrock/);
    assert.equal(await window.chat.answer.getByRole('button', { name: /Sign In/ }).isVisible(), true);
    assert.equal(await window.chat.answer.locator('.codicon-error').count(), 0);
  });

  it('gets a sign-in invitation in the panel', async () => {
    const panel = await window.openPanel();
    await panel.getByTestId('chat-sign-in').waitFor();
    await panel.getByTestId('chat-input').fill('hello');
    await panel.getByTestId('chat-input').press('Enter');
    await panel.locator('[data-testid="chat-invitation"]').waitFor();
    assert.equal(await panel.getByTestId('chat-error').count(), 0);
  });

  it('is told that a wrong secret is wrong, and nothing is kept of it', async () => {
    const panel = await window.openPanel();
    await panel.getByTestId('chat-invitation').getByTestId('chat-action-signIn').click();
    await signInWithKeys(window, {
      ...session().emulator.credentials,
      secretAccessKey: 'wrong/secret/wrong/secret/wrong/secret/w',
    });
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'AWS does not accept these' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await panel.getByTestId('chat-invitation').waitFor();
  });

  it('signs in with keys, is told as whom, and the question that asked for it is answered', async () => {
    const panel = await window.openPanel();
    await panel.getByTestId('chat-invitation').getByTestId('chat-action-signIn').click();
    await signInWithKeys(window, session().emulator.credentials);
    await window.notification(/Signed in as .*arn:aws:.*123456789012/).waitFor();
    await panel
      .locator('[data-testid="chat-message"][data-role="assistant"]', { hasText: 'emulator' })
      .waitFor();
    assert.equal(await panel.getByTestId('chat-invitation').count(), 0);
  });

  it('is signed in everywhere at once', async () => {
    const answer = await window.chat.askAndWait('@bedrock hello again');
    assert.match(answer, /emulator/);
  });

  it('is offered to sign in again when the keys stop being right', async () => {
    await window.runCommand('Bedrock: Sign Out');
    await window.notification(/Signed out/).waitFor();
    await window.chat.ask('@bedrock still there?');
    await window.chat.waitForAnswer(/Sign in to Amazon Bedrock/);
  });
});

describe('a wrong secret in the environment', () => {
  const session = withSession({
    signedIn: true,
    env: { AWS_SECRET_ACCESS_KEY: 'a/secret/that/signs/nothing/right/000000' },
  });

  it('ends in a sentence and a sign-in button in both surfaces, and is on record', async () => {
    const window = await session().openWindow();
    await window.chat.ask('@bedrock let me in');
    await window.chat.waitForAnswer(/AWS does not accept your/);
    await window.chat.answer.getByRole('button', { name: /Sign In/ }).waitFor();

    const panel = new ChatPanelPage(await window.openPanel());
    await panel.askAndWait('Let me in');
    const error = panel.frame.locator('[data-testid="chat-error"][data-code="credentialsWrong"]');
    await error.getByTestId('chat-action-signIn').waitFor();

    const recorded = session()
      .invocations()
      .map(({ surface, outcome, error_code }) => [surface, outcome, error_code]);
    assert.deepEqual(recorded, [
      ['participant', 'error', 'InvalidSignatureException'],
      ['panel', 'error', 'InvalidSignatureException'],
    ]);
  });
});

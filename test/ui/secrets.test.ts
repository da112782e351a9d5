import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { signInWithKeys } from './support/signInDialog';
import { withSession } from './support/withSession';
import type { VsCodeSession } from './support/vscodeSession';

const prompt = 'walrus-4711 tell me about the submarine';

describe('what the extension writes to disk', () => {
  const session = withSession({ settings: { 'bedrockChat.retry.baseDelayMs': 100 } });

  it('holds neither secret key nor session token nor prompt', async () => {
    const window = await session().openWindow();
    const { secretAccessKey, sessionToken } = session().emulator.temporaryCredentials;
    await window.runCommand('Bedrock: Sign In…');
    await signInWithKeys(window, session().emulator.temporaryCredentials);
    await window.notification(/Signed in as/).waitFor();

    const panel = new ChatPanelPage(await window.openPanel());
    await panel.askAndWait(prompt);
    // Failures are where others leak.
    session().emulator.script(
      fail('ValidationException', { message: `Malformed: ${prompt} ${secretAccessKey}` }),
    );
    await panel.askAndWait(`${prompt} again`);
    await panel.frame.getByTestId('chat-error').waitFor();
    await window.chat.askAndWait(`@bedrock ${prompt}`);
    assert.equal(session().invocations().length, 3);
    assert.match(session().log(), /Call ended/);

    const files = writtenFiles(session());
    assert.ok(files.some((file) => file.endsWith('.ndjson')) && files.some((file) => file.endsWith('.log')));
    for (const file of files) {
      const bytes = readFileSync(file, 'latin1');
      for (const secret of [
        secretAccessKey,
        sessionToken,
        encodeURIComponent(secretAccessKey),
        'walrus-4711',
      ]) {
        assert.ok(!bytes.includes(secret), `${file} holds ${JSON.stringify(secret.slice(0, 6))}…`);
      }
    }
  });
});

/** Storage, log and settings; VS Code's own log of the output channel as well. */
function writtenFiles(session: VsCodeSession): string[] {
  return (
    readdirSync(session.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // VS Code's own history of its Chat view holds what was asked there; the extension does not write it.
      .filter((file) => !/chatSessions|chatEditingSessions|state\.vscdb|agent/i.test(file))
  );
}

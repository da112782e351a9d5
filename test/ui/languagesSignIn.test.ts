import assert from 'node:assert/strict';
import { pseudoLanguage } from '../support/pseudo';
import { ChatPanelPage } from './support/chatPanelPage';
import { TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const wrongSecret = 'wrong/secret/wrong/secret/wrong/secret/w';

describe('signing in, in another language', () => {
  const session = withSession({ language: pseudoLanguage });
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async () => {
    words = await TranslatedWindow.open(session(), ['AKIA']);
    ({ window } = words);
  });

  /** Begins to sign in in one of the ways. */
  async function choose(way: string): Promise<void> {
    await words.run('signIn');
    await window.typeChoice(words.label(way));
  }

  /** Confirms a text that is refused, with this sentence. */
  async function refused(text: string, why: string): Promise<void> {
    await window.enter(text);
    await words.asked(why);
  }

  it('is what the chats ask for', async () => {
    const left = await words.leftWhile(async () => {
      await window.chat.ask('@bedrock 1?');
      await window.chat.waitForAnswer(words.said('Sign in to Amazon Bedrock to ask questions.'));
      await window.chat.answer.getByRole('button', { name: words.label('Sign In…') }).waitFor();
    });
    assert.deepEqual(left, []);
    await words.run('openChat');
    const frame = await window.frameWith('[data-testid="chat-input"]');
    await new ChatPanelPage(frame).askAndWait('1?');
    await frame.getByTestId('chat-invitation').waitFor();
    assert.deepEqual(await words.leftOn(frame), []);
  });

  it('asks for keys, and says what is wrong with them', async () => {
    await choose('Access Keys');
    await words.asked('Access key id');
    await refused('', 'Paste or type a value.');
    await refused('1 2', 'There are blanks or line breaks inside: this looks like more than one value.');
    await refused(
      'AROAIOSFODNN7EXAMPLE',
      'This is the id of a user, role or group, not of an access key. Access key ids begin with AKIA or ASIA.',
    );
    await refused(
      wrongSecret.replaceAll('/', '1'),
      'This looks like the secret access key. The access key id comes first; it begins with AKIA or ASIA.',
    );
    await refused('AKIA-1', 'An access key id has letters and digits only.');
    await refused('AKIA1', 'This is too short. Was it copied whole?');
    await window.enter('ASIAIOSFODNN7EXAMPLE');
    await words.asked('Secret access key. It is kept in VS Code’s secret storage and nowhere else.');
    await refused('AKIAIOSFODNN7EXAMPLE', 'This looks like an access key id, which belongs elsewhere.');
    await window.enter(wrongSecret);
    await words.asked('Session token of these temporary keys');
    await refused('', 'Keys that begin with ASIA are temporary and work only with their session token.');
    await window.page.keyboard.press('Escape');
  });

  it('asks for an API key', async () => {
    await choose('Bedrock API Key');
    await words.asked(
      'Bedrock API key, from the Bedrock console under API keys. It is kept in VS Code’s secret storage and nowhere else.',
    );
    await refused('1', 'This is too short. Was it copied whole?');
    await window.page.keyboard.press('Escape');
  });
});

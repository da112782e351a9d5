import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bedrockRegions } from '../../src/core/aws/credentials/region';
import { defaultKeys } from '../support/emulators/bedrock';
import { pseudoLanguage } from '../support/pseudo';
import { ChatPanelPage } from './support/chatPanelPage';
import { dialog, TranslatedWindow } from './support/translatedWindow';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const wrongSecret = 'wrong/secret/wrong/secret/wrong/secret/w';
const { accessKeyId, secretAccessKey } = defaultKeys.credentials;
const role = 'arn:aws:iam::123456789012:role/Developer';
const serial = 'arn:aws:iam::123456789012:mfa/phone';
/** Profiles of each kind: one that works, one that asks, and two that fail. */
const CONFIG = `[profile works]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
region = us-east-1

[profile asks]
role_arn = ${role}
source_profile = works
mfa_serial = ${serial}

[profile lost]
role_arn = ${role}
source_profile = gone

[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.example/start
`;
const own = [
  'AKIA',
  'AWS_SECRET_ACCESS_KEY',
  'empty.env',
  'works',
  'asks',
  'lost',
  'corp',
  'gone',
  role,
  serial,
  '.env',
  'aws sso login',
];

describe('signing in, in another language', () => {
  const home = mkdtempSync(join(tmpdir(), 'languages-home-'));
  const config = join(home, 'config');
  writeFileSync(config, CONFIG);
  after(() => rmSync(home, { recursive: true, force: true }));

  // A machine without AWS's own program.
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'aws')));

  // VS Code takes the path of programs from a login shell.
  writeFileSync(join(home, '.profile'), `PATH="${path.join(delimiter)}"\n`);

  const session = withSession({
    language: pseudoLanguage,
    env: { HOME: home, AWS_CONFIG_FILE: config, PATH: path.join(delimiter) },
  });
  let words: TranslatedWindow;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(180_000);
    writeFileSync(join(session().workspace, 'empty.env'), 'AWS_REGION=us-east-1\n');
    const regions = bedrockRegions.flatMap(({ id, name }) => [id, name]);
    words = await TranslatedWindow.open(session(), [...own, ...regions]);
    ({ window } = words);
  });

  /** Begins to sign in in one of the ways. */
  async function choose(way: string): Promise<void> {
    await words.run('signIn');
    await window.typeChoice(words.label(way));
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
    await words.refused('', 'Paste or type a value.');
    await words.refused(
      '1 2',
      'There are blanks or line breaks inside: this looks like more than one value.',
    );
    await words.refused(
      'AROAIOSFODNN7EXAMPLE',
      'This is the id of a user, role or group, not of an access key. Access key ids begin with AKIA or ASIA.',
    );
    await words.refused(
      wrongSecret.replaceAll('/', '1'),
      'This looks like the secret access key. The access key id comes first; it begins with AKIA or ASIA.',
    );
    await words.refused('AKIA-1', 'An access key id has letters and digits only.');
    await words.refused('AKIA1', 'This is too short. Was it copied whole?');
    await window.enter('ASIAIOSFODNN7EXAMPLE');
    await words.asked('Secret access key. It is kept in VS Code’s secret storage and nowhere else.');
    await words.refused('AKIAIOSFODNN7EXAMPLE', 'This looks like an access key id, which belongs elsewhere.');
    await window.enter(wrongSecret);
    await words.asked('Session token of these temporary keys');
    await words.refused(
      '',
      'Keys that begin with ASIA are temporary and work only with their session token.',
    );
    await window.page.keyboard.press('Escape');
  });

  it('asks for an API key', async () => {
    await choose('Bedrock API Key');
    await words.asked(
      'Bedrock API key, from the Bedrock console under API keys. It is kept in VS Code’s secret storage and nowhere else.',
    );
    await words.refused('1', 'This is too short. Was it copied whole?');
    await window.page.keyboard.press('Escape');
  });

  /** Goes on to the region, and chooses it. */
  async function chooseRegion(): Promise<void> {
    await words.asked('AWS region to call Bedrock in; choose one or type its id');
    await window.typeChoice('us-east-1');
  }

  async function chooseProfile(name: string): Promise<void> {
    await choose('AWS Profile');
    await words.asked('Profile of the AWS config files');
    await window.typeChoice(name);
    await chooseRegion();
  }

  /** Waits for what is wrong, in VS Code's own dialog; resolves with the English in it, and answers it. */
  async function leftInProblem(button: string): Promise<string[]> {
    const left = await words.leftIn(dialog);
    await window.page.locator(dialog).getByRole('button', { name: button, exact: true }).click();
    await window.page.locator(dialog).waitFor({ state: 'detached' });
    return left;
  }

  it('offers profiles, tells as whom one is signed in, and that one is no more', async () => {
    const left = await words.leftWhile(async () => {
      await chooseProfile('works');
      await words.told('Signed in as {0}, {1}.');
      await words.run('signOut');
      await words.told('Signed out of Amazon Bedrock.');
    });
    assert.deepEqual(left, []);
  });

  it('says what is wrong with a profile, and that a login needs AWS’s own program', async () => {
    await chooseProfile('lost');
    assert.deepEqual(await leftInProblem('Cancel'), []);
    await chooseProfile('corp');
    assert.deepEqual(await leftInProblem(words.label('Log In to AWS')), []);
    assert.deepEqual(await leftInProblem('Cancel'), []);
    assert.deepEqual(
      await words.leftWhile(() =>
        words.told(
          'You cannot be logged in to AWS, because the AWS CLI (aws) is not on the PATH of VS Code. Install it, start VS Code anew, and log in again.',
        ),
      ),
      [],
    );
    await words.closeMessages();
  });

  it('asks for the code of a device', async () => {
    await chooseProfile('asks');
    await words.asked('Multi-factor authentication');
    await words.asked('Code shown by {0}');
    await words.refused('1', 'The code has six digits.');
    await window.page.keyboard.press('Escape');
  });

  it('says that the default chain finds nothing', async () => {
    await choose('Default Credential Chain');
    await chooseRegion();
    assert.deepEqual(await leftInProblem('Cancel'), []);
  });

  it('says what a file lacks', async () => {
    await choose('Import from .env File');
    await words.asked('File that sets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', ['empty.env']);
    await window.typeChoice('empty.env');
    await window.page
      .locator(dialog)
      .filter({ hasText: words.said('{0} does not set {1}. Nothing was stored.') })
      .waitFor();
    assert.deepEqual(await leftInProblem('Cancel'), []);
  });

  it('asks for a region, says where the current one is from, and takes any that is typed', async () => {
    await words.run('selectRegion');
    await words.asked('Select the AWS Region for Bedrock');
    await window.quickInput.fill('xx-north-7');
    await words.asked('as typed', ['xx-north-7']);
    await window.page.keyboard.press('Escape');
  });
});

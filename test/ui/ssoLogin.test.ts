import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultKeys } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

const hourMs = 3_600_000;
const CONFIG = `[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = us-east-1

[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.example/start
`;

/** The cache that the AWS command line keeps of a login: in the file that the SDK looks for. */
const token = (accessToken: string, expiresAt: number): string =>
  JSON.stringify({ accessToken, expiresAt: new Date(expiresAt).toISOString() });

describe('an SSO login that has expired', () => {
  const home = mkdtempSync(join(tmpdir(), 'sso-home-'));
  const cache = join(home, '.aws', 'sso', 'cache');
  const cached = join(cache, `${createHash('sha1').update('corp').digest('hex')}.json`);
  const env: NodeJS.ProcessEnv = {};

  /** AWS's portal: exchanges the token of a login for a role's keys. */
  const portal = createServer((request, response) => {
    const known = request.headers['x-amz-sso_bearer_token'] === 'fresh';
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        known
          ? { roleCredentials: { ...defaultKeys.temporaryCredentials, expiration: Date.now() + hourMs } }
          : { message: 'Session token not found or invalid' },
      ),
    );
  });

  before(async () => {
    portal.listen(0, '127.0.0.1');
    await once(portal, 'listening');
    mkdirSync(cache, { recursive: true });
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, '.aws', 'config'), CONFIG);
    writeFileSync(join(home, 'fresh.json'), token('fresh', Date.now() + hourMs));
    // In place of the AWS command line, whose login needs a browser and a user at AWS.
    writeFileSync(
      join(home, 'bin', 'aws'),
      `#!/bin/sh\n[ "$*" = "sso login --profile corp" ] || exit 2\ncp "${home}/fresh.json" "${cached}"\n`,
      { mode: 0o755 },
    );
    // VS Code takes the path of programs from a login shell.
    writeFileSync(join(home, '.profile'), `PATH="${join(home, 'bin')}:$PATH"\n`);
    Object.assign(env, {
      HOME: home,
      AWS_PROFILE: 'corp',
      AWS_CONFIG_FILE: join(home, '.aws', 'config'),
      AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${(portal.address() as AddressInfo).port}`,
    });
  });
  after(() => {
    portal.closeAllConnections();
    portal.close();
    rmSync(home, { recursive: true, force: true });
  });

  const session = withSession({ env });
  let window: VsCodeWindow;
  beforeEach(async () => {
    writeFileSync(cached, token('stale', Date.now() - hourMs));
    // A window of its own: what the other one got is good for an hour.
    window = await session().openWindow();
  });
  afterEach(() => window.close());

  it('is renewed by the button, in a terminal, and the panel’s question that waited is answered', async () => {
    const panel = new ChatPanelPage(await window.openPanel());
    await panel.askAndWait('Who waited?');
    const card = panel.frame.locator('[data-testid="chat-error"][data-code="credentialsExpired"]');
    await card.getByTestId('chat-action-ssoLogin').click();
    await panel.answer.getByText(/emulator[^]*Who waited\?/).waitFor();
    await panel.ended();
    assert.equal(await panel.frame.getByTestId('chat-error').count(), 0);
    assert.deepEqual(
      session()
        .invocations()
        .map(({ outcome }) => outcome)
        .slice(-1),
      ['success'],
    );
  });

  it('is renewed by the button under @bedrock’s answer, and its question is asked again', async () => {
    await window.chat.ask('@bedrock who waited here?');
    await window.chat.waitForAnswer(/needs a login to AWS/);
    await window.chat.answer.getByRole('button', { name: 'Log In to AWS' }).click();
    await window.chat.waitForAnswer(/emulator[^]*who waited here\?/);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuiltTerminal } from '../support/terminal';
import { startWorldBedrock, type WorldBedrock } from './bedrock';

const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const apiKey = `ABSK${'Q'.repeat(40)}`;

/** Which of several ways of signing in is used; from reports of keys that were shadowed, or asked for in vain. */
describe('signing in where there are several ways', () => {
  let server: WorldBedrock;
  let terminal: BuiltTerminal;

  before(async function () {
    this.timeout(120_000);
    [server, terminal] = await Promise.all([startWorldBedrock(), BuiltTerminal.build()]);
  });
  beforeEach(() => server.reset());
  after(async () => {
    terminal.dispose();
    await server.close();
  });

  /** Asks with a file of profiles, and the environment besides. */
  async function ask(profiles: string, env: Readonly<Record<string, string | undefined>>, ...args: string[]) {
    const file = join(terminal.folder, 'aws', 'config');
    mkdirSync(join(terminal.folder, 'aws'), { recursive: true });
    writeFileSync(file, profiles);
    const run = await terminal.run(
      [
        'ask',
        '--endpoint',
        server.url,
        '--control-endpoint',
        server.url,
        '--storage',
        terminal.storage,
      ].concat(['--region', 'us-east-1', '--model', sonnet, ...args, 'How is the tide?']),
      {
        env: {
          AWS_CONFIG_FILE: file,
          AWS_SHARED_CREDENTIALS_FILE: join(terminal.folder, 'aws', 'credentials'),
          AWS_ACCESS_KEY_ID: undefined,
          AWS_SECRET_ACCESS_KEY: undefined,
          ...env,
        },
      },
    );
    return { ...run, authorization: server.requests.at(-1)?.headers.authorization ?? '' };
  }

  const failing = `credential_process = ${process.execPath} -e "console.error('no cached session'); process.exit(1)"`;
  const keys = () =>
    `aws_access_key_id = ${server.keys.accessKeyId}\naws_secret_access_key = ${server.keys.secretAccessKey}`;

  it('runs no process of the default profile where an API key is set', async () => {
    const { code, authorization, stderr } = await ask(`[default]\n${failing}\n`, {
      AWS_BEARER_TOKEN_BEDROCK: apiKey,
    });
    assert.equal(code, 0, stderr);
    assert.equal(authorization, `Bearer ${apiKey}`);
  });

  it('does not mind AWS_PROFILE naming a profile that is gone where an API key is set', async () => {
    const { code, stderr } = await ask('', { AWS_BEARER_TOKEN_BEDROCK: apiKey, AWS_PROFILE: 'gone' });
    assert.equal(code, 0, stderr);
  });

  it('signs as the profile that was named, whatever API key is in the environment', async () => {
    const { code, authorization, stderr } = await ask(
      `[profile work]\n${keys()}\n`,
      { AWS_BEARER_TOKEN_BEDROCK: 'stale-key' },
      '--profile',
      'work',
    );
    assert.equal(code, 0, stderr);
    assert.ok(authorization.includes(`Credential=${server.keys.accessKeyId}/`), authorization);
  });

  it('signs as the profile that was named, whatever keys are in the environment', async () => {
    const { code, authorization, stderr } = await ask(
      `[profile work]\n${keys()}\n`,
      { AWS_ACCESS_KEY_ID: 'AKIAOTHEROTHEROTHER0', AWS_SECRET_ACCESS_KEY: 'other' },
      '--profile',
      'work',
    );
    assert.equal(code, 0, stderr);
    assert.ok(authorization.includes(`Credential=${server.keys.accessKeyId}/`), authorization);
  });

  it('takes a profile whose keys are in the config file alone', async () => {
    const { code, stderr } = await ask(`[default]\n${keys()}\n`, {});
    assert.equal(code, 0, stderr);
  });

  it('says what the process of a profile printed', async () => {
    const { code, stderr } = await ask(`[profile work]\n${failing}\n`, {}, '--profile', 'work');
    assert.notEqual(code, 0);
    assert.match(stderr, /work/);
    assert.match(stderr, /no cached session/);
  });
});

import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CredentialSource } from '../../src/core/aws/credentials/credentialSource';
import { fromProfile } from '../../src/core/aws/credentials/providers';
import { classifyError, type BedrockError } from '../../src/core/aws/errors';
import { explainError, type Explanation } from '../../src/core/chat/explain';
import { AwsHome } from '../support/fakes/awsHome';
import { MemorySecretStore } from '../support/fakes/memorySecretStore';

const role = 'role_arn = arn:aws:iam::111122223333:role/reader';
const sso = 'sso_account_id = 111122223333\nsso_role_name = reader';

describe('A profile that gives no credentials', () => {
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  /** What a user reads where the profile `mine` is in use. */
  async function told(config: string): Promise<Explanation> {
    await home.config(config);
    const active = fromProfile('mine');
    const error = await active.provider().then(
      () => assert.fail('There are credentials'),
      (thrown: unknown) => classifyError(thrown),
    );
    return explained(error);
  }

  function explained(error: BedrockError): Explanation {
    return explainError(error, {
      modelLabel: '',
      region: 'us-east-1',
      credentials: { label: 'profile mine', origin: 'profile' },
      partial: false,
    });
  }

  const steps = ({ actions }: Explanation) => actions.map(({ id }) => id);

  /** A profile whose credential process is a shell script. */
  async function process(script: string): Promise<string> {
    const file = await home.write('bin/keys', `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o700);
    return `[profile mine]\ncredential_process = ${file} --secret hunter2\n`;
  }

  for (const [where, script] of [
    ['of its errors', 'echo "The session is over. Run: corpmfa" >&2; exit 1'],
    ['of its output', 'echo "The session is over. Run: corpmfa"; exit 1'],
    ['and ends well', 'echo "The session is over. Run: corpmfa"'],
  ] as const) {
    it(`says which process failed and what it printed: a hint ${where}`, async () => {
      const said = await told(await process(script));
      assert.match(said.message, /credential process of profile “mine”.*Run: corpmfa/);
      assert.doesNotMatch(JSON.stringify(said), /hunter2/);
      assert.equal(steps(said)[0], 'retry');
    });
  }

  for (const [what, script] of [
    ['nothing', 'true'],
    ['half of them', `echo '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"wrdsabcd'`],
    ['another version', `echo '{"Version":2,"AccessKeyId":"a","SecretAccessKey":"wrdsabcd"}'`],
    ['no secret', `echo '{"Version":1,"AccessKeyId":"a"}'`],
  ] as const) {
    it(`says that a process printed no credentials, and nothing that may be one: ${what}`, async () => {
      const said = await told(await process(script));
      assert.match(said.message, /credential process of profile “mine”.*JSON/);
      assert.doesNotMatch(JSON.stringify(said), /wrdsabcd|AKIA/);
    });
  }

  it('says which program is missing', async () => {
    for (const program of ['/opt/nowhere/get-keys', 'no-such-tool-of-ours']) {
      const said = await told(`[profile mine]\ncredential_process = ${program} --secret hunter2\n`);
      assert.match(said.message, new RegExp(`profile “mine”.*${program}.*cannot be found`));
      assert.doesNotMatch(JSON.stringify(said), /hunter2/);
    }
  });

  it('bounds what a process printed', async () => {
    const said = await told(await process(`yes please | head -c 100000 >&2; exit 1`));
    assert.ok(said.message.length < 600, `${said.message.length}`);
    assert.match(said.message, /please please/);
  });

  it('names the profile whose process it is', async () => {
    const source = (await process('echo Run: corpmfa >&2; exit 1')).replace('mine', 'base');
    const said = await told(`[profile mine]\n${role}\nsource_profile = base\n${source}`);
    assert.match(said.message, /profile “base”.*Run: corpmfa/);
  });

  for (const [what, config, expected] of [
    ['a name that is misspelt', '[profile mime]\nregion = us-east-1', /no profile “mine”/],
    ['a source that is not there', `[profile mine]\n${role}\nsource_profile = bsae`, /“mine”.*“bsae”/],
    [
      'sources in a circle',
      `[profile mine]\n${role}\nsource_profile = other\n[profile other]\n${role}\nsource_profile = mine`,
      /mine → other → mine/,
    ],
    ['a role without a source', `[profile mine]\n${role}`, /source_profile.*credential_source/],
    [
      'a source of credentials that nobody knows',
      `[profile mine]\n${role}\ncredential_source = Env`,
      /“Env”/,
    ],
    [
      'variables that are not set',
      `[profile mine]\n${role}\ncredential_source = Environment`,
      /AWS_ACCESS_KEY_ID.*not set/,
    ],
    [
      'a token file that is not there',
      `[profile mine]\n${role}\nweb_identity_token_file = /nowhere/token`,
      /\/nowhere\/token.*cannot be read/,
    ],
    ['a key without its secret', '[profile mine]\naws_access_key_id = AKIA', /aws_secret_access_key/],
    ['settings only', '[profile mine]\nregion = eu-west-1', /settings only/],
    ['an sso-session that is not there', `[profile mine]\nsso_session = corp\n${sso}`, /“corp”/],
    [
      'an SSO without its region',
      `[profile mine]\nsso_start_url = https://corp.example/start\n${sso}`,
      /lacks sso_region/,
    ],
  ] as const) {
    it(`says what is wrong with it: ${what}`, async () => {
      const said = await told(config);
      assert.match(said.message, expected);
      assert.match(said.message, /mine/);
      assert.notEqual(said.reason, 'credentialsMissing', 'nobody is just asked to sign in');
      assert.ok(steps(said).includes('signIn') && steps(said).includes('diagnose'), steps(said).join());
    });
  }

  it('says that nobody can be asked for the code of an MFA device', async () => {
    const keys = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = not-a-secret';
    const said = await told(
      `[profile mine]\n${role}\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/mia\n[profile base]\n${keys}`,
    );
    assert.match(said.message, /“mine”.*MFA/);
  });

  it('is named where the environment chose it', async () => {
    home.setEnv({ AWS_PROFILE: 'mien' });
    await home.config('[profile mine]\nregion = us-east-1\n');
    const source = new CredentialSource({
      secrets: new MemorySecretStore(),
      settings: () => ({ source: 'auto', profile: '' }),
    });
    const error = await source.resolve().then(
      () => assert.fail('There are credentials'),
      (thrown: unknown) => classifyError(thrown),
    );
    assert.match(explained(error).message, /no profile “mien”/);
  });

  for (const [what, config, name] of [
    [
      'without a token in the cache',
      `[profile mine]\nsso_session = corp\n${sso}\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1`,
      /“mine”/,
    ],
    [
      'of the older form',
      `[profile mine]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1\n${sso}`,
      /“mine”/,
    ],
    [
      'that it takes its credentials from',
      `[profile mine]\n${role}\nsource_profile = base\n[profile base]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1\n${sso}`,
      /“mine”.*“base”/,
    ],
    [
      'of a console session',
      '[profile mine]\nlogin_session = arn:aws:iam::111122223333:user/mia\nregion = us-east-1',
      /“mine”/,
    ],
  ] as const) {
    it(`offers to log in to AWS, for a login ${what}`, async () => {
      const said = await told(config);
      assert.equal(steps(said)[0], 'ssoLogin');
      assert.match(said.message, name);
      assert.match(said.message, /needs a login/);
    });
  }

  it('offers to log in to AWS once a token has expired', async () => {
    await home.ssoToken('corp', new Date(Date.now() - 60_000));
    const said = await told(
      `[profile mine]\nsso_session = corp\n${sso}\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1`,
    );
    assert.equal(steps(said)[0], 'ssoLogin');
  });
});

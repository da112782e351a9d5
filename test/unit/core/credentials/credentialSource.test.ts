import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { BedrockError, type ErrorReason } from '../../../../src/core/bedrock/errors';
import type { ActiveCredentials } from '../../../../src/core/credentials/activeCredentials';
import { CredentialSource, type CredentialSettings } from '../../../../src/core/credentials/credentialSource';
import type { StoredCredentials } from '../../../../src/core/credentials/storedCredentials';
import { AwsHome } from '../../../support/fakes/awsHome';
import { MemorySecretStore } from '../../../support/fakes/memorySecretStore';

const keys: StoredCredentials = { kind: 'keys', accessKeyId: 'AKIASTORED', secretAccessKey: 'stored-secret' };
const apiKey: StoredCredentials = { kind: 'apiKey', apiKey: 'stored-api-key' };

function sourceOf(settings: Partial<CredentialSettings> = {}, stored?: StoredCredentials, mfaCode?: string) {
  const secretsSeen: string[] = [];
  const secrets = new MemorySecretStore(stored);
  const source = new CredentialSource({
    secrets,
    settings: () => ({ source: 'auto', profile: '', ...settings }),
    onSecret: (value) => secretsSeen.push(value),
    ...(mfaCode === undefined ? {} : { mfaCode: () => Promise.resolve(mfaCode) }),
  });
  return { source, secrets, secretsSeen };
}

async function identityOf(active: ActiveCredentials): Promise<AwsCredentialIdentity> {
  assert.equal(active.kind, 'aws');
  return active.kind === 'aws' ? active.provider() : assert.fail();
}

async function tokenOf(active: ActiveCredentials): Promise<string> {
  return active.kind === 'bearer' ? active.token() : assert.fail(`not a bearer token: ${active.label}`);
}

/** The reason why the credentials cannot be had, at resolving or at first use. */
async function failureOf(source: CredentialSource): Promise<BedrockError> {
  try {
    await identityOf(await source.resolve());
  } catch (error) {
    assert.ok(error instanceof BedrockError, String(error));
    return error;
  }
  return assert.fail('there were credentials');
}

async function assertReason(source: CredentialSource, reason: ErrorReason): Promise<void> {
  const failure = await failureOf(source);
  assert.equal(failure.reason, reason, failure.message);
}

describe('where credentials come from', () => {
  let home: AwsHome;
  let server: Server;
  let answer: (request: IncomingMessage, body: string) => { status?: number; body: string };
  let url: string;
  let received: string[];

  beforeEach(async () => {
    home = await AwsHome.create();
    received = [];
    answer = () => ({ status: 500, body: '' });
    server = createServer((request, response) => {
      void text(request).then((body) => {
        received.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
        const reply = answer(request, body);
        response.writeHead(reply.status ?? 200).end(reply.body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await home.dispose();
  });

  describe('auto', () => {
    const profile = '[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = work-secret\n';

    it('prefers what is stored to everything else', async () => {
      await home.credentials(profile);
      home.setEnv({ AWS_BEARER_TOKEN_BEDROCK: 'env-token', AWS_ACCESS_KEY_ID: 'AKIAENV' });
      const active = await sourceOf({ profile: 'work' }, keys).source.resolve();
      assert.equal(active.origin, 'keys');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIASTORED');
      assert.equal(await tokenOf(await sourceOf({}, apiKey).source.resolve()), 'stored-api-key');
    });

    it('prefers the profile set to the environment', async () => {
      await home.credentials(profile);
      home.setEnv({ AWS_BEARER_TOKEN_BEDROCK: 'env-token', AWS_ACCESS_KEY_ID: 'AKIAENV' });
      const active = await sourceOf({ profile: 'work' }).source.resolve();
      assert.equal(active.label, 'profile work');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAWORK');
    });

    it('prefers the API key of the environment to the chain', async () => {
      home.setEnv({
        AWS_BEARER_TOKEN_BEDROCK: 'env-token',
        AWS_ACCESS_KEY_ID: 'AKIAENV',
        AWS_SECRET_ACCESS_KEY: 'env-secret',
      });
      const active = await sourceOf().source.resolve();
      assert.equal(active.origin, 'environment');
      assert.equal(await tokenOf(active), 'env-token');
    });

    it('takes what the default chain yields', async () => {
      home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
      const active = await sourceOf().source.resolve();
      assert.equal(active.origin, 'defaultChain');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAENV');
    });

    it('says that there are none', async () => {
      await assertReason(sourceOf().source, 'credentialsMissing');
    });

    it('says that there are none where the metadata service refuses or says nothing of use', async () => {
      home.setEnv({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: url });
      answer = () => ({ status: 404, body: 'not here' });
      await assertReason(sourceOf().source, 'credentialsMissing');
      assert.ok(received.length > 0, 'the metadata service was not asked');
    });

    it('says that there are none where nothing answers at the metadata address', async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const port = (silent.address() as AddressInfo).port;
      home.setEnv({
        AWS_EC2_METADATA_DISABLED: 'false',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${String(port)}`,
      });
      await assertReason(sourceOf().source, 'credentialsMissing');
      silent.closeAllConnections();
      silent.close();
    });

    it('finds credentials as soon as there are some', async () => {
      const { source } = sourceOf();
      await assertReason(source, 'credentialsMissing');
      await home.credentials('[default]\naws_access_key_id = AKIALATER\naws_secret_access_key = later\n');
      assert.equal((await identityOf(await source.resolve())).accessKeyId, 'AKIALATER');
    });
  });

  it('uses only what is stored with the source keys', async () => {
    home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    await assertReason(sourceOf({ source: 'keys' }).source, 'credentialsMissing');
    assert.equal((await sourceOf({ source: 'keys' }, apiKey).source.resolve()).origin, 'apiKey');
  });

  it('does not use what is stored with the source default', async () => {
    home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    const active = await sourceOf({ source: 'default' }, keys).source.resolve();
    assert.equal((await identityOf(active)).accessKeyId, 'AKIAENV');
  });

  it('tells each secret that passes, so that it can be kept out of the log', async () => {
    const { source, secretsSeen } = sourceOf({}, { ...keys, sessionToken: 'stored-token' });
    await source.resolve();
    assert.deepEqual(secretsSeen, ['stored-secret', 'stored-token']);
    home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    const chain = sourceOf();
    await chain.source.resolve();
    assert.deepEqual(chain.secretsSeen, ['env-secret']);
  });

  describe('profile', () => {
    it('is missing when none is chosen, or when the files do not know it', async () => {
      await assertReason(sourceOf({ source: 'profile' }).source, 'credentialsMissing');
      await assertReason(sourceOf({ source: 'profile', profile: 'gone' }).source, 'credentialsMissing');
    });

    it('never falls through to other credentials', async () => {
      home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
      await home.config('[profile empty]\nregion = us-east-1\n');
      await assertReason(sourceOf({ source: 'profile', profile: 'empty' }).source, 'credentialsMissing');
    });

    it('sees keys that another tool has rewritten', async () => {
      await home.credentials('[work]\naws_access_key_id = AKIAONE\naws_secret_access_key = one\n');
      const active = await sourceOf({ source: 'profile', profile: 'work' }).source.resolve();
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAONE');
      await home.credentials('[work]\naws_access_key_id = AKIATWO\naws_secret_access_key = two\n');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIATWO');
    });

    it('keeps its provider from one question to the next, until told to forget', async () => {
      const { source } = sourceOf({ source: 'profile', profile: 'work' });
      const first = await source.resolve();
      assert.equal(await source.resolve(), first);
      source.forget();
      assert.notEqual(await source.resolve(), first);
    });
  });

  describe('SSO', () => {
    const config = (session: boolean): string => `
[profile corp]
${session ? 'sso_session = corp' : 'sso_start_url = https://corp.example/start\nsso_region = eu-west-1'}
sso_account_id = 123456789012
sso_role_name = Developer
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
`;
    const corp = (): CredentialSource => sourceOf({ source: 'profile', profile: 'corp' }).source;
    const hourAgo = (): Date => new Date(Date.now() - 3_600_000);
    const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

    it('has expired when its token has', async () => {
      await home.config(config(true));
      await home.ssoToken('corp', hourAgo());
      await assertReason(corp(), 'credentialsExpired');
    });

    it('has expired when its token has, without an sso-session', async () => {
      await home.config(config(false));
      await home.ssoToken('https://corp.example/start', hourAgo());
      await assertReason(corp(), 'credentialsExpired');
    });

    it('counts as expired before the first login', async () => {
      await home.config(config(true));
      await assertReason(corp(), 'credentialsExpired');
    });

    it('has expired as the default profile, too', async () => {
      await home.config(config(true).replace('[profile corp]', '[default]'));
      await home.ssoToken('corp', hourAgo());
      await assertReason(sourceOf().source, 'credentialsExpired');
    });

    it('has expired when the portal no longer accepts the token', async () => {
      await home.config(config(true));
      await home.ssoToken('corp', inAnHour());
      home.setEnv({ AWS_ENDPOINT_URL_SSO: url });
      answer = () => ({
        status: 401,
        body: JSON.stringify({
          __type: 'UnauthorizedException',
          message: 'Session token not found or invalid',
        }),
      });
      await assertReason(corp(), 'credentialsExpired');
    });

    it('is refused when the role is not the person’s', async () => {
      await home.config(config(true));
      await home.ssoToken('corp', inAnHour());
      home.setEnv({ AWS_ENDPOINT_URL_SSO: url });
      answer = () => ({
        status: 403,
        body: JSON.stringify({ __type: 'ForbiddenException', message: 'No access' }),
      });
      await assertReason(corp(), 'accessDenied');
    });

    it('is a matter of the network when the portal cannot be reached', async () => {
      await home.config(config(true));
      await home.ssoToken('corp', inAnHour());
      home.setEnv({ AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
      await assertReason(corp(), 'network');
    });

    it('works again after a login, and asks the portal once for all', async () => {
      await home.config(config(true));
      home.setEnv({ AWS_ENDPOINT_URL_SSO: url });
      const source = corp();
      await assertReason(source, 'credentialsExpired');
      await home.ssoToken('corp', inAnHour());
      answer = () => ({
        body: JSON.stringify({
          roleCredentials: {
            accessKeyId: 'ASIASSO',
            secretAccessKey: 'sso-secret',
            sessionToken: 'sso-session-token',
            expiration: inAnHour().getTime(),
          },
        }),
      });
      const active = await source.resolve();
      const identities = await Promise.all([identityOf(active), identityOf(active)]);
      assert.equal((await identityOf(active)).accessKeyId, 'ASIASSO');
      assert.equal(identities[1]?.sessionToken, 'sso-session-token');
      assert.equal(received.length, 1);
    });
  });

  describe('an assumed role', () => {
    const config = `
[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = base
region = eu-north-1
`;
    const base = '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n';
    const admin = (mfaCode?: string): CredentialSource =>
      sourceOf({ source: 'profile', profile: 'admin' }, undefined, mfaCode).source;
    const refusal = (code: string, message: string): string =>
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>` +
      `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

    beforeEach(async () => {
      await home.config(config);
      await home.credentials(base);
      home.setEnv({ AWS_ENDPOINT_URL_STS: url });
    });

    const granted = (): string =>
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
      `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>` +
      `<SessionToken>role-token</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}` +
      `</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

    it('is assumed with the credentials of its source, in the profile’s own region', async () => {
      let authorization = '';
      answer = (request) => {
        authorization = request.headers.authorization ?? '';
        return { body: granted() };
      };
      assert.equal((await identityOf(await admin().resolve())).accessKeyId, 'ASIAROLE');
      assert.match(authorization, /Credential=AKIABASE\/\d+\/eu-north-1\/sts/);
    });

    it('has expired when its source has', async () => {
      answer = () => ({ status: 403, body: refusal('ExpiredToken', 'The security token is expired') });
      await assertReason(admin(), 'credentialsExpired');
    });

    it('is denied when STS says so', async () => {
      answer = () => ({
        status: 403,
        body: refusal('AccessDenied', 'not authorized to perform: sts:AssumeRole'),
      });
      await assertReason(admin(), 'accessDenied');
    });

    it('is wrong when its source’s keys are', async () => {
      answer = () => ({
        status: 403,
        body: refusal('InvalidClientTokenId', 'The security token is invalid'),
      });
      await assertReason(admin(), 'credentialsWrong');
    });

    it('asks for the code of an MFA device, once', async () => {
      await home.config(`${config}mfa_serial = arn:aws:iam::123456789012:mfa/me\n`);
      answer = () => ({ body: granted() });
      const active = await admin('654321').resolve();
      await Promise.all([identityOf(active), identityOf(active)]);
      assert.equal(received.length, 1);
      assert.match(received.join(), /TokenCode=654321/);
    });
  });

  describe('a credential process', () => {
    const processOf = async (script: string): Promise<CredentialSource> => {
      const file = await home.write('tool.cjs', script);
      await home.config(
        `[profile tool]\ncredential_process = "${process.execPath}" "${file}" --password=hunter2\n`,
      );
      return sourceOf({ source: 'profile', profile: 'tool' }).source;
    };
    const printing = (output: unknown): string => `console.log(${JSON.stringify(JSON.stringify(output))})`;

    it('yields credentials', async () => {
      const source = await processOf(printing({ Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 's' }));
      assert.equal((await identityOf(await source.resolve())).accessKeyId, 'AKIATOOL');
    });

    it('has expired when it says so', async () => {
      const past = new Date(Date.now() - 1000).toISOString();
      const output = { Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 's', Expiration: past };
      await assertReason(await processOf(printing(output)), 'credentialsExpired');
      const failing = 'console.error("session expired, run: tool login"); process.exit(1)';
      await assertReason(await processOf(failing), 'credentialsExpired');
    });

    it('is reported with what it printed, without its command line', async () => {
      const source = await processOf('console.error("no such vault"); process.exit(3)');
      const failure = await failureOf(source);
      assert.equal(failure.reason, 'credentialsMissing');
      assert.match(failure.message, /no such vault/);
      assert.doesNotMatch(failure.message, /hunter2/);
    });

    it('is reported as the default profile’s, too', async () => {
      await processOf('console.error("no such vault"); process.exit(3)');
      home.setEnv({ AWS_PROFILE: 'tool' });
      assert.match((await failureOf(sourceOf().source)).message, /no such vault/);
    });

    it('is missing credentials when it prints something else', async () => {
      const failure = await failureOf(await processOf('console.log("SecretAccessKey: very-secret")'));
      assert.equal(failure.reason, 'credentialsMissing');
      assert.doesNotMatch(failure.message, /very-secret/);
    });
  });
});

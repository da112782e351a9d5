import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialSource } from '../../../../../src/core/aws/credentials/credentialSource';
import type { StoredCredentials } from '../../../../../src/core/aws/credentials/storedCredentials';
import { assertReason, failureOf, identityOf, sourceOf, tokenOf, useAws } from './credentialSupport';

const keys: StoredCredentials = { kind: 'keys', accessKeyId: 'AKIASTORED', secretAccessKey: 'stored-secret' };
const apiKey: StoredCredentials = { kind: 'apiKey', apiKey: 'stored-api-key' };

describe('where credentials come from', () => {
  const aws = useAws();

  describe('auto', () => {
    const profile = '[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = work-secret\n';

    it('prefers what is stored to everything else', async () => {
      await aws.home.credentials(profile);
      aws.home.setEnv({ AWS_BEARER_TOKEN_BEDROCK: 'env-token', AWS_ACCESS_KEY_ID: 'AKIAENV' });
      const active = await sourceOf({ profile: 'work' }, keys).source.resolve();
      assert.equal(active.origin, 'keys');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIASTORED');
      assert.equal(await tokenOf(await sourceOf({}, apiKey).source.resolve()), 'stored-api-key');
    });

    it('prefers the profile set to the environment', async () => {
      await aws.home.credentials(profile);
      aws.home.setEnv({ AWS_BEARER_TOKEN_BEDROCK: 'env-token', AWS_ACCESS_KEY_ID: 'AKIAENV' });
      const active = await sourceOf({ profile: 'work' }).source.resolve();
      assert.equal(active.label, 'profile work');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAWORK');
    });

    it('prefers the API key of the environment to the chain', async () => {
      aws.home.setEnv({
        AWS_BEARER_TOKEN_BEDROCK: 'env-token',
        AWS_ACCESS_KEY_ID: 'AKIAENV',
        AWS_SECRET_ACCESS_KEY: 'env-secret',
      });
      const active = await sourceOf().source.resolve();
      assert.equal(active.origin, 'environment');
      assert.equal(await tokenOf(active), 'env-token');
    });

    it('takes what the default chain yields', async () => {
      aws.home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
      const active = await sourceOf().source.resolve();
      assert.equal(active.origin, 'defaultChain');
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAENV');
    });

    it('says that there are none', async () => {
      await assertReason(sourceOf().source, 'credentialsMissing');
    });

    it('says that there are none where the metadata service refuses or says nothing of use', async () => {
      aws.home.setEnv({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.url });
      aws.answer = () => ({ status: 404, body: 'not here' });
      await assertReason(sourceOf().source, 'credentialsMissing');
      assert.ok(aws.received.length > 0, 'the metadata service was not asked');
    });

    it('says that there are none where nothing answers at the metadata address', async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const port = (silent.address() as AddressInfo).port;
      aws.home.setEnv({
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
      await aws.home.credentials('[default]\naws_access_key_id = AKIALATER\naws_secret_access_key = later\n');
      assert.equal((await identityOf(await source.resolve())).accessKeyId, 'AKIALATER');
    });
  });

  it('uses only what is stored with the source keys', async () => {
    aws.home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    await assertReason(sourceOf({ source: 'keys' }).source, 'credentialsMissing');
    assert.equal((await sourceOf({ source: 'keys' }, apiKey).source.resolve()).origin, 'apiKey');
  });

  it('does not use what is stored with the source default', async () => {
    aws.home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    const active = await sourceOf({ source: 'default' }, keys).source.resolve();
    assert.equal((await identityOf(active)).accessKeyId, 'AKIAENV');
  });

  it('tells each secret that passes, so that it can be kept out of the log', async () => {
    const { source, secretsSeen } = sourceOf({}, { ...keys, sessionToken: 'stored-token' });
    await source.resolve();
    assert.deepEqual(secretsSeen, ['stored-secret', 'stored-token']);
    aws.home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
    const chain = sourceOf();
    await chain.source.resolve();
    assert.deepEqual(chain.secretsSeen, ['env-secret']);
  });

  describe('profile', () => {
    it('is missing when none is chosen, or when the files do not know it', async () => {
      await assertReason(sourceOf({ source: 'profile' }).source, 'credentialsMissing');
      await assertReason(sourceOf({ source: 'profile', profile: 'gone' }).source, 'profileNotFound');
    });

    it('never falls through to other credentials', async () => {
      aws.home.setEnv({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' });
      await aws.home.config('[profile empty]\nregion = us-east-1\n');
      await assertReason(sourceOf({ source: 'profile', profile: 'empty' }).source, 'profileUnusable');
    });

    it('sees keys that another tool has rewritten', async () => {
      await aws.home.credentials('[work]\naws_access_key_id = AKIAONE\naws_secret_access_key = one\n');
      const active = await sourceOf({ source: 'profile', profile: 'work' }).source.resolve();
      assert.equal((await identityOf(active)).accessKeyId, 'AKIAONE');
      await aws.home.credentials('[work]\naws_access_key_id = AKIATWO\naws_secret_access_key = two\n');
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

  describe('a credential process', () => {
    const processOf = async (script: string): Promise<CredentialSource> => {
      const file = await aws.home.write('tool.cjs', script);
      await aws.home.config(
        `[profile tool]\ncredential_process = "${process.execPath}" "${file}" --password=hunter2\n`,
      );
      return sourceOf({ source: 'profile', profile: 'tool' }).source;
    };
    const printing = (output: unknown): string => `console.log(${JSON.stringify(JSON.stringify(output))})`;

    it('yields credentials', async () => {
      const source = await processOf(printing({ Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 's' }));
      assert.equal((await identityOf(await source.resolve())).accessKeyId, 'AKIATOOL');
    });

    it('has failed when what it printed has ended, or when it says so', async () => {
      const past = new Date(Date.now() - 1000).toISOString();
      const output = { Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 's', Expiration: past };
      await assertReason(await processOf(printing(output)), 'credentialProcessFailed');
      const failing = 'console.error("session expired, run: tool login"); process.exit(1)';
      await assertReason(await processOf(failing), 'credentialProcessFailed');
    });

    it('is reported with what it printed, without its command line', async () => {
      const source = await processOf('console.error("no such vault"); process.exit(3)');
      const failure = await failureOf(source);
      assert.equal(failure.reason, 'credentialProcessFailed');
      assert.match(failure.message, /no such vault/);
      assert.doesNotMatch(failure.message, /hunter2/);
    });

    it('is reported without any secret that it printed', async () => {
      const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      console.log(`      seed ${String(seed)}`);
      const secret = createHash('sha256').update(String(seed)).digest('base64url');
      const printed = [
        JSON.stringify({
          Version: 1,
          AccessKeyId: 'AKIATOOL',
          SecretAccessKey: secret,
          SessionToken: secret,
        }),
        `Enter password: ${secret}`,
        `the vault said "${secret}"`,
        `${secret}\r\n${secret.slice(0, 12)}!\r\n`,
        `https://me:${secret}@vault.test/v1?t=${secret} is not there`,
      ];
      for (const line of printed) {
        const failure = await failureOf(
          await processOf(`console.error(${JSON.stringify(line)}); process.exit(1)`),
        );
        const said = inspect(failure, { depth: 10 });
        assert.ok(!said.includes(secret.slice(0, 10)) && !said.includes('hunter2'), said);
        assert.match(
          failure.message,
          /^The credential process of profile “tool” failed and said “.*\[redacted\]/,
        );
      }
    });

    it('is reported as the default profile’s, too', async () => {
      await processOf('console.error("no such vault"); process.exit(3)');
      aws.home.setEnv({ AWS_PROFILE: 'tool' });
      assert.match((await failureOf(sourceOf().source)).message, /no such vault/);
    });

    it('has failed when it prints something else', async () => {
      const failure = await failureOf(await processOf('console.log("SecretAccessKey: very-secret")'));
      assert.equal(failure.reason, 'credentialProcessFailed');
      assert.doesNotMatch(failure.message, /very-secret/);
    });
  });
});

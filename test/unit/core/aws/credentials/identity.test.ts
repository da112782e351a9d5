import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BedrockError, type ErrorReason } from '../../../../../src/core/aws/errors';
import type { ActiveCredentials } from '../../../../../src/core/aws/credentials/activeCredentials';
import { verifyIdentity, type VerifyOptions } from '../../../../../src/core/aws/credentials/identity';
import { fromEnvironmentToken, fromStored } from '../../../../../src/core/aws/credentials/providers';
import { accountId } from '../../../../support/emulators/bedrock';
import { AwsHome } from '../../../../support/fakes/awsHome';
import { withEmulator } from '../../../../support/withEngine';

const NOTHING_LISTENS = 'http://127.0.0.1:9';

describe('asking AWS who one is', () => {
  const emulator = withEmulator();
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  const keys = (change: Partial<{ accessKeyId: string; secretAccessKey: string }> = {}): ActiveCredentials =>
    fromStored({ kind: 'keys', ...emulator().credentials, ...change });
  const temporaryKeys = (): ActiveCredentials =>
    fromStored({ kind: 'keys', ...emulator().temporaryCredentials });
  const verify = (credentials: ActiveCredentials, change: Partial<VerifyOptions> = {}) =>
    verifyIdentity({
      credentials,
      region: 'eu-central-1',
      endpoints: { sts: emulator().url, control: emulator().url },
      ...change,
    });
  const operations = (): string[] => emulator().requests.map(({ operation }) => operation);

  async function assertReason(work: Promise<unknown>, reason: ErrorReason): Promise<void> {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof BedrockError, String(error));
      assert.equal(error.reason, reason, error.message);
      assert.ok(!JSON.stringify(error.detail).includes(emulator().credentials.secretAccessKey));
      return true;
    });
  }

  it('tells account and ARN of access keys, from STS alone, in the region chosen', async () => {
    const identity = await verify(keys());
    assert.equal(identity.account, accountId);
    assert.equal(identity.arn, `arn:aws:iam::${accountId}:user/emulator`);
    assert.equal(identity.label, `arn:aws:iam::${accountId}:user/emulator (account ${accountId})`);
    assert.deepEqual(operations(), ['GetCallerIdentity']);
    assert.equal(emulator().requests[0]?.caller?.region, 'eu-central-1');
  });

  it('tells the role of temporary keys', async () => {
    assert.match((await verify(temporaryKeys())).arn ?? '', /:assumed-role\//);
  });

  it('accepts an API key, and does not pretend to know its account', async () => {
    const identity = await verify(fromStored({ kind: 'apiKey', apiKey: emulator().apiKey }));
    assert.equal(identity.account, undefined);
    assert.equal(identity.arn, undefined);
    assert.equal(identity.label, 'Bedrock API key');
    assert.deepEqual(operations(), ['ListFoundationModels']);
  });

  it('uses the keys it was given even where the environment holds an API key', async () => {
    home.setEnv({ AWS_BEARER_TOKEN_BEDROCK: 'another-key' });
    await verify(keys(), { endpoints: { sts: NOTHING_LISTENS, control: emulator().url } });
    assert.deepEqual(
      emulator().requests.map(({ caller }) => caller?.kind),
      ['sigv4'],
    );
  });

  it('finds a wrong secret', async () => {
    await assertReason(verify(keys({ secretAccessKey: 'wrong-secret' })), 'credentialsWrong');
    assert.deepEqual(operations(), ['GetCallerIdentity'], 'a clear answer needs no second question');
  });

  it('finds an unknown key', async () => {
    await assertReason(verify(keys({ accessKeyId: 'AKIAUNKNOWN' })), 'credentialsWrong');
  });

  it('finds an expired token', async () => {
    emulator().expireTemporaryCredentials();
    await assertReason(verify(temporaryKeys()), 'credentialsExpired');
  });

  it('finds a wrong API key', async () => {
    await assertReason(verify(fromEnvironmentToken('wrong-key')), 'apiKeyWrong');
  });

  it('finds what keeps the credentials from being had', async () => {
    const failing: ActiveCredentials = {
      kind: 'aws',
      origin: 'profile',
      label: 'profile x',
      provider: () =>
        Promise.reject(new BedrockError('credentialsExpired', { code: 'X', message: 'expired' })),
    };
    await assertReason(verify(failing), 'credentialsExpired');
    assert.deepEqual(operations(), []);
  });

  it('relies on Bedrock where STS cannot be reached', async () => {
    const identity = await verify(keys(), { endpoints: { sts: NOTHING_LISTENS, control: emulator().url } });
    assert.equal(identity.account, undefined);
    assert.equal(identity.label, 'access keys');
  });

  it('finds wrong keys also where STS cannot be reached', async () => {
    await assertReason(
      verify(keys({ secretAccessKey: 'wrong' }), {
        endpoints: { sts: NOTHING_LISTENS, control: emulator().url },
      }),
      'credentialsWrong',
    );
  });

  it('says that nothing can be reached', async () => {
    await assertReason(
      verify(keys(), { endpoints: { sts: NOTHING_LISTENS, control: NOTHING_LISTENS } }),
      'network',
    );
  });

  it('tells the first failure where neither STS nor Bedrock can be reached', async () => {
    const sts = 'http://sts.nowhere.invalid';
    await assertReason(verify(keys(), { endpoints: { sts, control: NOTHING_LISTENS } }), 'dns');
  });

  it('says that a name is not known', async () => {
    const nowhere = 'http://sts.nowhere.invalid';
    await assertReason(verify(keys(), { endpoints: { sts: nowhere, control: nowhere } }), 'dns');
  });

  it('knows someone who may not list models from being refused by name', async () => {
    const arn = 'arn:aws:iam::123456789012:user/BedrockAPIKey-1';
    const refusing = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' });
      const message = `User: ${arn} is not authorized to perform: bedrock:ListFoundationModels`;
      response.end(JSON.stringify({ message }));
    }).listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const control = `http://127.0.0.1:${String((refusing.address() as AddressInfo).port)}`;
    const identity = await verify(fromEnvironmentToken('limited-key'), { endpoints: { control } });
    refusing.close();
    assert.equal(identity.arn, arn);
    assert.equal(identity.account, '123456789012');
  });

  describe('when nothing answers', () => {
    let silent: Server;
    beforeEach(async () => {
      silent = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
    });
    afterEach(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const silentUrl = (): string => `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`;

    it('gives up by itself', async () => {
      const work = verify(keys(), { endpoints: { sts: silentUrl(), control: silentUrl() }, timeoutMs: 500 });
      await assertReason(work, 'network');
      await assert.rejects(work, /did not answer in time/);
    });

    it('still asks Bedrock', async () => {
      const identity = await verify(keys(), {
        endpoints: { sts: silentUrl(), control: emulator().url },
        timeoutMs: 2000,
      });
      assert.equal(identity.label, 'access keys');
    });

    it('ends at once when it is cancelled', async () => {
      const abort = new AbortController();
      const work = verify(keys(), {
        endpoints: { sts: silentUrl(), control: silentUrl() },
        signal: abort.signal,
      });
      silent.once('request', () => abort.abort(new Error('The window closed.')));
      await assertReason(work, 'cancelled');
    });

    it('ends at once when it is cancelled while credentials are fetched', async () => {
      const abort = new AbortController();
      const hanging: ActiveCredentials = {
        kind: 'aws',
        origin: 'profile',
        label: 'profile x',
        provider: () => {
          abort.abort();
          return new Promise(() => undefined);
        },
      };
      await assertReason(verify(hanging, { signal: abort.signal }), 'cancelled');
    });
  });
});

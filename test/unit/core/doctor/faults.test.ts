import assert from 'node:assert/strict';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, fail, startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { AwsHome } from '../../../support/fakes/awsHome';
import { certificateFor, examine, type Diagnosis, type Patient } from '../../../support/diagnosis';
import { bufferingProxy } from '../../../support/bufferingProxy';
import type { CheckId } from '../../../../src/protocol/doctor';
import { withEmulator } from '../../../support/withEngine';

const HOUR = 3_600_000;

describe('Diagnose Connection names the planted fault, its fix, and nothing else', function () {
  this.timeout(40_000);
  const emulator = withEmulator();
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  /** Sees that this check alone failed, with these words in what it found and in what to do. */
  async function assertFault(
    id: CheckId,
    expected: {
      readonly result: RegExp;
      readonly fix: RegExp;
      readonly action?: string;
      readonly setting?: string;
    },
    patient: Patient = {},
    on: BedrockEmulator = emulator(),
  ): Promise<Diagnosis> {
    const diagnosis = await examine(on, patient);
    assert.deepEqual(diagnosis.failed, [id], JSON.stringify(diagnosis.results, undefined, 1));
    const found = diagnosis.of(id);
    assert.match(found.result, expected.result);
    assert.match(found.fix, expected.fix);
    if (expected.action !== undefined) {
      assert.equal(found.action?.id, expected.action);
    }
    if (expected.setting !== undefined) {
      assert.equal(found.action?.setting, expected.setting);
    }
    return diagnosis;
  }

  it('nothing', async () => {
    const { results, events } = await examine(emulator());
    const others = results.filter(({ id }) => id !== 'tls');
    assert.deepEqual(
      others.map(({ id, status }) => [id, status]).filter(([, status]) => status !== 'ok'),
      [],
      JSON.stringify(results, undefined, 1),
    );
    const calls = events.flatMap((event) => (event.type === 'ended' ? [event.invocation] : []));
    assert.deepEqual(
      calls.map(({ surface, operation, outcome }) => [surface, operation, outcome]),
      [
        ['doctor', 'Converse', 'success'],
        ['doctor', 'ConverseStream', 'success'],
      ],
    );
  });

  it('1: an endpoint that is no URL', async () => {
    const expected = { result: /bedrockChat\.endpoint is no URL/, fix: /Correct bedrockChat\.endpoint/ };
    await assertFault(
      'settings',
      { ...expected, action: 'openSettings', setting: 'bedrockChat.endpoint' },
      { settings: { endpoint: 'bedrock,us-east-1' } },
    );
  });

  it('2: an endpoint of another region', async () => {
    const endpoint = 'https://bedrock-runtime.eu-west-1.amazonaws.com';
    const expected = { result: /is in eu-west-1, while the region in use is us-east-1/, fix: /Correct/ };
    await assertFault('settings', expected, { settings: { endpoint } });
  });

  it('3: a profile that is to be used, and not named', async () => {
    const expected = { result: /from a profile, but none is named/, fix: /bedrockChat\.profile/ };
    await assertFault('settings', { ...expected, action: 'signIn' }, { settings: { source: 'profile' } });
  });

  it('4: an SSO login that has expired', async () => {
    await home.config(
      '[profile corp]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n' +
        '[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n',
    );
    await home.ssoToken('corp', new Date(Date.now() - HOUR));
    const diagnosis = await assertFault(
      'credentials',
      { result: /needs a login/, fix: /aws sso login/, action: 'ssoLogin' },
      { settings: { source: 'profile', profile: 'corp' } },
    );
    assert.match(diagnosis.of('identity').result, /Not tried.*“Credentials”/);
    assert.equal(diagnosis.of('reachable').status, 'ok');
  });

  it('5: no credentials', async () => {
    const expected = { result: /no profile “nowhere”/, fix: /sign in/, action: 'signIn' };
    await assertFault('credentials', expected, {
      settings: { source: 'profile', profile: 'nowhere' },
    });
  });

  it('6: a wrong secret', async () => {
    const stored = {
      kind: 'keys',
      ...emulator().credentials,
      secretAccessKey: 'wrong/secret'.repeat(4),
    } as const;
    const expected = { result: /key id or the secret is wrong/, fix: /Enter key id and secret anew/ };
    await assertFault('identity', { ...expected, action: 'signIn' }, { stored });
  });

  it('7: a session token whose time is up', async () => {
    emulator().expireTemporaryCredentials();
    const stored = { kind: 'keys', ...emulator().temporaryCredentials } as const;
    const expected = { result: /expired/, fix: /get new ones, and sign in/, action: 'signIn' };
    await assertFault('identity', expected, { stored });
  });

  it('8: a region without Bedrock', async () => {
    const lookup = (host: string) =>
      host.includes('us-east-1') ? Promise.resolve(['127.0.0.1']) : Promise.reject(noSuchName());
    const settings = { endpoint: '', controlEndpoint: '' };
    const expected = { result: /no address for Bedrock in eu-nowhere-7/, fix: /Choose a region/ };
    await assertFault(
      'region',
      { ...expected, action: 'chooseRegion' },
      { region: 'eu-nowhere-7', settings, more: { lookup } },
    );
  });

  it('9: a region that is none', async () => {
    const expected = { result: /“Frankfurt” is not the id of a region/, fix: /Choose a region/ };
    await assertFault('region', expected, { region: 'Frankfurt' });
  });

  it('10: a host name that nobody knows', async () => {
    const endpoint = 'https://bedrock.corp.invalid';
    await assertFault(
      'dns',
      { result: /bedrock\.corp\.invalid could not be found/, fix: /./, action: 'openSettings' },
      { settings: { endpoint } },
    );
  });

  it('11: a port that nobody listens at', async () => {
    const closed = createTcpServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const expected = { result: /Nothing listens at 127\.0\.0\.1:\d+/, fix: /Correct bedrockChat\.endpoint/ };
    await assertFault(
      'reachable',
      { ...expected, setting: 'bedrockChat.endpoint' },
      {
        settings: { endpoint: `http://127.0.0.1:${port}` },
      },
    );
    await assertFault('reachable', expected, { settings: { endpoint: `https://127.0.0.1:${port}` } });
  });

  it('12: a server that takes everything and answers nothing', async () => {
    const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const expected = {
      result: /could not be reached: no answer within 0\.4 s/,
      fix: /Correct bedrockChat\.endpoint/,
    };
    await assertFault('reachable', expected, { settings: { endpoint }, more: { probeMs: 400 } });
    silent.close();
  });

  it('13: a certificate of a company’s own authority', async () => {
    const tls = await certificateFor('localhost', { issuer: 'Corp Root CA' });
    const inspected = await startBedrockEmulator({ tls });
    const url = `https://localhost:${inspected.port}`;
    try {
      await assertFault(
        'tls',
        {
          result: /not trusted on this machine.*“Corp Root CA”/,
          fix: /“Corp Root CA”.*http\.systemCertificates.*NODE_EXTRA_CA_CERTS/,
          setting: 'http.systemCertificates',
        },
        { settings: { endpoint: url, controlEndpoint: url } },
        inspected,
      );
    } finally {
      await inspected.close();
    }
  });

  it('14: an endpoint that does not speak TLS', async () => {
    const endpoint = emulator().url.replace('http:', 'https:');
    const expected = { result: /does not speak TLS/, fix: /http:\/\//, setting: 'bedrockChat.endpoint' };
    await assertFault('tls', expected, { settings: { endpoint } });
  });

  it('15: models that may not be listed', async () => {
    emulator().deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    const diagnosis = await assertFault('listing', {
      result: /not authorized to perform: bedrock:ListFoundationModels/,
      fix: /IAM permission bedrock:ListFoundationModels/,
      action: 'chooseModel',
    });
    assert.equal(diagnosis.of('model').status, 'ok');
  });

  it('16: profiles that may not be listed', async () => {
    emulator().deny('ListInferenceProfiles', 'bedrock:ListInferenceProfiles');
    await assertFault('listing', { result: /may not list/, fix: /permission bedrock:ListInferenceProfiles/ });
  });

  it('17: a model that the account was not granted', async () => {
    emulator().script(fail('AccessDeniedException', { times: 5 }));
    const expected = { result: /has not been granted/, fix: /model catalog/, action: 'openModelCatalog' };
    const diagnosis = await assertFault('model', expected);
    assert.match(diagnosis.of('streaming').result, /Not tried.*“Model answers”/);
  });

  it('18: a model that needs an inference profile', async () => {
    const expected = {
      result: /only through an inference profile/,
      fix: /inference profile/,
      action: 'chooseModel',
    };
    await assertFault('model', expected, {
      settings: { model: 'anthropic.claude-sonnet-4-5-20250929-v1:0' },
    });
  });

  it('19: streaming that no policy allows, while plain calls are allowed', async () => {
    emulator().deny('ConverseStream', 'bedrock:InvokeModelWithResponseStream');
    const diagnosis = await assertFault('streaming', {
      result: /may not stream/,
      fix: /permission bedrock:InvokeModelWithResponseStream for anthropic\.claude-3-haiku/,
    });
    assert.equal(diagnosis.of('model').status, 'ok');
  });

  it('20: a clock that is an hour off', async () => {
    const late = await startBedrockEmulator({ now: () => new Date(Date.now() + HOUR) });
    try {
      const expected = {
        result: /clock is (1 h 0|59) min behind; AWS refuses/,
        fix: /timedatectl set-ntp true/,
      };
      await assertFault('clock', expected, { more: { platform: 'linux' } }, late);
    } finally {
      await late.close();
    }
  });

  it('21: a folder that cannot be written to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'read-only-'));
    const kept = join(folder, 'kept');
    mkdirSync(kept);
    chmodSync(kept, 0o555);
    chmodSync(folder, 0o755);
    try {
      const storage = [{ what: 'record of calls', folder: kept }] as const;
      const patient: Patient = { storage, unprivilegedCheck: 'storage' };
      const expected = { result: /record of calls cannot be written.*EACCES/, fix: /right to write/ };
      await assertFault('storage', { ...expected, action: 'showLog' }, patient);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that is none but worth a word: plain calls that no policy allows', async () => {
    emulator().deny('Converse', 'bedrock:InvokeModel');
    const diagnosis = await examine(emulator());
    assert.deepEqual(diagnosis.failed, []);
    assert.equal(diagnosis.of('model').status, 'warning');
    assert.match(diagnosis.of('model').fix, /bedrock:InvokeModel\. Questions in the chat stream/);
    assert.equal(diagnosis.of('streaming').status, 'ok');
  });

  it('that is none but worth a word: a proxy that holds the stream back', async () => {
    const proxy = await bufferingProxy(emulator().url);
    emulator().script({ match: { prompt: 'Count' }, ...answer({ words: 40, paceMs: 30 }) });
    const diagnosis = await examine(emulator(), { settings: { endpoint: proxy.url } });
    await proxy.close();
    assert.deepEqual(diagnosis.failed, []);
    assert.equal(diagnosis.of('streaming').status, 'warning');
    assert.match(diagnosis.of('streaming').result, /arrived at one stroke/);
    assert.match(diagnosis.of('streaming').fix, /not to buffer/);
  });

  it('that is none: the same stream straight from the service', async () => {
    emulator().script({ match: { prompt: 'Count' }, ...answer({ words: 40, paceMs: 30 }) });
    assert.equal((await examine(emulator())).of('streaming').status, 'ok');
  });

  it('that is none but worth a word: STS that cannot be reached', async () => {
    const diagnosis = await examine(emulator(), { settings: { stsEndpoint: 'http://127.0.0.1:9' } });
    assert.deepEqual(diagnosis.failed, []);
    assert.equal(diagnosis.of('identity').status, 'warning');
  });
});

function noSuchName(): Error {
  return Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
}

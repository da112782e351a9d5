import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { Server as Proxy } from 'proxy-chain';
import { certificateFor, examine, type Patient } from '../../../support/diagnosis';
import { startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { AwsHome } from '../../../support/fakes/awsHome';
import { routeOf, shownProxy, type ProxySettings } from '../../../../src/core/doctor/proxyRules';

/** A host that only a proxy could know. */
const target = 'https://bedrock-runtime.corp.invalid';

describe('Diagnose Connection behind a proxy', () => {
  let emulator: BedrockEmulator;
  let home: AwsHome;
  let proxy: Proxy | undefined;
  before(async () => {
    home = await AwsHome.create();
    emulator = await startBedrockEmulator();
  });
  after(async () => {
    await emulator.close();
    await home.dispose();
  });
  afterEach(async () => {
    await proxy?.close(true);
    proxy = undefined;
  });

  async function proxyWith(prepareRequestFunction: () => never | object): Promise<string> {
    proxy = new Proxy({ host: '127.0.0.1', port: 0, prepareRequestFunction });
    await proxy.listen();
    return `http://127.0.0.1:${proxy.port}`;
  }

  const behind = (address: string, more: Partial<ProxySettings> = {}): Patient => ({
    settings: { endpoint: target, controlEndpoint: target },
    proxy: { proxy: address, ...more },
  });

  /** Sees that the proxy alone is to blame, and that nothing behind it was tried. */
  async function assertProxyFault(patient: Patient, result: RegExp, fix: RegExp): Promise<void> {
    const diagnosis = await examine(emulator, patient);
    assert.deepEqual(diagnosis.failed, ['proxy'], JSON.stringify(diagnosis.results, undefined, 1));
    const found = diagnosis.of('proxy');
    assert.match(found.result, result);
    assert.match(found.fix, fix);
    assert.equal(found.action?.setting, 'http.proxy');
    assert.match(diagnosis.of('dns').result, /does not matter: the proxy looks it up/);
    for (const id of ['tls', 'reachable', 'listing', 'model', 'streaming'] as const) {
      assert.match(diagnosis.of(id).result, /Not tried.*“Proxy”/);
    }
  }

  it('says that nobody listens at its address, and which setting names it', async () => {
    await assertProxyFault(
      behind('http://127.0.0.1:9'),
      /127\.0\.0\.1:9 cannot be used.*ECONNREFUSED/,
      /http\.proxy/,
    );
  });

  it('names the variable that names it', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
    await assertProxyFault(behind('', { env }), /cannot be used/, /Correct or clear HTTPS_PROXY/);
  });

  it('says that it wants a login', async () => {
    const address = await proxyWith(() => ({ requestAuthentication: true }));
    await assertProxyFault(
      behind(address),
      /wants to know who asks \(407/,
      /Write the login into http\.proxy/,
    );
  });

  for (const [answer, result, fix] of [
    [
      'HTTP/1.1 502 Bad Gateway',
      /could not reach bedrock-runtime\.corp\.invalid \(502 Bad Gateway\)/,
      /let it reach/,
    ],
    ['HTTP/1.1 403 Forbidden', /does not let requests to .* through \(403/, /allow CONNECT/],
    ['SSH-2.0-OpenSSH_9.9', /does not answer as an HTTP proxy does/, /http\.proxy/],
  ] as const) {
    it(`says what is wrong when it answers ${answer}`, async () => {
      const talker = createTcpServer((socket) => {
        socket.on('error', () => undefined).once('data', () => socket.end(`${answer}\r\n\r\n`));
      }).listen(0, '127.0.0.1');
      await once(talker, 'listening');
      const address = `http://127.0.0.1:${(talker.address() as AddressInfo).port}`;
      await assertProxyFault(behind(address), result, fix);
      talker.close();
    });
  }

  it('says that its address is no URL', async () => {
    await assertProxyFault(
      behind('me:hunter2-secret@proxy'),
      /names an address that is no URL/,
      /http:\/\/host:port/,
    );
  });

  it('never shows the password in its address', async () => {
    const diagnosis = await examine(emulator, behind('http://me:hunter2-secret@127.0.0.1:9'));
    assert.deepEqual(diagnosis.failed, ['proxy']);
    assert.doesNotMatch(JSON.stringify(diagnosis.results), /hunter2|me:/);
  });
});

describe('Diagnose Connection on certificates', () => {
  let home: AwsHome;
  before(async () => {
    home = await AwsHome.create();
  });
  after(() => home.dispose());

  async function tlsFinding(certificate: { key: string; cert: string }) {
    const emulator = await startBedrockEmulator({ tls: certificate });
    const endpoint = `https://localhost:${emulator.port}`;
    try {
      const diagnosis = await examine(emulator, { settings: { endpoint, controlEndpoint: endpoint } });
      assert.deepEqual(diagnosis.failed, ['tls']);
      return diagnosis.of('tls');
    } finally {
      await emulator.close();
    }
  }

  it('tells one that has ended apart, or at least that nobody trusts it', async () => {
    const { result } = await tlsFinding(await certificateFor('localhost', { expired: true }));
    assert.match(result, /has expired|not trusted/);
  });

  it('never advises to turn verification off', async () => {
    const { fix } = await tlsFinding(await certificateFor('localhost'));
    assert.match(fix, /Do not turn verification off/);
    assert.doesNotMatch(fix, /NODE_TLS_REJECT_UNAUTHORIZED|proxyStrictSSL/);
  });
});

describe('the way of a request', () => {
  const url = new URL('https://bedrock-runtime.us-east-1.amazonaws.com');
  const via = (settings: Partial<ProxySettings>, to = url): string => {
    const route = routeOf(to, { proxy: '', noProxy: [], support: 'override', env: {}, ...settings });
    return route.kind === 'direct' ? `direct: ${route.because}` : `${route.proxy} (${route.from})`;
  };
  const proxy = 'http://proxy:3128';

  it('is straight where no proxy is set, where it is turned off, and on this machine', () => {
    assert.equal(via({}), 'direct: no proxy is set');
    assert.equal(via({ proxy, support: 'off' }), 'direct: http.proxySupport is off');
    assert.equal(via({ proxy }, new URL('http://127.0.0.1:3000')), 'direct: it is on this machine');
  });

  it('prefers the setting to the environment', () => {
    const env = { HTTPS_PROXY: 'http://other:1', http_proxy: 'http://third:1' };
    assert.equal(via({ proxy, env }), `${proxy} (http.proxy)`);
    assert.equal(via({ env }), 'http://other:1 (HTTPS_PROXY)');
    assert.equal(via({ env: { http_proxy: 'http://third:1' } }), 'http://third:1 (http_proxy)');
  });

  for (const [exception, spared] of [
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.us-east-1.amazonaws.com', true],
    ['*', true],
    ['amazonaws.com:443', true],
    ['amazonaws.com:8443', false],
    ['azonaws.com', false],
    ['', false],
  ] as const) {
    it(`${spared ? 'spares' : 'does not spare'} the host for the exception ${JSON.stringify(exception)}`, () => {
      const expected = spared ? 'direct' : proxy;
      assert.ok(via({ proxy, noProxy: [exception] }).startsWith(expected));
      assert.ok(via({ proxy, env: { NO_PROXY: `other.example, ${exception}` } }).startsWith(expected));
    });
  }

  it('does not look at NO_PROXY where http.noProxy is set', () => {
    assert.equal(via({ proxy, noProxy: ['x.example'], env: { NO_PROXY: '*' } }), `${proxy} (http.proxy)`);
  });

  it('shows a proxy without its login', () => {
    assert.equal(shownProxy('http://user:pass@proxy:3128/'), 'http://proxy:3128');
    assert.equal(shownProxy('user:pass@proxy'), 'an address that is no URL');
    assert.equal(shownProxy('::'), 'an address that is no URL');
  });
});

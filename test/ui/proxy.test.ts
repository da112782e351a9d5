import assert from 'node:assert/strict';
import { Server as Proxy } from 'proxy-chain';
import { generate } from 'selfsigned';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import type { lookup } from 'node:dns';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatPanelPage } from './support/chatPanelPage';
import { VsCodeSession } from './support/vscodeSession';

/** A name that no resolver knows: only the proxy can get there. */
const host = 'bedrock-runtime.us-east-1.proxied.invalid';

/** Every name leads to this machine. */
const toLoopback = ((_name: string, options: { all?: boolean }, done: (...found: unknown[]) => void) => {
  if (options.all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
}) as typeof lookup;

describe('behind a proxy that VS Code was told of', () => {
  let session: VsCodeSession;
  let proxy: Proxy;
  let folder: string;
  const asked: string[] = [];

  before(async function () {
    this.timeout(180_000);
    folder = mkdtempSync(join(tmpdir(), 'proxy-'));
    const tls = await generate([{ name: 'commonName', value: host }], {
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    });
    writeFileSync(join(folder, 'ca.pem'), tls.cert);
    proxy = new Proxy({
      host: '127.0.0.1',
      port: 0,
      prepareRequestFunction: ({ hostname }) => {
        asked.push(hostname);
        return { dnsLookup: toLoopback };
      },
    });
    await proxy.listen();
    session = await VsCodeSession.start({
      signedIn: true,
      emulator: { tls: { key: tls.private, cert: tls.cert } },
      env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
      settings: { 'bedrockChat.model': 'anthropic.claude-3-haiku-20240307-v1:0' },
      userSettings: { 'http.proxy': `http://127.0.0.1:${proxy.port}` },
    });
    session.setSettings({ 'bedrockChat.endpoint': `https://${host}:${session.emulator.port}` });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      console.log((await session.screenshots(this.currentTest.fullTitle())).join('\n'), session.log());
    }
  });

  after(async () => {
    await session.dispose();
    await proxy.close(true);
    rmSync(folder, { recursive: true });
  });

  it('gets an answer, which cannot have come by any other way', async () => {
    const window = await session.openWindow();
    const panel = new ChatPanelPage(await window.openPanel());
    assert.match(await panel.askAndWait('Are you there?'), /emulator/);
    assert.ok(asked.includes(host), `the proxy was asked for ${asked.join(', ')}`);
    assert.equal(session.invocations().at(-1)?.['outcome'], 'success');
  });
});

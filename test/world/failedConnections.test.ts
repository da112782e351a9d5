import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, it } from 'mocha';
import { generate } from 'selfsigned';
import type { Explanation } from '../../src/core/chat/explain';
import { testEngine } from '../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };

describe('What a user reads of a connection that cannot be made', () => {
  const servers: Server[] = [];
  const environment = { ...process.env };

  afterEach(() => {
    servers.splice(0).forEach((server) => server.close());
    process.env = { ...environment };
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function problemAt(url: string): Promise<Explanation> {
    const test = testEngine(url, keys);
    test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
    const { outcome } = await test.ask('How much is the fish?');
    test.dispose();
    assert.ok(outcome.type !== 'cancelled' && outcome.problem !== undefined);
    return outcome.problem;
  }

  /** The steps, and that the sentence is not one for what nobody knows. */
  function steps({ reason, actions }: Explanation): string[] {
    assert.notEqual(reason, 'unknown');
    return actions.map(({ id }) => id);
  }

  it('names the certificate where nobody vouches for it', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const problem = await problemAt(await listen(createTlsServer({ key, cert })));
    assert.match(problem.message, /certificate.*not trusted/);
    assert.equal(steps(problem)[0], 'diagnose');
  });

  it('names the certificate where its time is over', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      notBeforeDate: new Date('2020-01-01'),
      notAfterDate: new Date('2021-01-01'),
    });
    const problem = await problemAt(await listen(createTlsServer({ key, cert })));
    assert.match(problem.message, /certificate/);
    assert.equal(steps(problem)[0], 'diagnose');
  });

  it('says that no secure connection came about where the other side speaks no TLS', async () => {
    const plain = createPlainServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    const problem = await problemAt(await listen(plain));
    assert.match(problem.message, /secure connection.*us-east-1.*(EPROTO|ERR_SSL)/);
    assert.equal(steps(problem)[0], 'diagnose');
  });

  it('names the two settings of which one asks for FIPS endpoints and one has an endpoint of its own', async () => {
    process.env['AWS_USE_FIPS_ENDPOINT'] = 'true';
    const problem = await problemAt('http://127.0.0.1:9');
    assert.match(problem.message, /AWS_USE_FIPS_ENDPOINT.*bedrockChat\.endpoint/);
    assert.deepEqual(steps(problem), ['openSettings', 'diagnose']);
  });

  it('names the settings of dual-stack endpoints in the same way', async () => {
    process.env['AWS_USE_DUALSTACK_ENDPOINT'] = 'true';
    const problem = await problemAt('http://127.0.0.1:9');
    assert.match(problem.message, /AWS_USE_DUALSTACK_ENDPOINT.*bedrockChat\.endpoint/);
  });
});

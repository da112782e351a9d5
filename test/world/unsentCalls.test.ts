import assert from 'node:assert/strict';
import { createServer, type Server, type Socket, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { generate } from 'selfsigned';
import { answer, fail, throttle } from '../support/emulators/bedrock';
import { testEngine, type TestEngine } from '../support/engine';
import { withEmulator } from '../support/withEngine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };

describe('a call that never left this machine', () => {
  const emulator = withEmulator();
  let servers: Server[];
  let test: TestEngine;

  beforeEach(() => {
    servers = [];
    engine('http://127.0.0.1:1');
  });
  afterEach(() => {
    test.dispose();
    for (const server of servers) {
      server.close();
    }
  });

  function engine(url: string, credentials = keys): void {
    test = testEngine(url, credentials);
    test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
    test.price = ({ usage }) => ({ usd: usage.inputTokens + usage.outputTokens, priceVersion: 'test' });
  }

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** A server that does what the test says with each connection. */
  const serve = (onSocket: (socket: Socket) => void): Promise<number> =>
    listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        onSocket(socket);
      }),
    );

  /** Asks; resolves with dollars, one for each token, and tokens. */
  async function spent(signal?: AbortSignal): Promise<{ usd: number | null; tokens: number }> {
    await test.ask('How much is the fish? '.repeat(50), signal === undefined ? {} : { signal });
    const { cost_usd, input_tokens, output_tokens } = record();
    return { usd: cost_usd, tokens: Number(input_tokens) + Number(output_tokens) };
  }
  const record = () => test.invocations.at(-1) ?? assert.fail('There is no record');
  const nothing = { usd: 0, tokens: 0 };

  it('costs nothing where the port is closed', async () => {
    const port = await serve(() => undefined);
    servers.pop()?.close();
    engine(`http://127.0.0.1:${port}`);
    assert.deepEqual(await spent(), nothing);
  });

  it('costs nothing where the host has no address', async () => {
    engine('http://nowhere.invalid');
    assert.deepEqual(await spent(), nothing);
  });

  it('costs nothing where the certificate is not to be trusted', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const port = await listen(createTlsServer({ key, cert }));
    engine(`https://127.0.0.1:${port}`);
    assert.deepEqual(await spent(), nothing);
  });

  it('costs nothing where the other side hangs up before the connection is secure', async () => {
    engine(`https://127.0.0.1:${await serve((socket) => socket.destroy())}`);
    assert.deepEqual(await spent(), nothing);
  });

  it('costs nothing where there are no credentials to sign it with', async () => {
    const missing = Object.assign(new Error('Could not load credentials'), {
      name: 'CredentialsProviderError',
    });
    // Found missing when the request is signed, as those of a profile are.
    engine(emulator().url, {
      ...keys,
      then: (_: unknown, reject: (e: Error) => void) => reject(missing),
    } as never);
    assert.deepEqual(await spent(), nothing);
    assert.equal(test.invocations.at(-1)?.error_code, 'CredentialsProviderError');
    assert.equal(emulator().requests.length, 0);
  });

  it('costs nothing when it is cancelled before it could connect', async () => {
    // An address that is for documents alone: nobody answers.
    engine('http://192.0.2.1');
    const { usd, tokens } = await spent(AbortSignal.timeout(200));
    assert.deepEqual([usd, tokens], [0, 0]);
  });

  it('costs nothing when the service refuses it, however often', async () => {
    engine(emulator().url, emulator().credentials);
    emulator().script(throttle(2));
    assert.deepEqual(await spent(), nothing);
    emulator().script(fail('AccessDeniedException'));
    assert.deepEqual(await spent(), nothing);
  });

  it('is an estimate when the connection breaks after it was sent', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.destroy()));
    engine(`http://127.0.0.1:${port}`);
    const { usd, tokens } = await spent();
    assert.ok(tokens > 100 && usd === tokens, `${tokens} tokens`);
  });

  it('is an estimate when only the first of two attempts was sent, whatever became of the second', async () => {
    let connections = 0;
    const port = await serve((socket) => {
      socket.once('data', () => {
        connections += 1;
        if (connections === 1) {
          socket.destroy();
        } else {
          socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
        }
      });
    });
    engine(`http://127.0.0.1:${port}`);
    const { tokens } = await spent();
    assert.equal(connections, 2);
    assert.ok(tokens > 100, `${tokens} tokens`);
  });

  it('is an estimate of each attempt that the service may have worked on, with or without an answer', async () => {
    let connections = 0;
    const port = await serve((socket) =>
      socket.once('data', () => {
        connections += 1;
        socket.destroy();
      }),
    );
    engine(`http://127.0.0.1:${port}`);
    await spent();
    const { input_tokens: twice } = record();
    assert.equal(connections, 2, 'two attempts');
    engine(`http://127.0.0.1:${port}`);
    test.connection = { ...test.connection, retryMaxAttempts: 1 };
    await spent();
    assert.equal(twice, 2 * Number(record().input_tokens));
  });

  for (const [what, status] of [
    ['has tired', '504 Gateway Time-out'],
    ['has tired, and numbers requests as AWS does', '504 Gateway Time-out\r\nx-amzn-requestid: 1-2-3'],
    [
      'fails, and names it nearly as AWS does',
      '500 Oh\r\nx-amzn-requestid: 1\r\nx-amzn-errortype: InternalServerErrorException',
    ],
    ['calls it a time-out of the client', '408 Request Timeout'],
  ] as const) {
    it(`is an estimate when a gateway ${what} that may have passed it on`, async () => {
      const page = '<html>Gateway Time-out</html>';
      const head = `HTTP/1.1 ${status}\r\ncontent-type: text/html`;
      const port = await serve((socket) =>
        socket.once('data', () => socket.end(`${head}\r\ncontent-length: ${page.length}\r\n\r\n${page}`)),
      );
      engine(`http://127.0.0.1:${port}`);
      const { usd, tokens } = await spent();
      assert.ok(tokens > 100 && usd === tokens, `${tokens} tokens`);
    });
  }

  it('costs nothing when Bedrock itself fails, by its own name and number', async () => {
    engine(emulator().url, emulator().credentials);
    emulator().script(fail('InternalServerException'), fail('ServiceUnavailableException'));
    assert.deepEqual(await spent(), nothing);
  });

  it('is an estimate when it is cancelled while the model works on it', async () => {
    engine(emulator().url, emulator().credentials);
    emulator().script(answer({ text: 'Late.', firstTokenDelayMs: 5_000 }));
    const { tokens } = await spent(AbortSignal.timeout(1_000));
    assert.ok(tokens > 100, `${tokens} tokens`);
  });
});

import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { root } from '../../support/devhost/paths';
import { clientsFor, converse, question } from '../support/clients';

const script = join(root, 'scripts', 'emulator.mjs');

describe('npm run emulator', function () {
  this.timeout(60_000);
  const children: ChildProcess[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGTERM');
    }
    for (const server of servers.splice(0)) {
      server.close();
    }
  });

  /** Starts it; resolves with what it prints, once that is whole. */
  async function start(args: readonly string[]): Promise<{ child: ChildProcess; output: string }> {
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    children.push(child);
    let output = '';
    // What it says at its end has to be read too: a pipe that is closed would be a failure of its own.
    const chunks = child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      output += chunk.toString();
      if (output.includes('Ctrl+C stops it.')) {
        break;
      }
    }
    child.stdout.resume();
    return { child, output };
  }

  async function occupiedPort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it('answers a request that is signed with the keys it prints, until Ctrl+C', async () => {
    const port = await freePort();
    const { child, output } = await start(['--port', String(port)]);
    const url = `http://127.0.0.1:${String(port)}`;
    assert.match(output, new RegExp(`^Bedrock emulator: ${url}$`, 'm'));
    assert.match(output, new RegExp(`dist/cli\\.cjs ask --endpoint ${url} --control-endpoint ${url} `));
    assert.match(output, /^ {2}\[throttle 2\] {2}\w/m);
    const shell = variablesIn(output, /^ {2}export (\w+)='(.*)'$/gm);
    assert.deepEqual(variablesIn(output, /^ {2}\$env:(\w+) = '(.*)'$/gm), shell);

    const { runtime } = clientsFor({
      endpoint: url,
      region: shell['AWS_REGION'],
      credentials: {
        accessKeyId: shell['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: shell['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    });
    const { stopReason } = await converse(runtime, question('hello'));
    assert.equal(stopReason, 'end_turn');

    // A terminal's Ctrl+C reaches the whole group.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(converse(runtime, question('hello')), /ECONNREFUSED/);
  });

  it('refuses a port that is in use, and names another', async () => {
    const port = await occupiedPort();
    const { code, error } = await run(['--port', String(port)]);
    assert.equal(code, 1);
    assert.match(
      error,
      new RegExp(`Port ${String(port)} is in use.* npm run emulator -- --port ${String(port + 1)}`),
    );
  });

  it('says how it is used', async () => {
    const { code, output } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(output, /--port N .*default 3190/);
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function variablesIn(output: string, pattern: RegExp): Record<string, string> {
  return Object.fromEntries([...output.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]));
}

function run(args: readonly string[]): Promise<{ code: number; output: string; error: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (failure, output, error) => {
      resolve({ code: failure === null ? 0 : Number(failure.code), output, error });
    });
  });
}

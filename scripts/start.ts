import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import lockfile from 'proper-lockfile';
import { findDesktop, startDesktop } from '../test/support/devhost/desktop';
import { noEndpoints, tryingEmulator, type Emulation } from '../test/support/devhost/emulation';
import { hostFolder, root, sampleWorkspace } from '../test/support/devhost/paths';
import { onEnd, run } from '../test/support/devhost/processes';
import { startServer } from '../test/support/devhost/server';
import { makeSampleWorkspace } from '../test/support/samples/sampleWorkspace';
import { choosePort } from './choosePort';

const defaultPort = 3180;
const usage = `npm start [-- options]: builds the extension and opens it in a real VS Code on a sample workspace.
  --port N    serve VS Code to the browser on this port of 127.0.0.1 (default ${defaultPort}, or the next free one)
  --browser   serve VS Code to the browser even where a desktop VS Code is on the PATH
  --no-open   do not open the browser
  --aws       talk to AWS with your own credentials instead of the Bedrock emulator
`;

/** Something that runs until it is told to stop. */
interface Running {
  readonly ended: Promise<number>;
  dispose(): Promise<void>;
}

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string' },
    browser: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    aws: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(usage);
} else {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
  // What may still be under way, an install for instance, ends with this process.
  process.exit();
}

async function main(): Promise<void> {
  const asked = new Promise<string>((resolve) => onEnd(resolve));
  const stopping: (() => Promise<void>)[] = [];
  try {
    const started = await Promise.race([open(stopping), asked]);
    if (typeof started !== 'string') {
      await Promise.race([started.ended, asked]);
    }
  } finally {
    if (stopping.length > 0) {
      console.log('Stopping…');
    }
    for (const stop of stopping.reverse()) {
      await stop();
    }
  }
}

/** Builds and opens; what it starts is stopped by what it adds to `stopping`. */
async function open(stopping: (() => Promise<void>)[]): Promise<Running> {
  await run(['npm', 'run', '--silent', 'build'], { cwd: root, what: 'Building the extension' });
  makeSampleWorkspace(sampleWorkspace);
  const emulation = flags.aws ? undefined : await tryingEmulator(hostFolder);
  if (emulation) {
    stopping.push(() => emulation.close());
  }
  const desktop = flags.browser || flags.port !== undefined ? undefined : findDesktop();
  if (desktop !== undefined) {
    const running = await startDesktop(desktop, { workspace: sampleWorkspace, emulation });
    if (running) {
      stopping.push(() => running.dispose());
      console.log(`\nVS Code opens ${sampleWorkspace}.`);
      explain(emulation);
      return running;
    }
    console.log('The VS Code on the PATH does not open here; serving one to the browser instead.');
  }
  return openInBrowser(emulation, stopping);
}

async function openInBrowser(
  emulation: Emulation | undefined,
  stopping: (() => Promise<void>)[],
): Promise<Running> {
  const port = await choosePort(flags.port, defaultPort, 'npm start');
  const dataDir = join(hostFolder, `served-on-${port}`);
  mkdirSync(dataDir, { recursive: true });
  const release = await lockfile.lock(dataDir);
  stopping.push(release);
  const server = await startServer({
    port,
    dataDir,
    extensions: [root],
    env: emulation?.env,
    machineSettings: emulation?.settings ?? noEndpoints,
  });
  stopping.push(() => server.dispose());
  const address = server.url({ folder: sampleWorkspace });
  console.log(`\nOpen VS Code in your browser (Chrome, Edge, Firefox or Safari):\n\n  ${address}\n`);
  explain(emulation);
  if (!flags['no-open']) {
    openBrowser(address);
  }
  return server;
}

function explain(emulation: Emulation | undefined): void {
  if (emulation) {
    const { accessKeyId, secretAccessKey } = emulation.credentials;
    console.log(`It talks to a Bedrock emulator on this machine, ${emulation.url}: nothing reaches AWS.
It is signed in through its environment. To try "Bedrock: Sign In…", enter the emulator's own keys:

  access key id      ${accessKeyId}
  secret access key  ${secretAccessKey}
`);
  } else {
    console.log('It talks to AWS with your own credentials; calls cost what Bedrock charges.\n');
  }
  console.log(`To try:
  - in the Chat view:  @bedrock hello
  - the Bedrock icon in the activity bar: the panel of its own`);
  if (emulation) {
    console.log(`  - to the emulator:   @bedrock [throttle 2] [markdown] hello
    (${emulation.directives})`);
  }
  console.log('\nCtrl+C stops everything.');
}

/** Where there is a desktop to open it on; the address is printed in any case. */
function openBrowser(address: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const onLinux = process.platform === 'linux' && (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  const opener = process.platform === 'darwin' ? 'open' : onLinux ? 'xdg-open' : undefined;
  if (opener === undefined) {
    return;
  }
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('(No browser opened by itself.)'));
  child.unref();
}

import { parseArgs } from 'node:util';
import { tryingEmulator, type Emulation } from '../test/support/devhost/emulation';
import { hostFolder } from '../test/support/devhost/paths';
import { onEnd } from '../test/support/devhost/processes';
import { directiveHelp } from '../test/support/emulators/bedrock';
import { choosePort } from './choosePort';

const defaultPort = 3190;
const usage = `npm run emulator [-- options]: starts the Bedrock emulator alone, for the terminal, scripts and F5.
  --port N    listen on this port of 127.0.0.1 (default ${defaultPort}, or the next free one)
`;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
// The watch for the end of its starter would keep this process alive.
process.exit();

/** Starts the emulator, says how to reach it, and stops it when this process is asked to end. */
async function main(): Promise<void> {
  const { values: flags } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean' } } });
  if (flags.help) {
    console.log(usage);
    return;
  }
  const asked = new Promise<string>((resolve) => onEnd(resolve));
  const port = await choosePort(flags.port, defaultPort, 'npm run emulator');
  const emulation = await tryingEmulator(hostFolder, port);
  explain(emulation);
  await asked;
  console.log('Stopping…');
  await emulation.close();
}

function explain({ url, region, credentials }: Emulation): void {
  const { accessKeyId, secretAccessKey } = credentials;
  const variables = Object.entries({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  });
  // Where one of these is set, the SDK does not use the keys above, or not alone.
  const others = ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_BEARER_TOKEN_BEDROCK'];
  console.log(`Bedrock emulator: ${url}
Nothing reaches AWS, nothing costs anything. It takes requests that are signed with its own keys, which open nothing else.

In a shell:
${variables.map(([name, value]) => `  export ${name}='${value}'`).join('\n')}
  unset ${others.join(' ')}

In PowerShell:
${variables.map(([name, value]) => `  $env:${name} = '${value}'`).join('\n')}
  Remove-Item ${others.map((name) => `Env:${name}`).join(', ')} -ErrorAction Ignore

Then ask it (npm run build makes dist/cli.cjs):
  node dist/cli.cjs ask --endpoint ${url} --control-endpoint ${url} --storage .vscode-test/terminal 'hello'

It misbehaves when the question says so:
${directiveHelp.map(({ directive, does }) => `  ${directive}  ${does}`).join('\n')}

Ctrl+C stops it.`);
}

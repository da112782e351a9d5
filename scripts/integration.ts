import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { ensureBrowser } from './devhost/browser';
import { noAws } from './devhost/emulation';
import { ensureBrowserHost } from './devhost/install';
import { hostFolder, root } from './devhost/paths';
import { makeSampleWorkspace } from './sampleWorkspace';
import { buildIntegrationTests } from './testBundles';

const releases = 'https://update.code.visualstudio.com/api/releases/stable';
const probeMs = 5000;
const output = join(hostFolder, 'tests-output.log');

/*
 * Runs test/integration inside VS Code: a desktop one where it can be downloaded and shown, else the
 * browser-served one. BEDROCK_CHAT_TEST_HOST=browser|desktop decides otherwise.
 */
try {
  const workspace = join(hostFolder, 'integration-workspace');
  mkdirSync(workspace, { recursive: true });
  makeSampleWorkspace(workspace);
  writeFileSync(output, '');
  process.exitCode = await runTests({
    vscodeExecutablePath: (await desktopWorks()) ? undefined : await browserHost(),
    extensionDevelopmentPath: root,
    extensionTestsPath: await buildIntegrationTests(),
    launchArgs: [workspace],
    extensionTestsEnv: { ...noAws(hostFolder), BEDROCK_CHAT_TEST_OUTPUT: output },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (existsSync(output)) {
    process.stdout.write(readFileSync(output));
  }
}
process.exit();

async function browserHost(): Promise<string> {
  await ensureBrowser();
  await ensureBrowserHost();
  return join(root, 'scripts', 'devhost', 'launcher.mjs');
}

async function desktopWorks(): Promise<boolean> {
  const wanted = process.env['BEDROCK_CHAT_TEST_HOST'];
  if (wanted !== undefined) {
    return wanted === 'desktop';
  }
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && (DISPLAY ?? WAYLAND_DISPLAY) === undefined) {
    return false;
  }
  try {
    return (await fetch(releases, { signal: AbortSignal.timeout(probeMs) })).ok;
  } catch {
    return false;
  }
}

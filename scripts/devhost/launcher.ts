import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchChromium } from '../../test/support/chromium';
import { hostFolder } from './paths';
import { onEnd } from './processes';
import { startServer } from './server';

const runMs = 10 * 60_000;
/** All that VS Code's window and its extension host write to their consoles; most of it is VS Code's own noise. */
const consoleLog = join(hostFolder, 'tests-console.log');

/*
 * A desktop VS Code's command line, carried out by the browser-served one: runs the tests of
 * --extensionTestsPath in an extension host and ends with their exit code.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  // The desktop knows many more flags; --no-sandbox and the like mean nothing here.
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});
const { extensionDevelopmentPath, extensionTestsPath } = values;
if (typeof extensionDevelopmentPath !== 'string' || typeof extensionTestsPath !== 'string') {
  throw new Error('--extensionDevelopmentPath=… and --extensionTestsPath=… are needed.');
}
process.exitCode = await runInBrowser(extensionDevelopmentPath, extensionTestsPath, positionals[0]);
process.exit();

async function runInBrowser(extension: string, tests: string, folder: string | undefined): Promise<number> {
  writeFileSync(consoleLog, '');
  const dataDir = mkdtempSync(join(tmpdir(), 'vscode-tests-'));
  let stopping = false;
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const server = await startServer({ dataDir, forTests: true });
    stops.push(() => server.dispose());
    const browser = await launchChromium();
    stops.push(() => browser.close());
    const page = await browser.newPage();
    const ended = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
      const fail = (reason: string): void => {
        if (stopping) {
          return;
        }
        console.error(`${reason} See ${consoleLog}`);
        resolve(1);
      };
      onEnd((reason) => fail(`The tests were ended: ${reason}.`));
      void server.ended.then(() => fail(`VS Code ended:\n${server.output()}\n`));
      page.on('crash', () => fail('The window crashed.'));
      setTimeout(() => fail(`The tests did not end in ${runMs / 60_000} minutes.`), runMs).unref();
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      appendFileSync(consoleLog, `[${type}] ${format(...args)}\n`);
    });
    await page.goto(
      server.url({
        folder: folder ?? dataDir,
        tests: { extensionDevelopmentPath: extension, extensionTestsPath: tests },
      }),
    );
    return await ended;
  } finally {
    stopping = true;
    for (const stop of stops.reverse()) {
      await stop().catch(() => undefined);
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
}

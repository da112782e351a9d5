import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { chromiumPath, SHELL } from '../chromium';
import { run } from './processes';

const macBrowsers = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const aptGet = '/usr/bin/apt-get';
/** Where there is no network, that is known soon. */
const aptOptions = ['-y', '-q', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20'];

/**
 * Makes sure that there is a Chromium for tests to drive, and names it in CHROMIUM_PATH for this process and those
 * that it starts. Installs Debian's shell of it where that is possible: with apt, as root.
 * @throws Error that says what to install.
 */
export async function ensureBrowser(): Promise<void> {
  if ((process.env['CHROMIUM_PATH'] ?? '') !== '') {
    return;
  }
  const found = find();
  if (found !== undefined && basename(found) === SHELL) {
    return;
  }
  if (process.getuid?.() === 0 && existsSync(aptGet)) {
    try {
      await installShell();
      // The shell, in place of what was there before.
      delete process.env['CHROMIUM_PATH'];
      find();
      return;
    } catch (error) {
      if (found === undefined) {
        throw error;
      }
      console.log(`${basename(found)} is used, which is slower than ${SHELL}.`);
    }
  }
  if (found === undefined) {
    throw new Error(
      `The tests need Chromium or Google Chrome. Install one (Debian: \`sudo apt-get install ${SHELL}\`; ` +
        'Fedora: `sudo dnf install chromium`; macOS: `brew install --cask google-chrome`), ' +
        'or name the program in CHROMIUM_PATH.',
    );
  }
}

async function installShell(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: string[], what: string): Promise<void> =>
    run([aptGet, ...aptOptions, ...args], { cwd: '/', env, what });
  await apt(['update'], 'Installing Chromium (once): reading package lists');
  await apt(['install', '--no-install-recommends', SHELL], 'Installing Chromium (once)');
}

/** Names the browser that there is, if any, in CHROMIUM_PATH. */
function find(): string | undefined {
  try {
    process.env['CHROMIUM_PATH'] = chromiumPath();
  } catch {
    const mac = macBrowsers.find((path) => existsSync(path));
    if (mac !== undefined) {
      process.env['CHROMIUM_PATH'] = mac;
    }
  }
  return process.env['CHROMIUM_PATH'];
}

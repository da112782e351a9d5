import { existsSync } from 'node:fs';
import { chromiumPath } from '../../test/support/chromium';
import { run } from './processes';

const macBrowsers = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/**
 * Makes sure that there is a Chromium for tests to drive, and names it in CHROMIUM_PATH for this process and those
 * that it starts. Installs Debian's where that is possible: with apt, as root.
 * @throws Error that says what to install.
 */
export async function ensureBrowser(): Promise<void> {
  if (find()) {
    return;
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (args: string[], what: string): Promise<void> =>
      run(['apt-get', '-y', '-q', ...args], { cwd: '/', env, what });
    await apt(['update'], 'Installing Chromium (once): reading package lists');
    await apt(['install', '--no-install-recommends', 'chromium'], 'Installing Chromium (once)');
    if (find()) {
      return;
    }
  }
  throw new Error(
    'The tests need Chromium or Google Chrome. Install one (Debian: `sudo apt-get install chromium`; ' +
      'Fedora: `sudo dnf install chromium`; macOS: `brew install --cask google-chrome`), ' +
      'or name the program in CHROMIUM_PATH.',
  );
}

function find(): boolean {
  try {
    process.env['CHROMIUM_PATH'] = chromiumPath();
    return true;
  } catch {
    const mac = macBrowsers.find((path) => existsSync(path));
    if (mac !== undefined) {
      process.env['CHROMIUM_PATH'] = mac;
    }
    return mac !== undefined;
  }
}

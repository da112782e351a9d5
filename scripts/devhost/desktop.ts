import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noEndpoints, type Emulation } from './emulation';
import { hostFolder, root } from './paths';
import { quietSettings, writeSettings } from './server';

const openMs = 3000;
const patienceMs = 5000;

/** A desktop VS Code that runs; `ended` resolves when its window is closed. */
export interface DesktopHost {
  readonly ended: Promise<number>;
  dispose(): Promise<void>;
}

/** The `code` command on the PATH; not the one that only hands over to a VS Code elsewhere. */
export function findDesktop(): string | undefined {
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) {
    return undefined;
  }
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * Opens the extension in a desktop VS Code with a profile of its own, so that the user's stays as it is.
 * Resolves with undefined when VS Code does not open here, for want of a display for instance.
 */
export async function startDesktop(
  code: string,
  options: { workspace: string; emulation: Emulation | undefined },
): Promise<DesktopHost | undefined> {
  const userData = join(hostFolder, 'desktop');
  const { emulation } = options;
  const settings = { ...quietSettings, ...(emulation?.settings ?? noEndpoints) };
  writeSettings(join(userData, 'User', 'settings.json'), settings);
  const args = [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${userData}`];
  args.push(`--extensions-dir=${join(hostFolder, 'desktop-extensions')}`, '--disable-workspace-trust');
  args.push('--new-window', '--wait');
  if (process.getuid?.() === 0) {
    args.push('--no-sandbox');
  }
  const child = spawn(code, [...args, options.workspace], {
    env: { ...process.env, ...emulation?.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (status) => resolve(status ?? 1));
  });
  // With --wait the command ends with the window; one that ends at once with an error has opened none.
  const early = await Promise.race([ended, sleep(openMs, undefined)]);
  if (early !== undefined && early !== 0) {
    return undefined;
  }
  return {
    ended,
    dispose: async () => {
      endMainProcess(userData);
      child.kill();
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** The command starts VS Code apart from itself; VS Code writes its process id into this file of its profile. */
function endMainProcess(userData: string): void {
  const file = join(userData, 'code.lock');
  if (!existsSync(file)) {
    return;
  }
  try {
    process.kill(Number(readFileSync(file, 'utf8')));
  } catch {
    // It has ended already.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { ensureBrowserHost } from './install';
import { run, startProgram } from './processes';

const loopback = '127.0.0.1';
const startMs = 60_000;

/** Settings by their full names, such as `bedrockChat.endpoint`. */
export type Settings = Record<string, unknown>;

/** How a browser-served VS Code is started. */
export interface ServerOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Where it keeps its data: settings, extensions, logs, the extension's global storage. */
  readonly dataDir: string;
  /** Added to this process's environment for the server and its extension hosts; undefined removes. */
  readonly env?: NodeJS.ProcessEnv;
  /** Settings of scope `machine`, merged into those that are there before the start; undefined removes one. */
  readonly machineSettings?: Settings;
  /** Settings of the user's own, for a data folder that has none yet. */
  readonly userSettings?: Settings;
  /** The extensions to have installed: each a package (.vsix), or a folder, which is used as it is. */
  readonly extensions?: readonly string[];
  /** Folders are not trusted until the user says so; default false: VS Code asks nothing and trusts everything. */
  readonly workspaceTrust?: boolean;
  /** For windows with {@link WindowOptions.tests}: those show no notifications. */
  readonly forTests?: boolean;
}

/** Folders and files that a window opens. Paths are absolute. */
export interface WindowOptions {
  readonly folder: string;
  /** An extension under development and the tests of it that its extension host runs. */
  readonly tests?: { readonly extensionDevelopmentPath: string; readonly extensionTestsPath: string };
}

/** A browser-served VS Code that runs. */
export interface HostServer {
  readonly port: number;
  readonly dataDir: string;
  /** The address of a window. */
  url(window: WindowOptions): string;
  /** Merges settings into the machine's; undefined removes one. Open windows follow. */
  setMachineSettings(settings: Settings): void;
  /** Its latest output. */
  output(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<number>;
  /** Ends it with its extension hosts. May be called again. */
  dispose(): Promise<void>;
}

/** A user's settings in which a new window is quiet: no welcome, no telemetry, no updates, no questions. */
export const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
};

/** A user's settings in which a folder opens in Restricted Mode, without VS Code's question at the start. */
const restrictedSettings: Settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Starts a VS Code that serves browsers on this machine alone; installs it first where it is missing. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  const program = await ensureBrowserHost();
  const { dataDir, workspaceTrust = false } = options;
  const env = { ...withoutVsCode(process.env), ...options.env };
  const userFile = join(dataDir, 'data', 'User', 'settings.json');
  // Once: from then on it is the user's, who may also have written comments into it.
  const trust = workspaceTrust ? restrictedSettings : {};
  if (!existsSync(userFile)) {
    writeSettings(userFile, { ...quietSettings, ...trust, ...options.userSettings });
  }
  const machineFile = join(dataDir, 'data', 'Machine', 'settings.json');
  writeSettings(machineFile, options.machineSettings ?? {});
  for (const extension of options.extensions ?? []) {
    await installExtension(program, extension, dataDir, env);
  }
  const port = options.port ?? (await freePort());
  const command = [process.execPath, program, '--host', loopback, '--port', String(port)];
  command.push('--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off');
  command.push('--server-data-dir', dataDir);
  if (!workspaceTrust) {
    command.push('--disable-workspace-trust');
  }
  // A built workbench ignores an extension under development without it; with it, it shows no notifications.
  if (options.forTests === true) {
    command.push('--enable-smoke-test-driver');
  }
  const running = startProgram(command, { env });
  try {
    await running.waitFor('Extension host agent started', startMs);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    port,
    dataDir,
    url: (window) => windowUrl(port, window),
    setMachineSettings: (settings) => writeSettings(machineFile, settings),
    output: () => running.output(),
    ended: running.ended,
    dispose: () => running.stop(),
  };
}

/** Whether a port of this machine is free. */
export async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== undefined;
}

/** Merges settings into a settings file, in one step, since VS Code watches it; undefined removes one. */
export function writeSettings(file: string, settings: Settings): void {
  mkdirSync(dirname(file), { recursive: true });
  const old = existsSync(file) ? readSettings(file) : {};
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...old, ...settings }, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** A file that a user has made unreadable, with comments for instance, begins anew. */
function readSettings(file: string): Settings {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Settings;
  } catch {
    return {};
  }
}

/** The VS Code that this may run in is another one. */
function withoutVsCode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('VSCODE_')));
}

async function installExtension(
  program: string,
  extension: string,
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!extension.endsWith('.vsix')) {
    linkExtension(extension, join(dataDir, 'extensions'));
    return;
  }
  const command = [process.execPath, program, '--install-extension', extension, '--force'];
  await run([...command, '--server-data-dir', dataDir, '--accept-server-license-terms'], {
    cwd: dataDir,
    env,
    what: `Installing ${extension}`,
  });
}

/** Makes the folder an installed extension by a link, so that a reloaded window has what was built since. */
function linkExtension(folder: string, extensions: string): void {
  const { publisher, name, version } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Record<'publisher' | 'name' | 'version', string>;
  mkdirSync(extensions, { recursive: true });
  for (const old of globSync(`${publisher}.${name}-*`, { cwd: extensions })) {
    rmSync(join(extensions, old), { recursive: true });
  }
  // VS Code looks into the folder again when its list is not there.
  rmSync(join(extensions, 'extensions.json'), { force: true });
  symlinkSync(folder, join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

function windowUrl(port: number, window: WindowOptions): string {
  const address = `http://${loopback}:${port}/?folder=${encodePath(window.folder)}`;
  if (!window.tests) {
    return address;
  }
  const remote = (path: string): string => `vscode-remote://${loopback}:${port}${encodePath(path)}`;
  const payload = Object.entries(window.tests).map(([name, path]) => [name, remote(path)]);
  return `${address}&payload=${encodeURIComponent(JSON.stringify([['skipWelcome', 'true'], ...payload]))}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function freePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) {
    throw new Error('This machine has no free port.');
  }
  return port;
}

/** The port that could be listened on, undefined when it is taken. */
async function listen(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, loopback);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      return undefined;
    }
    throw error;
  } finally {
    server.close();
  }
}

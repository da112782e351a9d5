import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import lockfile from 'proper-lockfile';
import { hostFolder, root } from './paths';
import { run } from './processes';

/** The npm package `code-server` of this version carries VS Code 1.139.1. */
const version = '4.139.1';
const folder = join(hostFolder, `code-server-${version}`);
const server = join('node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
const staleLockMs = 60_000;

/**
 * Installs the VS Code that is served to a browser, once, into .vscode-test/.
 * @returns the path of its server program, which runs under this project's Node.
 */
export async function ensureBrowserHost(): Promise<string> {
  const program = join(folder, server);
  if (existsSync(program)) {
    return program;
  }
  mkdirSync(hostFolder, { recursive: true });
  const release = await lockfile.lock(hostFolder, {
    lockfilePath: `${folder}.lock`,
    stale: staleLockMs,
    retries: { forever: true, minTimeout: 1000, maxTimeout: 1000 },
  });
  try {
    if (!existsSync(program)) {
      await install();
    }
  } finally {
    await release();
  }
  return program;
}

/** Into a folder aside, renamed at the end: what was cut short is done again. */
async function install(): Promise<void> {
  const aside = `${folder}.partial`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  writeFileSync(join(aside, 'package.json'), '{"private":true}\n');
  console.log(`Installing VS Code for the browser into ${folder} (once, about a minute).`);
  const vscode = join(aside, 'node_modules', 'code-server', 'lib', 'vscode');
  // Its install script wants compilers; what is needed of it is done here, and works without them.
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['install', `code-server@${version}`, ...flags], aside, '  1 of 4: code-server');
  await npm(['install', ...flags], vscode, '  2 of 4: packages of VS Code');
  await npm(
    ['install', ...flags],
    join(vscode, 'extensions'),
    '  3 of 4: packages of its built-in extensions',
  );
  await buildNativeModules(vscode);
  renameSync(aside, folder);
}

/** Without them VS Code works, but writes no log files; so a machine without compilers goes on. */
async function buildNativeModules(vscode: string): Promise<void> {
  const place = join(vscode, '..', 'headers');
  try {
    const headers = await nodeHeaders(place);
    await npm(
      ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--ignore-scripts=false'],
      vscode,
      '  4 of 4: native modules',
      { npm_config_nodedir: headers },
    );
  } catch {
    console.log('  not built (that takes Python, make and a C++ compiler): VS Code will write no log files');
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** The package that carries this project's Node carries its headers too. */
async function nodeHeaders(place: string): Promise<string> {
  const { version: node } = createRequire(import.meta.url)('node/package.json') as { version: string };
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `${prefix}-${platform}-${process.arch}`;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"private":true}\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['install', `${name}@${node}`, ...flags], place, '  4 of 4: headers for native modules');
  return join(place, 'node_modules', name);
}

function npm(args: string[], cwd: string, what: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  return run(['npm', ...args], { cwd, env: { ...process.env, PATH: path, ...env }, what });
}

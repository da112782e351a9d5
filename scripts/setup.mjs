// What `npm start` and `npm test` need before any package can be imported: Node's own modules only.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

/** The project's folder. */
export const root = join(import.meta.dirname, '..');

const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const lockFile = join(root, '.vscode-test', 'setup.lock');
const oldestNode = 20;

/**
 * Installs the packages that package-lock.json names when they are not there. Install scripts stay off but for
 * the `node` package's, which fetches the Node that everything else runs on.
 */
export async function ensureDependencies() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    throw new Error(`Node ${oldestNode} or newer is needed; this is ${process.version}.`);
  }
  if (isInstalled()) {
    return;
  }
  await withLock(async () => {
    if (isInstalled()) {
      return;
    }
    console.log('Installing packages (once; about half a minute)…');
    // Without npm's warnings: they are of packages that run on the project's own Node, whichever this one is.
    const quiet = ['--loglevel', 'error'];
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...quiet]);
    await npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts', ...quiet]);
    if (!isInstalled()) {
      throw new Error('npm said it was done, but packages are missing: remove node_modules.');
    }
  });
}

/** Runs a TypeScript program of the project under its own Node and becomes it: signals in, exit code out. */
export async function become(script, args) {
  const child = spawn(node, ['--import', 'tsx', join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
    stdio: 'inherit',
  });
  // A terminal's Ctrl+C reaches the child by itself; `kill` of this process alone does not.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  const started = starters();
  const watch = setInterval(() => {
    if (starters() !== started) {
      child.kill('SIGTERM');
    }
  }, 1000);
  process.exitCode = await exitOf(child);
  clearInterval(watch);
}

/** Who started this: a shell, and npm before it. `kill` of npm alone ends at most the two, and nobody tells us. */
function starters() {
  try {
    // The fields of this file are separated by blanks; the second is a name in parentheses (man 5 proc).
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(process.ppid); // Not Linux.
  }
}

/** npm writes node_modules/.package-lock.json last, so an install that was cut short shows. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden) || !existsSync(node)) {
    return false;
  }
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(hidden);
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    // What is optional may be for other machines.
    return found ? found.version === entry.version : path === '' || entry.optional || entry.devOptional;
  });
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

async function npm(args) {
  // Without the project's own bin folder in front: what is in it goes away during an install.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(bin));
  const child = spawn('npm', args, {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
  const code = await exitOf(child);
  if (code !== 0) {
    throw new Error(`npm ${args.join(' ')} failed with exit code ${code}.`);
  }
}

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** One install at a time, also when `npm start` and `npm test` are started together. */
async function withLock(work) {
  mkdirSync(join(root, '.vscode-test'), { recursive: true });
  let told = false;
  while (!acquire()) {
    if (!told) {
      console.log('Waiting for another install of these packages to end…');
    }
    told = true;
    await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function acquire() {
  try {
    const file = openSync(lockFile, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    if (!isRunning(Number(readFileSync(lockFile, 'utf8')))) {
      rmSync(lockFile, { force: true });
    }
    return false;
  }
}

function isRunning(pid) {
  try {
    // An empty file belongs to a process that is just writing its id.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

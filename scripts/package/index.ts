// Makes the package of the platform that this runs on, dist/bedrock-chat.vsix, from what is built; with --all those of
// all platforms as well, dist/bedrock-chat-<platform>.vsix. They differ in DuckDB's binary alone.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { binaryFolder, copyBinary, ownPlatform, packageFolder, root, targets } from '../../build/duckdb';
import { writeNotices } from './notices';

const { values: flags } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const dist = join(root, 'dist');
const own = await ownPlatform();
const ownTarget = Object.keys(targets).find((target) => targets[target] === own);

await pack(ownTarget, 'bedrock-chat', packageFolder(own));
if (flags.all) {
  try {
    for (const [target, platform] of Object.entries(targets)) {
      await packFor(target, platform);
    }
  } finally {
    await useBinary(own, packageFolder(own));
  }
}

async function packFor(target: string, platform: string): Promise<void> {
  const name = `bedrock-chat-${target}`;
  if (platform === own) {
    for (const kind of ['vsix', 'cdx.json']) {
      await cp(join(dist, `bedrock-chat.${kind}`), join(dist, `${name}.${kind}`));
    }
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'duckdb-'));
  try {
    const from = await download(platform, folder);
    await useBinary(platform, from);
    await pack(target, name, from);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Leaves the binary of one platform in dist. */
async function useBinary(platform: string, from: string): Promise<void> {
  await rm(join(dist, binaryFolder), { recursive: true, force: true });
  await copyBinary(platform, dist, from);
}

/** Fetches the package of another platform, the very one that package-lock.json names; gives its folder. */
async function download(platform: string, folder: string): Promise<string> {
  const name = `@duckdb/node-bindings-${platform}`;
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  const locked = lock.packages[`node_modules/${name}`];
  if (!locked) {
    throw new Error(`package-lock.json knows no ${name}.`);
  }
  const output = run('npm', ['pack', `${name}@${locked.version}`, '--json', '--pack-destination', folder]);
  const [packed] = JSON.parse(output) as { filename: string; integrity: string }[];
  if (packed?.integrity !== locked.integrity) {
    throw new Error(`${name} is not what package-lock.json names.`);
  }
  run('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
  return join(folder, 'package');
}

/** Makes `dist/<name>.vsix`, with notices inside and its bill of materials, `dist/<name>.cdx.json`, beside it. */
async function pack(target: string | undefined, name: string, binaryPackage: string): Promise<void> {
  await writeNotices(join(dist, `${name}.cdx.json`), binaryPackage);
  // VS Code's page of an extension opens no relative link or picture: vsce makes them absolute by `repository`.
  const options = ['--no-dependencies'];
  // Where DuckDB has no binary, the package works but for cost data, and is for no platform alone.
  const platform = target === undefined ? [] : ['--target', target];
  console.log(run('vsce', ['package', ...options, ...platform, '--out', join(dist, `${name}.vsix`)]));
}

function run(program: string, args: readonly string[]): string {
  const shell = process.platform === 'win32';
  const done = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell,
  });
  if (done.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed.\n${done.stdout}`);
  }
  return done.stdout;
}

// DuckDB's native library in bundles: its JavaScript is bundled, its binary lies beside the bundle.
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** The project's folder. */
export const root = join(import.meta.dirname, '..', '..');

/** The folder beside a bundle in which it looks for DuckDB's binaries, one folder for each platform. */
export const binaryFolder = 'duckdb';

/** VS Code's names of platforms, and DuckDB's for them. */
export const targets: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** Lets a bundle look for the binary beside itself. */
export function duckdbPlugin(): Plugin {
  return {
    name: 'duckdb',
    setup(build) {
      build.onResolve({ filter: /^@duckdb\/node-bindings-.+\/duckdb\.node$/ }, ({ path }) => {
        const platform = path.replace(/^.*node-bindings-|\/duckdb\.node$/g, '');
        return { path: `./${binaryFolder}/${platform}/duckdb.node`, external: true };
      });
    },
  };
}

/** DuckDB's name for the platform that this runs on. */
export async function ownPlatform(): Promise<string> {
  const { familySync, MUSL } = await import('detect-libc');
  return `${process.platform}-${process.arch}${familySync() === MUSL ? '-musl' : ''}`;
}

/**
 * Puts the binary of one platform, from its package's folder, beside the bundles in `dist`.
 * @returns whether there is one.
 */
export async function copyBinary(
  platform: string,
  dist: string,
  from = packageFolder(platform),
): Promise<boolean> {
  if (!existsSync(from)) {
    return false;
  }
  const to = join(dist, binaryFolder, platform);
  await mkdir(to, { recursive: true });
  // The library, the addon, and the license that goes with them.
  const isWanted = (path: string) => !/\.(json|md)$/.test(path);
  await cp(from, to, { recursive: true, filter: isWanted });
  return true;
}

/** Where npm puts the package with the binary of a platform. */
export function packageFolder(platform: string): string {
  return join(root, 'node_modules', '@duckdb', `node-bindings-${platform}`);
}

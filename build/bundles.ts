// What is bundled for Node, and how: for the package and for tests of the bundles alike.
import type { BuildOptions } from 'esbuild';
import { commonJsChunks } from './commonJsChunks.ts';
import { duckdbPlugin } from './duckdb.ts';

/** For whom is bundled: for the package, minified and looked into afterward, or for who works on it. */
export interface BundleKind {
  readonly production: boolean;
}

/** What all bundles have in common. */
export function bundled({ production }: BundleKind): BuildOptions {
  return {
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'info',
    // The ES module builds of the AWS SDK are smaller and load faster than the CommonJS ones.
    mainFields: ['module', 'main'],
    // Licenses are in the notices that the package is shipped with.
    legalComments: 'none',
    metafile: production,
  };
}

/** What the extension host and a terminal load: little at the start, the rest on first use. */
export function hostBundles(kind: BundleKind): BuildOptions {
  return {
    ...forNode(kind),
    entryPoints: { extension: 'src/extension.ts', cli: 'src/cli.ts' },
    plugins: [commonJsChunks()],
  };
}

/** Threads and processes of their own. */
export function workerBundles(kind: BundleKind): BuildOptions {
  return {
    ...forNode(kind),
    entryPoints: {
      metricsWorker: 'src/core/metrics/worker/main.ts',
      pictureWorker: 'src/core/pictures/worker/main.ts',
      promptWorker: 'src/core/prompts/worker/main.ts',
      finopsEngine: 'src/core/finops/local/main.ts',
    },
    plugins: [duckdbPlugin()],
    format: 'cjs',
    supported: { 'dynamic-import': false },
  };
}

function forNode(kind: BundleKind): BuildOptions {
  return {
    ...bundled(kind),
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    // VS Code puts its proxy support into what extensions get by `require('https')`, not into the prefixed name.
    alias: { 'node:http': 'http', 'node:https': 'https' },
  };
}

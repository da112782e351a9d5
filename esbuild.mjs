// Bundles the extension host's code and the webviews' into dist/. --watch rebuilds, --production minifies,
// --start writes nothing and only looks at what every window loads.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { commonJsChunks } from './build/commonJsChunks.ts';
import { copyBinary, duckdbPlugin, ownPlatform } from './build/duckdb.ts';
import { startBytes } from './build/startChunk.ts';

const { values: flags } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
  },
});

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify: flags.production,
  sourcemap: flags.production ? false : 'linked',
  logLevel: 'info',
  // The ES module builds of the AWS SDK are smaller and load faster than the CommonJS ones.
  mainFields: ['module', 'main'],
  // Licenses are in the notices that the package is shipped with.
  legalComments: 'none',
  metafile: flags.production,
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // VS Code puts its proxy support into what extensions get by `require('https')`, not into the prefixed name.
  alias: { 'node:http': 'http', 'node:https': 'https' },
};

/** @type {esbuild.BuildOptions} What the extension host and a terminal load: little at the start, the rest on first use. */
const host = {
  ...node,
  entryPoints: { extension: 'src/extension.ts', cli: 'src/cli.ts' },
  plugins: [commonJsChunks()],
};

/** @type {esbuild.BuildOptions} */
const checked = { minify: true, sourcemap: false, metafile: true, write: false, logLevel: 'warning' };

/** @type {esbuild.BuildOptions} Threads and processes of their own. */
const workers = {
  ...node,
  entryPoints: {
    metricsWorker: 'src/core/metrics/worker/main.ts',
    promptWorker: 'src/core/prompts/worker/main.ts',
    finopsEngine: 'src/core/finops/local/main.ts',
  },
  plugins: [duckdbPlugin()],
  format: 'cjs',
  supported: { 'dynamic-import': false },
};

/** @type {esbuild.BuildOptions} */
const webviews = {
  ...common,
  entryPoints: {
    chat: 'webview/chat/main.ts',
    dashboard: 'webview/dashboard/main.ts',
    doctor: 'webview/doctor/main.ts',
    finops: 'webview/finops/main.ts',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  mainFields: ['browser', 'module', 'main'],
  tsconfig: 'webview/tsconfig.json',
};

if (flags.start) {
  const { metafile } = await esbuild.build({ ...host, ...checked });
  sayStart(metafile);
  process.exit();
}
await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
for (const file of ['codicon.css', 'codicon.ttf']) {
  await cp(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
}
await cp('node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm');
if (!(await copyBinary(await ownPlatform(), 'dist'))) {
  console.warn('There is no DuckDB for this platform: cost data cannot be read.');
}
if (flags.watch) {
  const contexts = await Promise.all([host, workers, webviews].map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const built = await Promise.all([host, workers, webviews].map((options) => esbuild.build(options)));
  if (flags.production) {
    const [inputs, outputs] = ['inputs', 'outputs'].map((part) =>
      Object.assign({}, ...built.map(({ metafile }) => metafile?.[part])),
    );
    await writeFile('dist/metafile.json', JSON.stringify({ inputs, outputs }));
    sayStart({ inputs, outputs });
  }
}

/** Says what every window loads of the extension. @param {esbuild.Metafile} metafile */
function sayStart(metafile) {
  console.log(`At the start ${(startBytes(metafile) / 1024).toFixed(1)} KB are loaded.`);
}

// Bundles the extension host's code and the webviews' into dist/. --watch rebuilds, --production minifies,
// --start writes nothing and only looks at what every window loads.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { BuildState } from './build/buildState.ts';
import { bundled, hostBundles, workerBundles } from './build/bundles.ts';
import { copyBinary, ownPlatform } from './build/duckdb.ts';
import { startBytes } from './build/startChunk.ts';

const { values: flags } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
  },
});

const { production } = flags;
const common = bundled({ production });
const host = hostBundles({ production });
const workers = workerBundles({ production });

/** @type {esbuild.BuildOptions} */
const checked = { minify: true, sourcemap: false, metafile: true, write: false, logLevel: 'warning' };

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
  const bundles = Object.entries({ host, workers, webviews });
  const state = new BuildState(
    bundles.map(([name]) => name),
    (line) => console.log(line),
  );
  for (const [name, options] of bundles) {
    const plugins = [...(options.plugins ?? []), state.watch(name)];
    const context = await esbuild.context({ ...options, plugins, logLevel: 'silent' });
    await context.watch();
  }
} else {
  const built = await Promise.all([host, workers, webviews].map((options) => esbuild.build(options)));
  if (production) {
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

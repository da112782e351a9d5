import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';

/** Paths of what the harnesses start: bundled, so that a process begins in a moment. */
export interface Programs {
  /** The metrics worker, as it ships. */
  readonly metricsWorker: string;
  readonly sqlWasm: string;
  /** See the files of the same names in `windows`. */
  readonly chatting: string;
  readonly clocked: string;
  readonly parsing: string;
  readonly prompting: string;
  readonly recording: string;
  readonly spending: string;
}

const root = resolve(import.meta.dirname, '../..');
const windows = ['chatting', 'clocked', 'parsing', 'recording', 'spending'] as const;

/** Globals that CommonJS packages expect to find around them. */
const commonJsNames = [
  "import { createRequire as createRequireOf } from 'node:module';",
  'const require = createRequireOf(import.meta.url);',
  'const { filename: __filename, dirname: __dirname } = import.meta;',
].join('\n');

/** Bundles the programs into a folder. @throws when one of them cannot be built */
export async function buildPrograms(directory: string): Promise<Programs> {
  mkdirSync(directory, { recursive: true });
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
    outdir: directory,
  } as const;
  await esbuild.build({
    ...common,
    entryPoints: { metricsWorker: join(root, 'src/core/metrics/worker/main.ts') },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    supported: { 'dynamic-import': false },
  });
  await esbuild.build({
    ...common,
    entryPoints: {
      ...Object.fromEntries(
        windows.map((name) => [name, join(import.meta.dirname, 'windows', `${name}.ts`)]),
      ),
      prompting: join(root, 'test/unit/core/prompts/runWindow.ts'),
    },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: commonJsNames },
  });
  const program = (name: string): string => join(directory, name);
  return {
    metricsWorker: program('metricsWorker.cjs'),
    sqlWasm: join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'),
    clocked: program('clocked.mjs'),
    chatting: program('chatting.mjs'),
    parsing: program('parsing.mjs'),
    prompting: program('prompting.mjs'),
    recording: program('recording.mjs'),
    spending: program('spending.mjs'),
  };
}

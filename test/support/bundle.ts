import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './devhost/paths';

const folder = join(root, 'out', 'test', 'programs');
const built = new Map<string, Promise<string>>();

// Programs that were run once start faster still.
process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');

/**
 * Bundles a program of a test, so that a process of it starts in a third of the time that its sources take.
 * @param source from the project's folder.
 * @returns the path to hand to Node.
 */
export function bundleProgram(source: string): Promise<string> {
  return bundle(source, {
    format: 'esm',
    // Globals that the packages inside expect to find around them.
    banner: {
      js: [
        "import { createRequire as createRequireOf } from 'node:module';",
        'const require = createRequireOf(import.meta.url);',
        'const { filename: __filename, dirname: __dirname } = import.meta;',
      ].join('\n'),
    },
  });
}

/** Bundles a worker as it ships. */
export function bundleWorker(source: string): Promise<string> {
  return bundle(source, { format: 'cjs', supported: { 'dynamic-import': false } });
}

function bundle(source: string, options: esbuild.BuildOptions): Promise<string> {
  const known = built.get(source);
  if (known !== undefined) {
    return known;
  }
  const made = build(source, options);
  built.set(source, made);
  return made;
}

async function build(source: string, options: esbuild.BuildOptions): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const name = source.replace(/\.ts$/, '').replaceAll('/', '-');
  const outfile = join(folder, `${name}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`);
  // Files of tests run beside one another: each process puts a whole one in its place.
  const draft = `${outfile}.${process.pid}`;
  await esbuild.build({
    entryPoints: [join(root, source)],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node22',
    external: ['@duckdb/node-api'],
    logLevel: 'error',
    ...options,
  });
  renameSync(draft, outfile);
  return outfile;
}

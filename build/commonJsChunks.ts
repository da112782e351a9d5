// Code splitting for the extension host, which loads CommonJS alone.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { transform, type Plugin } from 'esbuild';
import { oneStartFile, type BuiltFile } from './oneStartFile.ts';
import { startOutputs } from './startChunk.ts';

/** The folder in `dist` of what is loaded on first use. */
export const chunkFolder = 'chunks';

/**
 * Turns the ES modules of a split build into CommonJS: esbuild splits nothing else, and VS Code puts its proxy support
 * into what extensions get by `require('https')`, which neither a native import() nor a prefixed name goes through.
 * In a build for the package, what is loaded at the start is one file. What an earlier build left in the chunks' folder
 * is removed.
 */
export function commonJsChunks(): Plugin {
  return {
    name: 'commonjs-chunks',
    setup(build) {
      const { initialOptions: options } = build;
      const isWritten = options.write !== false;
      options.format = 'esm';
      options.splitting = true;
      options.chunkNames = `${chunkFolder}/[name]-[hash]`;
      options.write = false;
      options.metafile = true;
      if (options.sourcemap !== undefined && options.sourcemap !== false) {
        // Only what is in the file is followed by the second transform.
        options.sourcemap = 'inline';
      }
      build.onEnd(async ({ outputFiles = [], metafile }) => {
        const converted = await Promise.all(
          outputFiles.map(async ({ path, text }) => {
            const { code } = await transform(text, {
              format: 'cjs',
              platform: 'node',
              target: options.target,
              minify: options.minify,
              sourcefile: path,
              sourcemap: options.sourcemap === 'inline' && 'inline',
              supported: { 'dynamic-import': false },
            });
            return { path, text: code };
          }),
        );
        if (!isWritten) {
          return;
        }
        await rm(join(options.outdir ?? '', chunkFolder), { recursive: true, force: true });
        const start =
          metafile === undefined ? [] : [...startOutputs(metafile).keys()].map((path) => resolve(path));
        for (const { path, text } of options.minify === true ? inOneFile(converted, start) : converted) {
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, text);
        }
      });
    },
  };
}

/** The files with those of the start, of which the first is the entry, as one. */
function inOneFile(files: readonly BuiltFile[], start: readonly string[]): BuiltFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const [entry, ...chunks] = start.flatMap((path) => byPath.get(path) ?? []);
  if (entry === undefined) {
    throw new Error('The build has no entry.');
  }
  const others = files.filter(({ path }) => !start.includes(path));
  return [...oneStartFile(entry, chunks, chunkFolder), ...others];
}

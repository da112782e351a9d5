// Code splitting for the extension host, which loads CommonJS alone.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform, type Plugin } from 'esbuild';

/** The folder in `dist` of what is loaded on first use. */
export const chunkFolder = 'chunks';

/**
 * Turns the ES modules of a split build into CommonJS: esbuild splits nothing else, and VS Code puts its proxy support
 * into what extensions get by `require('https')`, which neither a native import() nor a prefixed name goes through.
 * What an earlier build left in the chunks' folder is removed.
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
      build.onEnd(async ({ outputFiles = [] }) => {
        const converted = await Promise.all(
          outputFiles.map(async ({ path, text }) => {
            if (!path.endsWith('.cjs')) {
              return { path, text };
            }
            const { code } = await transform(text, {
              format: 'cjs',
              platform: 'node',
              target: options.target,
              minify: options.minify,
              supported: { 'dynamic-import': false },
            });
            return { path, text: code };
          }),
        );
        if (!isWritten) {
          return;
        }
        await rm(join(options.outdir ?? '', chunkFolder), { recursive: true, force: true });
        for (const { path, text } of converted) {
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, text);
        }
      });
    },
  };
}

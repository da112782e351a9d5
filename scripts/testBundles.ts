import { globSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { root } from '../test/support/devhost/paths';

/**
 * Bundles test/integration for the extension host, which loads CommonJS.
 * @returns the path to hand over as extensionTestsPath.
 */
export async function buildIntegrationTests(): Promise<string> {
  const outdir = join(root, 'out', 'test', 'integration');
  const files = globSync('test/integration/**/*.test.ts', { cwd: root }).sort();
  const common: BuildOptions = {
    bundle: true,
    outdir,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  };
  await build({ ...common, entryPoints: { index: join(root, 'test', 'integration', 'index.ts') } });
  await build({
    ...common,
    stdin: {
      contents: files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n'),
      resolveDir: root,
      sourcefile: 'tests.ts',
    },
    entryNames: 'tests',
  });
  await cp(join(root, 'scripts', 'testReporter.cjs'), join(outdir, 'testReporter.cjs'));
  return join(outdir, 'index.cjs');
}

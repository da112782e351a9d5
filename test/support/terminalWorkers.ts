import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { workerBundles } from '../../build/bundles';
import { copyBinary, ownPlatform } from '../../build/duckdb';
import { root } from './devhost/paths';
import { BuiltTerminal } from './terminal';

/** The terminal with the workers beside it that prompt files and cost data need, and DuckDB's binary. */
export async function buildWholeTerminal(): Promise<BuiltTerminal> {
  const terminal = await BuiltTerminal.build();
  const dist = join(terminal.folder, 'dist');
  await esbuild.build({
    ...workerBundles({ production: false }),
    absWorkingDir: root,
    outdir: dist,
    sourcemap: false,
    logLevel: 'error',
  });
  await copyBinary(await ownPlatform(), dist);
  return terminal;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { CostEngine, type CostEngineOptions } from '../../../../src/core/finops/costEngine';
import { Logger } from '../../../../src/core/logging/logger';
import type { LogEntry } from '../../../../src/core/logging/entry';
import { Redactor } from '../../../../src/core/logging/redaction';
import { copyBinary, duckdbPlugin, ownPlatform } from '../../../../build/duckdb';

const root = resolve(import.meta.dirname, '../../../..');
const folders: string[] = [];
let built: Promise<string> | undefined;

/** The engine's process, bundled as it ships, with its binary beside it. */
export function engineBundle(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = temporaryFolder();
  const outfile = join(folder, 'finopsEngine.cjs');
  await esbuild.build({
    entryPoints: [join(root, 'src/core/finops/local/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    supported: { 'dynamic-import': false },
    plugins: [duckdbPlugin()],
  });
  await copyBinary(await ownPlatform(), folder);
  return outfile;
}

/** A folder that goes away with the test process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'finops-'));
  if (folders.length === 0) {
    process.once('exit', removeFolders);
  }
  folders.push(folder);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An engine as a window has one, and what it logs. */
export async function openEngine(options: Partial<CostEngineOptions> = {}) {
  const logged: LogEntry[] = [];
  const logger = new Logger({ sinks: [{ write: (entry) => logged.push(entry) }], redactor: new Redactor() });
  const directory = options.directory ?? temporaryFolder();
  const engine = new CostEngine({
    directory,
    enginePath: await engineBundle(),
    logger,
    memoryLimitMb: 512,
    ...options,
  });
  return { engine, directory, logged };
}

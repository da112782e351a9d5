import { join } from 'node:path';
import { bundleProgram, bundleWorker } from '../support/bundle';
import { root } from '../support/devhost/paths';

/** Paths of what the harnesses start: bundled, so that a process begins in a moment. */
export type Programs = Awaited<ReturnType<typeof buildPrograms>>;

/** Bundles the programs. @throws when one of them cannot be built */
export async function buildPrograms() {
  const window = (name: string): Promise<string> => bundleProgram(`test/soak/windows/${name}.ts`);
  return {
    /** The metrics worker, as it ships. */
    metricsWorker: await bundleWorker('src/core/metrics/worker/main.ts'),
    sqlWasm: join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'),
    /** See the files of the same names in `windows`. */
    clocked: await window('clocked'),
    chatting: await window('chatting'),
    parsing: await window('parsing'),
    recording: await window('recording'),
    spending: await window('spending'),
    prompting: await bundleProgram('test/unit/core/prompts/runWindow.ts'),
  } as const;
}

// What every window loads of the extension, with a limit: `npm run check` fails above it.
import type { Metafile } from 'esbuild';

/** Bytes, minified. */
const LIMIT = 120 * 1024;
const ENTRY = 'dist/extension.cjs';

/** What is loaded at the start: the entry and what it imports statically, in bytes by output, the entry first. */
export function startOutputs({ outputs }: Metafile): ReadonlyMap<string, number> {
  const start = new Map<string, number>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || start.has(path)) {
      return;
    }
    start.set(path, output.bytes);
    for (const { path: imported, kind } of output.imports) {
      if (kind !== 'dynamic-import') {
        visit(imported);
      }
    }
  };
  visit(ENTRY);
  return start;
}

/** The bytes that are loaded at the start, minified. @throws Error above the limit */
export function startBytes(metafile: Metafile): number {
  const start = startOutputs(metafile);
  const bytes = [...start.values()].reduce((sum, one) => sum + one, 0);
  if (bytes === 0 || bytes > LIMIT) {
    const largest = Object.entries(metafile.outputs)
      .filter(([path]) => start.has(path))
      .flatMap(([, { inputs }]) => Object.entries(inputs))
      .sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
      .slice(0, 10)
      .map(([path, { bytesInOutput }]) => `  ${bytesInOutput} ${path}`);
    throw new Error(
      [`The start chunk has ${bytes} bytes, and may have ${LIMIT}. Its largest parts:`, ...largest].join(
        '\n',
      ),
    );
  }
  return bytes;
}

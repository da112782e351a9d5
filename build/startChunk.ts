// What every window loads of the extension, with a limit: `npm run check` fails above it.
import type { Metafile } from 'esbuild';

/** Bytes, minified. */
const LIMIT = 120 * 1024;
const ENTRY = 'dist/extension.cjs';

/** The loaded data at the start: the entry and what it imports statically, in bytes by output. @throws Error above the limit */
export function startChunk({ outputs }: Metafile): ReadonlyMap<string, number> {
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
  const bytes = [...start.values()].reduce((sum, one) => sum + one, 0);
  if (bytes === 0 || bytes > LIMIT) {
    const largest = Object.entries(outputs)
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
  return start;
}

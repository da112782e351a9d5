import type { ToolLimits } from './familyLimits';
import { freeName, MAX_NAME_LENGTH } from './freeName';

/**
 * The names under which tools are declared, in their order: each once, since a name that comes twice is refused. A tool
 * whose name can stay keeps it, whoever comes before it.
 */
export function wireNames(
  tools: readonly { readonly name: string }[],
  limits: ToolLimits,
): readonly string[] {
  const wanted = tools.map(({ name }) => wireName(name, limits));
  const taken = new Set(wanted.filter((name, index) => name === tools[index]?.name));
  const kept = new Set<string>();
  return wanted.map((name, index) => {
    if (name === tools[index]?.name && !kept.has(name)) {
      kept.add(name);
      return name;
    }
    const free = freeName(name, taken);
    taken.add(free);
    return free;
  });
}

/** A name as Converse takes it, letters, digits, `_` and `-`, at least one and 64 at most; for Nova without `-`. */
export function wireName(name: string, { hyphens }: Pick<ToolLimits, 'hyphens'>): string {
  const fit = name.replace(hyphens ? /[^a-zA-Z0-9_-]/g : /[^a-zA-Z0-9_]/g, '_');
  return fit.slice(0, MAX_NAME_LENGTH) || '_';
}
